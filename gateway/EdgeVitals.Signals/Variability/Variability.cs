namespace EdgeVitals.Signals;

/// <summary>Time-domain variability of a list of intervals between heartbeats.</summary>
/// <param name="Count">Intervals that count.</param>
/// <param name="Sdnn">Standard deviation of the intervals with n − 1, ms.</param>
/// <param name="Rmssd">Root mean square of the differences of successive intervals, ms.</param>
/// <param name="Pnn50">Differences of more than 50 ms (strictly), percent of all differences, 0..100.</param>
public readonly record struct Variability(int Count, double Sdnn, double Rmssd, double Pnn50);
