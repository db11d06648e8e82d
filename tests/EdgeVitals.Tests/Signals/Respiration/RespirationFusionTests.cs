using EdgeVitals.Signals;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EdgeVitals.Tests.Signals.Respiration;

public sealed class RespirationFusionTests
{
    [Fact]
    public void Fuse_of_agreeing_estimates_is_their_weighted_mean()
    {
        FusedRespiration fused = RespirationFusion.Fuse(
        [
            new(RespirationSource.EcgAmplitude, 14, 1), new(RespirationSource.PulseBaseline, 16, 0.8),
            new(RespirationSource.PulseAmplitude, 13, 0.6),
        ]);

        Assert.Equal((14 + 12.8 + 7.8) / 2.4, fused.PerMinute, 12);
        // Variance 7/3: one eighth of its root is taken off the mean quality.
        Assert.Equal(0.8 * (1 - Math.Sqrt(7 / 3.0) / 8), fused.Quality, 12);
        Assert.Equal((3, ""), (fused.Used, fused.Missing));
    }

    [Theory]
    [InlineData(15, 18, "")]
    [InlineData(15, 18.1, RespirationFusion.Disagreement)]
    [InlineData(5, 10, RespirationFusion.Disagreement)]
    [InlineData(12, 24, RespirationFusion.Disagreement)]
    public void Fuse_gives_no_reading_where_estimates_are_apart(double a, double b, string why)
    {
        FusedRespiration fused = RespirationFusion.Fuse(
            [new(RespirationSource.EcgAmplitude, a, 1), new(RespirationSource.PulseBaseline, b, 1)]);
        Assert.Equal(why, fused.Missing);
        Assert.Equal(why.Length > 0, double.IsNaN(fused.PerMinute));
        Assert.Equal(why.Length > 0, fused.Quality == 0);
    }

    [Theory]
    [InlineData(15, 20, 17, "")]
    [InlineData(15, 24, 19, RespirationFusion.Disagreement)]
    public void Fuse_of_three_goes_by_their_deviation(double a, double b, double c, string why) =>
        Assert.Equal(why, RespirationFusion.Fuse(
        [
            new(RespirationSource.EcgAmplitude, a, 1), new(RespirationSource.PulseBaseline, b, 1),
            new(RespirationSource.PulseAmplitude, c, 1),
        ]).Missing);

    [Fact]
    public void Fuse_gives_no_reading_where_the_fused_quality_is_low()
    {
        // 2.9 apart: 0.74 of a mean quality of 0.6.
        FusedRespiration fused = RespirationFusion.OfSensors(15, 0.6, 17.9, 0.6);
        Assert.Equal(RespirationFusion.LowQuality, fused.Missing);
        Assert.True(double.IsNaN(fused.PerMinute) && fused.Quality == 0);
    }

    [Fact]
    public void Fuse_passes_over_what_is_no_estimate()
    {
        RespirationEstimate good = new(RespirationSource.EcgAmplitude, 14, 0.9);
        FusedRespiration fused = RespirationFusion.Fuse(
        [
            new(RespirationSource.PulseBaseline, double.NaN, 1), new(RespirationSource.PulseAmplitude, 90, 1), good,
            new(RespirationSource.PulseInterval, 40, 0.49), new(RespirationSource.Device, 40, double.NaN),
        ]);
        Assert.Equal(14, fused.PerMinute);
        Assert.Equal(0.9, fused.Quality, 12);
        Assert.Equal(1, fused.Used);

        Assert.Equal(RespirationFusion.NoEstimate, RespirationFusion.Fuse([]).Missing);
        Assert.Equal(RespirationFusion.NoEstimate,
            RespirationFusion.Fuse([new(RespirationSource.Device, double.NaN, 1)]).Missing);
        Assert.Equal(RespirationFusion.LowQuality,
            RespirationFusion.Fuse([new(RespirationSource.Device, 15, 0.2)]).Missing);
    }

    [Property(MaxTest = 10_000)]
    public Property Fuse_of_any_estimates_lies_between_them_or_gives_no_reading() => Prop.ForAll(Any(), estimates =>
    {
        FusedRespiration fused = RespirationFusion.Fuse(estimates);
        FusedRespiration turned = RespirationFusion.Fuse([.. estimates.Reverse()]);
        double[] rates = [.. estimates.Where(e => e.PerMinute is >= 3 and <= 70 && e.Quality >= 0.5)
            .Select(e => e.PerMinute)];
        double mean = rates.Length == 0 ? 0 : rates.Average();
        double deviation = rates.Length < 2 ? 0
            : Math.Sqrt(rates.Sum(r => (r - mean) * (r - mean)) / (rates.Length - 1));
        if (fused.Missing.Length > 0)
        {
            bool isApart = rates.Length == 2 ? rates.Max() - rates.Min() > RespirationFusion.LargestDistanceOfTwo
                : deviation > RespirationFusion.LargestDeviation - 1e-6;
            return double.IsNaN(fused.PerMinute) && turned.Missing == fused.Missing
                && (fused.Missing == RespirationFusion.Disagreement) == isApart;
        }
        return fused.PerMinute >= rates.Min() - 1e-9 && fused.PerMinute <= rates.Max() + 1e-9
            && deviation <= RespirationFusion.LargestDeviation + 1e-6
            && (rates.Length != 2 || rates.Max() - rates.Min() <= RespirationFusion.LargestDistanceOfTwo)
            && fused.Quality is >= RespirationFusion.SmallestQuality and <= 1
            && Math.Abs(fused.PerMinute - turned.PerMinute) < 1e-9;
    });

    private static Arbitrary<RespirationEstimate[]> Any() =>
        (from count in Gen.Choose(0, 5)
         from rates in Gen.Choose(0, 800).ArrayOf(count)
         from near in Gen.Choose(100, 250)
         from apart in Gen.Choose(0, 1)
         from qualities in Gen.Choose(0, 120).ArrayOf(count)
         select Enumerable.Range(0, count).Select(i => new RespirationEstimate((RespirationSource)(i + 1),
             (apart == 1 ? rates[i] : near + rates[i] % 60) / 10.0, qualities[i] / 100.0)).ToArray()).ToArbitrary();
}
