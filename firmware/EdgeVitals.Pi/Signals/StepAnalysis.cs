using EdgeVitals.Device;

namespace EdgeVitals.Pi.Signals;

/// <summary>Steps of one window.</summary>
/// <param name="Start">Its beginning, s from the recording's start.</param>
/// <param name="Steps">Steps that were counted in it. The first eight of a walk count when the eighth is done.</param>
/// <param name="Cadence">Steps a minute at its end, or 0.</param>
public readonly record struct StepWindow(double Start, long Steps, int Cadence);

/// <summary>Steps by the device's own <see cref="StepCounter"/>.</summary>
public static class StepAnalysis
{
    /// <summary>Length of a window, s.</summary>
    public const int WindowSeconds = 10;

    /// <summary>Windows without a hole; the last may be shorter.</summary>
    public static StepWindow[] Of(Acceleration acceleration)
    {
        ArgumentNullException.ThrowIfNull(acceleration);
        const int length = WindowSeconds * StepCounter.Rate;
        StepCounter counter = new();
        var windows = new List<StepWindow>();
        long before = 0;
        for (int i = 0; i < acceleration.Length; i++)
        {
            (int x, int y, int z) = acceleration[i];
            counter.Push(x, y, z);
            if ((i + 1) % length != 0 && i + 1 != acceleration.Length) continue;
            windows.Add(new StepWindow(i / length * WindowSeconds, counter.Steps - before, counter.Cadence));
            before = counter.Steps;
        }
        return [.. windows];
    }
}
