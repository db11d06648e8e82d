using EdgeVitals.Signals;

namespace EdgeVitals.Tests.Signals.Quality;

public sealed class QualityTests
{
    [Theory]
    [InlineData(new double[] { 800 }, "too few beats")]
    [InlineData(new double[] { 800, 810, 790, 805 }, "")]
    [InlineData(new double[] { 1600, 1610, 1590 }, "rate outside 40..180 a minute")]
    [InlineData(new double[] { 320, 325, 330 }, "rate outside 40..180 a minute")]
    [InlineData(new double[] { 800, 810, 1761, 800 }, "intervals uneven")]
    [InlineData(new double[] { 800, 3001 }, "interval is none")]
    [InlineData(new double[] { 800, double.NaN, 800 }, "interval is none")]
    [InlineData(new double[] { 500, 900, 500, 900, 500, 900 }, "intervals implausible")]
    public void Intervals_of_no_heart_are_refused_with_the_rule_they_break(double[] intervals, string why)
    {
        QualityIndex index = IntervalQuality.Of(intervals);
        Assert.Equal(why, index.Reason);
        Assert.Equal(why.Length == 0, index.IsUsable);
        Assert.InRange(index.Value, 0, 1);
    }

    [Fact]
    public void Intervals_ratio_and_rate_limits_are_the_published_ones()
    {
        Assert.Equal("", IntervalQuality.Of([1500, 1500]).Reason);
        Assert.Equal("", IntervalQuality.Of([60_000 / 180.0, 60_000 / 180.0]).Reason);
        // 2.2 itself is not below 2.2.
        Assert.Equal("intervals uneven", IntervalQuality.Of([500, 500, 500, 500, 1100]).Reason);
        QualityIndex one = IntervalQuality.Of([500, 500, 500, 500, 500, 500, 500, 500, 500, 1090]);
        Assert.Equal("", one.Reason);
        Assert.Equal(0.9, one.Value, 12);
    }

    [Theory]
    [InlineData(IntervalSource.Ecg)]
    [InlineData(IntervalSource.Ppg)]
    public void Template_of_beats_is_alike_and_of_noise_is_not(IntervalSource source)
    {
        (float[] wave, int[] beats) = Beats(noise: 0.02);
        QualityIndex clean = TemplateQuality.Of(wave, beats, source);
        Assert.True(clean.IsUsable, $"{clean}");
        Assert.InRange(clean.Value, 0.95, 1);
        // Turned upside down it is as good: light goes down when blood comes.
        Assert.Equal(clean.Value, TemplateQuality.Of([.. wave.Select(v => -v)], beats, source).Value, 6);

        (float[] noise, _) = Beats(noise: 20);
        QualityIndex bad = TemplateQuality.Of(noise, beats, source);
        Assert.Equal("beats unlike each other", bad.Reason);
        Assert.True(bad.Value < clean.Value - 0.2, $"{bad}");
    }

    [Fact]
    public void Template_limits_of_ecg_and_pulse_differ()
    {
        (float[] wave, int[] beats) = Beats(noise: 0.27);
        QualityIndex index = TemplateQuality.Of(wave, beats, IntervalSource.Ecg);
        Assert.InRange(index.Value, TemplateQuality.SmallestEcg, TemplateQuality.SmallestPpg);
        Assert.True(index.IsUsable);
        Assert.False(TemplateQuality.Of(wave, beats, IntervalSource.Ppg).IsUsable);
    }

    [Fact]
    public void Template_of_few_flat_or_broken_beats_is_refused()
    {
        (float[] wave, int[] beats) = Beats(noise: 0);
        Assert.Equal("too few beats", TemplateQuality.Of(wave, beats.AsSpan(0, 1), IntervalSource.Ecg).Reason);
        Assert.Equal("too few beats", TemplateQuality.Of(wave, [], IntervalSource.Ecg).Reason);
        Assert.Equal("beats unlike each other",
            TemplateQuality.Of(new float[wave.Length], beats, IntervalSource.Ecg).Reason);
        wave[beats[5]] = float.NaN;
        Assert.False(TemplateQuality.Of(wave, beats, IntervalSource.Ecg).IsUsable);
        Assert.Throws<ArgumentException>(() => TemplateQuality.Of([1, 2, 3], [2, 1], IntervalSource.Ecg));
        Assert.Throws<ArgumentException>(() => TemplateQuality.Of([1, 2, 3], [0, 3], IntervalSource.Ecg));
    }

    [Theory]
    [InlineData(new float[] { 5 }, "too short")]
    [InlineData(new float[] { 5, 5, 5, 5 }, "flat line")]
    [InlineData(new float[] { 1, 2, float.NaN, 3 }, "not a number")]
    [InlineData(new float[] { 1, 2, float.PositiveInfinity, 3 }, "not a number")]
    public void Wave_that_is_none_is_refused(float[] signal, string why) =>
        Assert.Equal(why, WaveQuality.Of(signal).Reason);

    [Fact]
    public void Wave_that_is_cut_off_or_hangs_is_refused()
    {
        (float[] wave, _) = Beats(noise: 0.02);
        QualityIndex clean = WaveQuality.Of(wave);
        Assert.True(clean.IsUsable);
        Assert.InRange(clean.Value, 0.8, 1);
        float top = wave.Order().ElementAt(wave.Length * 3 / 4);
        Assert.Equal("saturated", WaveQuality.Of([.. wave.Select(v => Math.Min(v, top))]).Reason);
        Assert.Equal("flat line", WaveQuality.Of([.. wave.Select((v, i) => i > 100 ? 7 : v)]).Reason);
    }

    [Fact]
    public void Moments_are_those_of_known_shapes()
    {
        float[] sine = [.. Enumerable.Range(0, 1000).Select(i => (float)Math.Sin(2 * Math.PI * i / 100))];
        Assert.Equal(1.5, WaveQuality.Kurtosis(sine), 4);
        Assert.Equal(0, WaveQuality.Skewness(sine), 4);
        // One in ten is 1: skewness (1 - 2p)/√(pq) = 8/3, kurtosis (1 - 3pq)/(pq) = 0.73/0.09.
        float[] rare = [.. Enumerable.Range(0, 1000).Select(i => i % 10 == 0 ? 1f : 0)];
        Assert.Equal(8 / 3.0, WaveQuality.Skewness(rare), 4);
        Assert.Equal(0.73 / 0.09, WaveQuality.Kurtosis(rare), 4);
        Assert.True(double.IsNaN(WaveQuality.Skewness(new float[10])));
        Assert.True(WaveQuality.Kurtosis(Beats(noise: 0.02).Wave) > WaveQuality.SmallestEcgKurtosis);
    }

    [Fact]
    public void Worst_of_parts_is_the_smallest_value_and_the_first_refusal()
    {
        QualityIndex worst = QualityIndex.Worst([new(0.9, ""), new(0.4, "first"), new(0.2, "second")]);
        Assert.Equal(new QualityIndex(0.2, "first"), worst);
        Assert.Equal(new QualityIndex(1, ""), QualityIndex.Worst([]));
    }

    /// <summary>Twenty narrow peaks, one a second at 100 Hz, with noise of a given deviation on peaks of 1.</summary>
    private static (float[] Wave, int[] Beats) Beats(double noise)
    {
        const int rate = 100, count = 20;
        var random = new Random(7);
        var wave = new float[rate * count];
        for (int i = 0; i < wave.Length; i++)
        {
            double phase = (i % rate - rate / 2) / 6.0;
            double uniform = 0;
            for (int k = 0; k < 12; k++)
            {
                uniform += random.NextDouble();
            }
            wave[i] = (float)(Math.Exp(-phase * phase) + noise * (uniform - 6));
        }
        return (wave, [.. Enumerable.Range(0, count).Select(b => b * rate + rate / 2)]);
    }
}
