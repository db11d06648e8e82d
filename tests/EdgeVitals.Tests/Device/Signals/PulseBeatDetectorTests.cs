using System.Globalization;
using EdgeVitals.Benchmarks.Scoring;
using EdgeVitals.Device;
using FsCheck.Xunit;

namespace EdgeVitals.Tests.Device;

public sealed class PulseBeatDetectorTests(ITestOutputHelper output)
{
    private readonly record struct Found(long Sample, int Quality, int Amplitude);

    [Theory]
    [InlineData(1.0)]
    [InlineData(-1.0)]
    [InlineData(1000.0)]
    [InlineData(0.001)]
    public void Beats_of_bidmc_01_are_those_of_its_ecg(double scale)
    {
        string[][] rows = [.. File.ReadLines(Recordings.Find("bidmc01/bidmc_01_Signals.csv")).Skip(1)
            .Select(line => line.Split(','))];
        double[] pleth = [.. rows.Select(row => double.Parse(row[2], CultureInfo.InvariantCulture))];
        long[] heart = RPeaks([.. rows.Select(row => double.Parse(row[5], CultureInfo.InvariantCulture))]);
        Found[] beats = Detect(125, [.. pleth.Select(value => (float)(scale * value))]);
        long[] pulse = [.. beats.Select(beat => beat.Sample)];
        long lag = (long)Math.Round(PulseLag.Find(heart, pulse, 125) * 125);
        BeatScore score = BeatMatching.Score(heart, PulseLag.Shift(pulse, lag), 125, BeatRule.WholeRecord);
        output.WriteLine($"bidmc01 x{scale}: {heart.Length} R peaks, {pulse.Length} beats, median lag {lag * 8} ms, "
            + $"Se {score.Sensitivity:F2}, PPV {score.PositivePredictivity:F2}, "
            + $"{100.0 * beats.Count(b => b.Quality >= PulseBeatDetector.GoodQuality) / beats.Length:F1} % good");
        Assert.InRange(heart.Length, 728, 732);
        Assert.True(score.Sensitivity >= 97.5, $"Se {score.Sensitivity:F2}");
        Assert.True(score.PositivePredictivity >= 98.5, $"PPV {score.PositivePredictivity:F2}");
    }

    [Theory]
    [InlineData(25, 75)]
    [InlineData(30, 75)]
    [InlineData(29.97, 110)]
    [InlineData(64, 40)]
    [InlineData(100, 75)]
    [InlineData(125, 180)]
    [InlineData(360, 60)]
    [InlineData(1000, 95)]
    public void Every_beat_is_found_at_its_peak_at_any_rate(double rate, double perMinute)
    {
        const double seconds = 60;
        double[] wave = PulseSignals.Pulse(rate, perMinute, seconds, 0);
        Found[] beats = Detect((float)rate, [.. PulseSignals.Noisy(wave, 0.02, 3).Select(v => (float)(1000 * v))]);
        // The peak of the two Gaussians; the first seconds are the filters' and the polarity's.
        double top = Enumerable.Range(0, 1000).MaxBy(i => PulseSignals.Beat(i / 1000.0)) / 1000.0;
        double[] peaks = [.. Enumerable.Range(0, 400).Select(k => (k + top) * 60 / perMinute)
            .Where(t => t > 3 && t < seconds - 1)];
        double[] errors = [.. peaks.Select(peak => beats.Min(b => Math.Abs(b.Sample / rate - peak)))];
        int inside = beats.Count(b => b.Sample / rate > 3 && b.Sample / rate < seconds - 1);
        output.WriteLine($"{rate} Hz, {perMinute} /min: {peaks.Length} peaks, {inside} found, "
            + $"mean {1000 * errors.Average():F1} ms, worst {1000 * errors.Max():F1} ms");
        Assert.Equal(peaks.Length, inside);
        Assert.True(errors.Max() < 0.08, $"{1000 * errors.Max():F1} ms");
        // The first beats have nothing to be compared with, the last one is not whole.
        Assert.All(beats.Where(b => b.Sample > 8 * rate && b.Sample < (seconds - 1) * rate),
            b => Assert.InRange(b.Quality, 86, 100));
    }

    [Property(MaxTest = 1000)]
    public void Beats_are_the_same_for_any_chunking(ulong seed)
    {
        (float[] signal, int[] lost) = WithLosses(seed);
        Assert.Equal(Chunked(signal, lost, seed, whole: true), Chunked(signal, lost, seed, whole: false));
    }

    [Fact]
    public void Detector_that_begins_anew_at_each_chunk_is_caught()
    {
        int caught = 0;
        for (ulong seed = 1; seed <= 100; seed++)
        {
            (float[] signal, int[] lost) = WithLosses(seed);
            List<Found> expected = Chunked(signal, lost, seed, whole: true);
            if (!expected.SequenceEqual(Chunked(signal, lost, seed, whole: false, broken: true))) caught++;
        }
        output.WriteLine($"{caught} of 100");
        Assert.Equal(100, caught);
    }

    [Fact]
    public void Losses_keep_the_time_of_the_beats_after_them()
    {
        float[] wave = [.. PulseSignals.Pulse(100, 72, 60, 0).Select(v => (float)(5000 * v))];
        Found[] whole = Detect(100, wave);
        PulseBeatDetector detector = new(100);
        List<Found> holed = [];
        for (int i = 0; i < wave.Length; i++)
        {
            if (i == 2000) detector.Miss(700);
            if (i is >= 2000 and < 2700) continue;
            if (i is 4000 or 4001) detector.Push(float.NaN);
            else if (detector.Push(wave[i])) holed.Add(Of(detector));
        }
        long[] after = [.. whole.Where(b => b.Sample is > 2900 and < 5800).Select(b => b.Sample)];
        Assert.True(after.Length > 30);
        Assert.All(after, sample => Assert.Contains(holed, b => Math.Abs(b.Sample - sample) <= 2));
        Assert.DoesNotContain(holed, b => b.Sample is > 2050 and < 2700);
    }

    [Theory]
    [InlineData(50, 50)]
    [InlineData(-50, 72)]
    [InlineData(50, 110)]
    public void Beats_are_good_again_two_seconds_after_a_step_of_the_level(double heights, double perMinute)
    {
        // From the wrist to the palm, or another current of the LED: the level changes, the pulse does not.
        double[] wave = PulseSignals.Noisy(PulseSignals.Pulse(100, perMinute, 60), 0.02, 6);
        Found[] beats = Detect(100, [.. wave.Select((v, i) => (float)(1000 * (i < 3000 ? v : v + heights)))]);
        int good = beats.Count(b => b.Quality >= PulseBeatDetector.GoodQuality && b.Sample is > 3200 and < 4700);
        output.WriteLine($"{heights} pulses at {perMinute} /min: {good} good beats of {15 * perMinute / 60:F1}");
        Assert.True(good >= 0.75 * 15 * perMinute / 60, $"{good}");
    }

    [Fact]
    public void Beats_of_a_twentieth_of_the_height_are_found_within_seconds()
    {
        float[] wave = [.. PulseSignals.Pulse(100, 72, 80).Select((v, i) => (float)(1000 * (i < 4000 ? v : 0.05 * v)))];
        int found = Detect(100, wave).Count(b => b.Sample is > 4000 and < 6000);
        Assert.True(found >= 12, $"{found} of 24");
    }

    [Fact]
    public void Restarted_detector_is_a_new_one()
    {
        PulseBeatDetector detector = new(100);
        foreach (double value in PulseSignals.Pulse(100, 100, 30)) detector.Push((float)(-1e6 * value));
        detector.Restart();
        float[] wave = [.. PulseSignals.Noisy(PulseSignals.Pulse(100, 66, 30), 0.1, 8).Select(v => (float)(10 * v))];
        List<Found> again = [];
        foreach (float value in wave)
        {
            if (detector.Push(value)) again.Add(Of(detector));
        }
        while (detector.Finish()) again.Add(Of(detector));
        Assert.Equal(Detect(100, wave), again);
    }

    [Fact]
    public void Time_over_a_loss_is_no_interval_that_later_beats_are_judged_by()
    {
        float[] wave = [.. PulseSignals.Pulse(100, 120, 60, 0).Select(v => (float)(5000 * v))];
        PulseBeatDetector detector = new(100);
        List<Found> after = [];
        for (int i = 0; i < wave.Length; i++)
        {
            // With the settling, less than 2 s between two beats: of the length of an interval.
            if (i == 3000) detector.Miss(25);
            if (i is >= 3000 and < 3025) continue;
            if (detector.Push(wave[i]) && detector.BeatSample > 3025) after.Add(Of(detector));
        }
        // Three intervals are four beats; the fifth is the first that can be timely.
        Assert.All(after.Take(4), beat => Assert.True(beat.Quality < PulseBeatDetector.GoodQuality));
        Assert.All(after.Skip(5).Take(20), beat => Assert.True(beat.Quality >= PulseBeatDetector.GoodQuality));
    }

    [Fact]
    public void One_impossible_sample_does_not_blind_for_good()
    {
        float[] wave = [.. PulseSignals.Pulse(100, 72, 60, 0).Select(v => (float)(-5000 * v))];
        long[] clean = [.. Detect(100, wave).Where(b => b.Sample is > 1000 and < 5800).Select(b => b.Sample)];
        wave[60] = 1e25f;
        Found[] beats = Detect(100, wave);
        Assert.True(clean.Length > 50);
        Assert.All(clean, sample => Assert.Contains(beats, b => Math.Abs(b.Sample - sample) <= 2));
    }

    [Fact]
    public void What_is_no_pulse_has_few_good_beats_and_a_flat_line_none()
    {
        foreach (string kind in PulseSignals.NoPulseKinds)
        {
            Found[] beats = Detect(25, PulseSignals.NoPulse(kind, 5, 25 * 1200));
            int good = beats.Count(b => b.Quality >= PulseBeatDetector.GoodQuality);
            output.WriteLine($"{kind}: {beats.Length} blocks in 20 min, {good} of good quality");
            Assert.True(good < 0.1 * 1200, $"{kind}: {good}");
        }
        Assert.Empty(Detect(25, new float[2500]));
        float[] pulse = [.. PulseSignals.Pulse(25, 70, 60).Select(v => (float)v)];
        Assert.True(Detect(25, pulse).Count(b => b.Quality >= PulseBeatDetector.GoodQuality) > 60);
    }

    [Fact]
    public void Rates_outside_25_to_1000_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PulseBeatDetector(24));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PulseBeatDetector(1001));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PulseBeatDetector(float.NaN));
    }

    [Fact]
    public void State_is_under_two_kilobytes_and_no_sample_allocates()
    {
        GC.KeepAlive(new PulseBeatDetector(100));
        long before = GC.GetAllocatedBytesForCurrentThread();
        PulseBeatDetector detector = new(100);
        long state = GC.GetAllocatedBytesForCurrentThread() - before;
        output.WriteLine($"{state} bytes");
        Assert.True(state <= 2048, $"{state} bytes");
        float[] wave = [.. PulseSignals.Pulse(100, 72, 60).Select(v => (float)(5000 * v))];
        foreach (float value in wave) detector.Push(value);
        before = GC.GetAllocatedBytesForCurrentThread();
        int beats = 0;
        foreach (float value in wave) beats += detector.Push(value) ? 1 : 0;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(beats > 60);
    }

    private static Found Of(PulseBeatDetector detector) =>
        new(detector.BeatSample, detector.BeatQuality, detector.BeatAmplitude);

    private static Found[] Detect(float rate, float[] values)
    {
        PulseBeatDetector detector = new(rate);
        List<Found> beats = [];
        foreach (float value in values)
        {
            if (detector.Push(value)) beats.Add(Of(detector));
        }
        while (detector.Finish()) beats.Add(Of(detector));
        return [.. beats];
    }

    private static long[] RPeaks(double[] ecg)
    {
        EcgBeatDetector detector = new(125);
        List<long> beats = [];
        foreach (double value in ecg)
        {
            if (detector.Push((int)(1000 * value))) beats.Add(detector.BeatSample);
        }
        while (detector.Finish()) beats.Add(detector.BeatSample);
        return [.. beats];
    }

    // Twenty seconds at an odd rate, with losses of any length.
    private static (float[] Signal, int[] Lost) WithLosses(ulong seed)
    {
        Random random = new((int)(seed & 0x7FFFFFFF));
        double[] wave = PulseSignals.Pulse(40, 45 + 100 * random.NextDouble(), 20);
        int[] lost = new int[wave.Length];
        for (int k = 0; k < 3; k++) lost[random.Next(lost.Length)] = random.Next(1, 60);
        return ([.. PulseSignals.Noisy(wave, 0.05, seed).Select(v => (float)(800 * v))], lost);
    }

    // The samples in chunks of any length; a loss that is told in one word, or in pieces.
    private static List<Found> Chunked(float[] signal, int[] lost, ulong seed, bool whole, bool broken = false)
    {
        Random random = new((int)(seed >> 3 & 0x7FFFFFFF));
        PulseBeatDetector detector = new(40);
        List<Found> beats = [];
        int chunk = 0;
        for (int i = 0; i < signal.Length; i++)
        {
            if (chunk-- == 0)
            {
                chunk = random.Next(1, 200);
                if (broken) detector.Restart();
            }
            int left = lost[i];
            while (left > 0)
            {
                int part = whole ? left : random.Next(1, left + 1);
                detector.Miss(part);
                left -= part;
            }
            if (detector.Push(signal[i])) beats.Add(Of(detector));
        }
        while (detector.Finish()) beats.Add(Of(detector));
        return beats;
    }
}
