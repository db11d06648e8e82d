using EdgeVitals.Device;

namespace EdgeVitals.Pi.Signals;

/// <summary>Respiration by the device's own <see cref="RespirationMeter"/>, from the heights of R peaks or from
/// baseline and amplitude of a pulse wave: windows of 32 s, one every 16 s.</summary>
public static class RespirationAnalysis
{
    /// <summary>Length of a window, s: three breaths of 6 /min.</summary>
    public const int WindowSeconds = 32;

    /// <summary>From one window to the next, s: half of a window shares no more than half of its breaths.</summary>
    public const int HopSeconds = 16;

    // A beat is known half a second after it, and the meter reads the 32 s before the last one: asked at the window's
    // end it would look at a second before the window, and have nothing yet in the first.
    private const double LagSeconds = 1.5;

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
            // As on the device: after a second of loss the sensor may sit elsewhere.
            Lost = missed =>
            {
                if (missed == (int)Math.Ceiling(channel.SamplesASecond)) meter.Break();
            },
            After = seen =>
            {
                if (seen >= (due + LagSeconds) * channel.SamplesASecond) Take(seen);
            },
        });
        if (channel.Length >= due * channel.SamplesASecond) Take(channel.Length);
        return [.. windows];

        void Take(long seen)
        {
            meter.Evaluate(seen);
            windows.Add(ReadingWindow.Of(due - WindowSeconds, meter.RespiratoryRate, meter.RespiratoryRateQuality,
                meter.RespiratoryRateGap));
            due += HopSeconds;
        }
    }
}
