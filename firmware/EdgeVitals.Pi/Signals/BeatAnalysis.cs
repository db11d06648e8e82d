using EdgeVitals.Device;

namespace EdgeVitals.Pi.Signals;

/// <summary>Beats of one channel.</summary>
/// <param name="SamplingRate">Rows of the file a second, Hz; the mean of an uneven recording.</param>
/// <param name="Samples">Rows of the file at which the beats are, rising.</param>
/// <param name="Seconds">Time of each from the recording's start; in an uneven one not its row over the mean rate.
/// </param>
/// <param name="Quality">Quality of each, 0..100.</param>
public sealed record BeatList(double SamplingRate, long[] Samples, double[] Seconds, int[] Quality);

/// <summary>Runs the device's own beat detectors over a channel, sample by sample as on the device.</summary>
public static class BeatAnalysis
{
    /// <summary>All beats of a channel.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The detector does not run at this rate.</exception>
    public static BeatList Of(SignalChannel channel, SignalKind kind)
    {
        ArgumentNullException.ThrowIfNull(channel);
        var samples = new List<long>();
        var seconds = new List<double>();
        var quality = new List<int>();
        Walk(channel, kind, new BeatListener
        {
            Beat = beat =>
            {
                samples.Add(channel.RowOf(beat.Sample));
                seconds.Add(beat.Sample / channel.SamplesASecond);
                quality.Add(beat.Quality);
            },
        });
        return new BeatList(channel.RowsASecond, [.. samples], [.. seconds], [.. quality]);
    }

    /// <summary>Walks through a channel as time does on the device.</summary>
    internal static void Walk(SignalChannel channel, SignalKind kind, BeatListener listener)
    {
        IBeats beats = kind == SignalKind.Ecg
            ? new EcgBeats((float)channel.SamplesASecond) : new PulseBeats((float)channel.SamplesASecond);
        SignalScale scale = SignalScale.Of(channel, kind);
        int missed = 0;
        for (int i = 0; i < channel.Length; i++)
        {
            double value = channel[i];
            if (!double.IsFinite(value))
            {
                beats.Miss(1);
                listener.Lost?.Invoke(++missed);
                listener.After?.Invoke(i + 1);
                continue;
            }
            missed = 0;
            int scaled = scale.Of(value);
            listener.Sample?.Invoke(scaled);
            if (beats.Push(scaled)) listener.Beat(beats.Beat);
            listener.After?.Invoke(i + 1);
        }
        while (beats.Finish()) listener.Beat(beats.Beat);
    }

    private interface IBeats
    {
        FoundBeat Beat { get; }

        bool Push(int value);

        void Miss(int samples);

        bool Finish();
    }

    private sealed class EcgBeats(float rate) : IBeats
    {
        private readonly EcgBeatDetector _detector = new(rate);

        public FoundBeat Beat => new(_detector.BeatSample, _detector.BeatQuality, _detector.BeatAmplitude);

        public bool Push(int value) => _detector.Push(value);

        public void Miss(int samples) => _detector.Miss(samples);

        public bool Finish() => _detector.Finish();
    }

    private sealed class PulseBeats(float rate) : IBeats
    {
        private readonly PulseBeatDetector _detector = new(rate);

        public FoundBeat Beat => new(_detector.BeatSample, _detector.BeatQuality, _detector.BeatAmplitude);

        public bool Push(int value) => _detector.Push(value);

        public void Miss(int samples) => _detector.Miss(samples);

        public bool Finish() => _detector.Finish();
    }
}

/// <summary>A beat as the detector tells it.</summary>
/// <param name="Sample">Its sample.</param>
/// <param name="Quality">0..100.</param>
/// <param name="Amplitude">Height over the baseline in the detector's unit, signed.</param>
internal readonly record struct FoundBeat(long Sample, int Quality, int Amplitude);

/// <summary>What follows from samples and beats.</summary>
internal sealed class BeatListener
{
    /// <summary>Told each sample before the detector takes it.</summary>
    public Action<int>? Sample { get; init; }

    /// <summary>Told each beat when the detector finds it, some samples after it was.</summary>
    public required Action<FoundBeat> Beat { get; init; }

    /// <summary>Told after each sample how many there were, lost ones among them.</summary>
    public Action<long>? After { get; init; }

    /// <summary>Told each lost sample, with how many there are in a row.</summary>
    public Action<int>? Lost { get; init; }
}
