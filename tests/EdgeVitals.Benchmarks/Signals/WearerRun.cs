using EdgeVitals.Benchmarks.Scoring;
using EdgeVitals.Device;
using EdgeVitals.Emulation.Wearers;

namespace EdgeVitals.Benchmarks.Signals;

/// <summary>A virtual wearer's light and motion through the device's <see cref="PulseMeter"/>, without chips between:
/// four samples of 100 Hz make one of 25 Hz, as in the sampler.</summary>
internal sealed class WearerRun
{
    private const long RawMicros = 10_000;
    private const int RawASlot = 4;
    private const double WindowSeconds = 8;
    private const int HopSeconds = 2;

    private WearerRun()
    {
    }

    /// <summary>Errors of the heart rate in windows that are motion from end to end, /min.</summary>
    public ErrorScore InMotion { get; } = new();

    /// <summary>Errors of the heart rate, /min.</summary>
    public ErrorScore HeartRate { get; } = new();

    /// <summary>Errors of the saturation, %.</summary>
    public ErrorScore SpO2 { get; } = new();

    /// <summary>Runs a scenario and scores windows of 8 s, one every 2 s.</summary>
    /// <param name="scenario">The wearer.</param>
    /// <param name="seed">Seed of variability and noise.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="scoredFrom">Windows that begin earlier are not scored.</param>
    public static WearerRun Of(VitalScenario scenario, ulong seed, int seconds, int scoredFrom)
    {
        var run = new WearerRun();
        var wearer = new WaveformWearer(scenario, seed);
        var meter = new PulseMeter();
        for (int slot = 0; slot < seconds * PulseMeter.Rate; slot++)
        {
            long start = slot * RawASlot * RawMicros;
            int red = 0;
            int infrared = 0;
            for (int raw = 0; raw < RawASlot; raw++)
            {
                wearer.Read(start + raw * RawMicros, out int r, out int ir);
                red += r;
                infrared += ir;
            }
            wearer.Read(start, out int x, out int y, out int z);
            meter.PushMotion(x, y, z);
            meter.Push(red / RawASlot, infrared / RawASlot);
            int seen = slot + 1;
            if (seen % (HopSeconds * PulseMeter.Rate) != 0) continue;
            meter.Evaluate();
            double from = (double)seen / PulseMeter.Rate - WindowSeconds;
            if (from >= scoredFrom) run.Score(wearer, meter, from);
        }
        return run;
    }

    private void Score(WaveformWearer wearer, PulseMeter meter, double from)
    {
        // The truth of a window are its own beats, and the mean of its saturation.
        double heartRate = 60 / WindowSeconds
            * (wearer.BeatPhaseAt((long)((from + WindowSeconds) * 1e6)) - wearer.BeatPhaseAt((long)(from * 1e6)));
        double spo2 = 0;
        bool moves = true;
        for (int i = 0; i < WindowSeconds; i++)
        {
            VitalTruth truth = wearer.TruthAt((long)((from + i + 0.5) * 1e6));
            spo2 += truth.FingerSpO2 / WindowSeconds;
            moves &= truth.Moves;
        }
        double shown = meter.HeartRateGap == 0 ? meter.HeartRate / 10.0 : double.NaN;
        HeartRate.Add(heartRate, shown);
        if (moves) InMotion.Add(heartRate, shown);
        SpO2.Add(spo2, meter.SpO2Gap == 0 ? meter.SpO2 / 10.0 : double.NaN);
    }
}
