using EdgeVitals.Device;

namespace EdgeVitals.Pi.Signals;

/// <summary>Respiration by the device's own <see cref="RespirationMeter"/>, from the heights of R peaks or from baseline
/// and amplitude of a pulse wave: windows of 32 s, one every 16 s.</summary>
public static class RespirationAnalysis
{
    /// <summary>Length of a window, s: three breaths of 6 /min.</summary>
    public const int WindowSeconds = 32;

    /// <summary>From one window to the next, s: half of a window shares no more than half of its breaths.</summary>
    public const int HopSeconds = 16;

    /// <summary>Windows of a channel.</summary>
    public static ReadingWindow[] Of(SignalChannel channel, SignalKind kind)
    {
        ArgumentNullException.ThrowIfNull(channel);
        RespirationMeter meter = new((float)channel.SamplesASecond);
        var windows = new List<ReadingWindow>();
        double due = WindowSeconds;
        BeatAnalysis.Walk(channel, kind, new BeatListener
        {
            // The level of an ECG is the electrode's, not the breath's.
            Sample = kind == SignalKind.Pulse ? meter.Level : null,
            Beat = beat => meter.Beat(beat.Sample, beat.Amplitude, beat.Quality),
            Lost = meter.Break,
            After = seen =>
            {
                if (seen < due * channel.SamplesASecond) return;
                meter.Evaluate(seen);
                windows.Add(ReadingWindow.Of(due - WindowSeconds, meter.RespiratoryRate, meter.RespiratoryRateQuality,
                    meter.RespiratoryRateGap));
                due += HopSeconds;
            },
        });
        return [.. windows];
    }
}
