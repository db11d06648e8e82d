using EdgeVitals.Device;
using EdgeVitals.Emulation.Wearers;

namespace EdgeVitals.Benchmarks.Signals;

/// <summary>What a detector costs on this machine.</summary>
/// <param name="Name">The detector and its rate.</param>
/// <param name="Channels">Signals that it takes; three axes are one.</param>
/// <param name="StateBytes">Bytes that its construction allocates, headers of objects and arrays included.</param>
/// <param name="BytesASample">Managed bytes that a sample allocates.</param>
/// <param name="MillisecondsAMinute">Processor time for a minute of signal: the least of some rounds, since the
/// runtime compiles beside it.</param>
internal sealed record DetectorCost(
    string Name, int Channels, long StateBytes, double BytesASample, double MillisecondsAMinute)
{
    /// <summary>Most bytes of state a channel, by the design.</summary>
    public const int MostBytesAChannel = 2048;

    private const int Minutes = 5;
    private const int Rounds = 5;

    /// <summary>Every detector, on the virtual wearer's own signals.</summary>
    public static DetectorCost[] All()
    {
        const int ecgRate = 360;
        const int pulseRate = 125;
        int[] ecg = Wave(ecgRate, (wearer, micros) => (wearer.Microvolts(micros, 0) - 1_650_000) / 1100);
        int[] pulse = Wave(pulseRate, (wearer, micros) => Infrared(wearer, micros));
        int[] light = Wave(PulseMeter.Rate, (wearer, micros) => Infrared(wearer, micros));
        int[] steps = Wave(StepCounter.Rate, (wearer, micros) =>
        {
            wearer.Read(micros, out _, out _, out int z);
            return z;
        });
        return
        [
            Of($"EcgBeatDetector, {ecgRate} Hz", 1, ecgRate, ecg, () => new EcgRun(new EcgBeatDetector(ecgRate))),
            Of("BeatRate, a value each second", 1, ecgRate, ecg, () => new RateRun(new BeatRate(ecgRate))),
            Of("RespirationMeter, a value each second", 1, ecgRate, ecg,
                () => new BreathRun(new RespirationMeter(ecgRate))),
            Of($"PulseBeatDetector, {pulseRate} Hz", 1, pulseRate, pulse,
                () => new PulseRun(new PulseBeatDetector(pulseRate))),
            Of($"PulseMeter, two colours and motion, {PulseMeter.Rate} Hz, each second", 3, PulseMeter.Rate, light,
                () => new MeterRun(new PulseMeter())),
            Of($"StepCounter, {StepCounter.Rate} Hz", 1, StepCounter.Rate, steps, () => new StepRun(new StepCounter())),
        ];
    }

    private static DetectorCost Of(string name, int channels, int rate, int[] samples, Func<Run> make)
    {
        GC.KeepAlive(make());
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run run = make();
        // The measuring object itself: a header, a table and some fields.
        long state = GC.GetAllocatedBytesForCurrentThread() - before - run.OwnBytes;
        Walk(run, samples);
        before = GC.GetAllocatedBytesForCurrentThread();
        Walk(run, samples);
        double bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / samples.Length;
        double best = double.MaxValue;
        for (int i = 0; i < Rounds; i++)
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            Walk(run, samples);
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - start).TotalMilliseconds);
        }
        return new DetectorCost(name, channels, state, bytes, best * 60 * rate / samples.Length);
    }

    private static void Walk(Run run, int[] samples)
    {
        foreach (int sample in samples) run.Push(sample);
    }

    private static int[] Wave(int rate, Func<WaveformWearer, long, int> at)
    {
        var wearer = new WaveformWearer(new VitalScenario
        {
            Episodes = [new VitalEpisode(EpisodeKind.Walking, 60_000_000, 60_000_000, 250)],
        }, 1);
        int[] samples = new int[Minutes * 60 * rate];
        for (int i = 0; i < samples.Length; i++) samples[i] = at(wearer, i * 1_000_000L / rate);
        return samples;
    }

    private static int Infrared(WaveformWearer wearer, long micros)
    {
        wearer.Read(micros, out _, out int infrared);
        return infrared;
    }

    private abstract class Run
    {
        /// <summary>Bytes of this object: header, method table, two references or integers.</summary>
        public long OwnBytes => 32;

        public abstract void Push(int sample);
    }

    private sealed class EcgRun(EcgBeatDetector detector) : Run
    {
        private long beats;

        public override void Push(int sample)
        {
            if (detector.Push(sample)) beats++;
        }
    }

    // Beats at 75 /min whatever the samples: the detector's own time is not counted again.
    private sealed class RateRun(BeatRate rate) : Run
    {
        private long seen;

        public override void Push(int sample)
        {
            if (++seen % 288 == 0) rate.Beat(seen, 90);
            if (seen % 360 == 0) rate.Evaluate(seen);
        }
    }

    private sealed class BreathRun(RespirationMeter meter) : Run
    {
        private long seen;

        public override void Push(int sample)
        {
            if (++seen % 288 == 0) meter.Beat(seen, 1000 + (int)(seen / 288 % 5) * 20, 90);
            if (seen % 360 == 0) meter.Evaluate(seen);
        }
    }

    private sealed class PulseRun(PulseBeatDetector detector) : Run
    {
        private long beats;

        public override void Push(int sample)
        {
            if (detector.Push(sample)) beats++;
        }
    }

    private sealed class MeterRun(PulseMeter meter) : Run
    {
        private int seen;

        public override void Push(int sample)
        {
            // Every second minute moves: both ways are paid for.
            int swing = seen / (60 * PulseMeter.Rate) % 2 == 0 ? 0 : 250 - seen % 14 * 35;
            meter.PushMotion(0, 0, 1000 + swing);
            meter.Push(sample, sample);
            if (++seen % PulseMeter.Rate == 0) meter.Evaluate();
        }
    }

    private sealed class StepRun(StepCounter counter) : Run
    {
        private long steps;

        public override void Push(int sample) => steps += counter.Push(0, 0, sample);
    }
}
