using EdgeVitals.Device;

namespace EdgeVitals.Pi.Signals;

/// <summary>Heart rate of an ECG by the device's own detector and <see cref="BeatRate"/>: windows of 8 s, one every
/// 2 s.</summary>
public static class EcgRateAnalysis
{
    // As on the device: the detector bridges 25 ms, and beats on both sides of a longer loss are no interval.
    private const int LossMillis = 25;

    /// <summary>Windows of a channel.</summary>
    public static ReadingWindow[] HeartRate(SignalChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        BeatRate rate = new((float)channel.SamplesASecond);
        var windows = new List<ReadingWindow>();
        double due = PulseAnalysis.WindowSeconds;
        BeatAnalysis.Walk(channel, SignalKind.Ecg, new BeatListener
        {
            Beat = beat => rate.Beat(beat.Sample, beat.Quality),
            Lost = missed =>
            {
                if (missed * 1000L > LossMillis * channel.SamplesASecond) rate.Break();
            },
            After = seen =>
            {
                if (seen < due * channel.SamplesASecond) return;
                rate.Evaluate(seen);
                windows.Add(ReadingWindow.Of(
                    due - PulseAnalysis.WindowSeconds, rate.HeartRate, rate.HeartRateQuality, rate.HeartRateGap));
                due += PulseAnalysis.HopSeconds;
            },
        });
        return [.. windows];
    }
}
