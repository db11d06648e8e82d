using EdgeVitals.Emulation.Recordings;
using EdgeVitals.Pi.Signals;

namespace EdgeVitals.Benchmarks.Signals;

/// <summary>A run of beats at 180 /min in the middle of a recording, made of one of its own beats: what an alarm must
/// not miss.</summary>
internal static class InsertedRun
{
    private const double FromSeconds = 120;
    private const double LengthSeconds = 20;
    private const double PeriodSeconds = 60.0 / 180;

    // From the P wave's end to the T wave's.
    private const double BeforeSeconds = 0.12;

    /// <summary>The recording with the run instead of 20 s of it.</summary>
    public static SignalChannel In(SignalChannel channel)
    {
        double rate = channel.SamplesASecond;
        double[] values = channel.ToArray();
        BeatList beats = BeatAnalysis.Of(channel, SignalKind.Ecg);
        int clean = Enumerable.Range(0, beats.Samples.Length)
            .Where(i => beats.Samples[i] > 10 * rate && beats.Samples[i] < FromSeconds * rate)
            .MaxBy(i => beats.Quality[i]);
        int template = (int)(beats.Samples[clean] - BeforeSeconds * rate);
        double period = PeriodSeconds * rate;
        int from = (int)(FromSeconds * rate);
        for (int i = 0; i < (int)(LengthSeconds * rate); i++)
        {
            int within = (int)(i % period);
            // The ends of the beat are bent to one level, so that joining makes no step.
            double share = within / period;
            double bend = share * (channel[template] - channel[template + (int)period]);
            values[from + i] = channel[template + within] + bend;
        }
        return SignalChannel.Of(new RecordedSignal($"{channel.Name} [{channel.Unit}]", values, rate));
    }

    /// <summary>Whether a window of 8 s lies in the run or just after its end.</summary>
    public static bool Holds(double start) => start >= FromSeconds - 4 && start <= FromSeconds + LengthSeconds;
}
