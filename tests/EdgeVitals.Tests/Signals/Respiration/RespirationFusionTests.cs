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
            new(RespirationSource.EcgAmplitude, 14, 1), new(RespirationSource.PulseBaseline, 16, 0.5),
            new(RespirationSource.PulseAmplitude, 12, 0.5),
        ]);

        Assert.Equal((14 + 8 + 6) / 2.0, fused.PerMinute, 12);
        // Deviation 2 of a limit of 4: three quarters of the mean quality.
        Assert.Equal(2 / 3.0 * 0.75, fused.Quality, 12);
        Assert.Equal((3, ""), (fused.Used, fused.Missing));
    }

    [Theory]
    [InlineData(15, 20.6, "")]
    [InlineData(15, 20.7, RespirationFusion.Disagreement)]
    [InlineData(12, 24, RespirationFusion.Disagreement)]
    public void Fuse_gives_no_reading_where_estimates_are_apart(double a, double b, string why)
    {
        // The standard deviation of two is their distance over √2: 4 /min at 5.66.
        FusedRespiration fused = RespirationFusion.Fuse(
            [new(RespirationSource.EcgAmplitude, a, 1), new(RespirationSource.PulseBaseline, b, 1)]);
        Assert.Equal(why, fused.Missing);
        Assert.Equal(why.Length > 0, double.IsNaN(fused.PerMinute));
        Assert.Equal(why.Length > 0, fused.Quality == 0);
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
            return double.IsNaN(fused.PerMinute) && turned.Missing == fused.Missing
                && (rates.Length == 0 || deviation > RespirationFusion.LargestDeviation - 1e-6);
        }
        return fused.PerMinute >= rates.Min() - 1e-9 && fused.PerMinute <= rates.Max() + 1e-9
            && deviation <= RespirationFusion.LargestDeviation + 1e-6 && fused.Quality is >= 0 and <= 1
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
