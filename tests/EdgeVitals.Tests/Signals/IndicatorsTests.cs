using EdgeVitals.Signals;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EdgeVitals.Tests.Signals;

public sealed class IndicatorsTests
{
    [Theory]
    [InlineData(600, 0.0, 36.6, true, false)]
    [InlineData(599, 0.0, 36.6, false, false)]
    [InlineData(600, 1.99, 37.99, true, false)]
    [InlineData(600, 2.0, 36.6, true, true)]
    [InlineData(600, -8.0, 38.0, true, true)]
    [InlineData(600, 0.0, double.NaN, true, false)]
    [InlineData(599, 8.0, 40.0, false, false)]
    public void Compute_at_the_limits_is_as_defined(
        double wornMinutes, double restingZ, double temperature, bool worn, bool elevated)
    {
        double[] z = new double[DailyFeatures.Dimension];
        z[DailyFeatures.RestingHeartRate] = restingZ;
        double[] raw = new double[DailyFeatures.Dimension];
        raw[DailyFeatures.Temperature] = temperature;

        Assert.Equal([worn, elevated], Indicators.Compute(wornMinutes, z, raw));
        Assert.Equal(Indicators.Count, Indicators.Names.Length);
    }

    [Property(MaxTest = 10_000)]
    public Property Compute_never_says_elevated_without_worn() => Prop.ForAll(
        (from worn in Gen.Choose(0, 1440)
         from z in Gen.Choose(-80, 80)
         from celsius in Gen.Choose(300, 420)
         select (worn, z / 10.0, celsius / 10.0)).ToArbitrary(),
        day =>
        {
            double[] z = [day.Item2, 0, 0, 0, 0, 0];
            double[] raw = [60, 60, day.Item3, 97, 15, 9];
            bool[] bits = Indicators.Compute(day.worn, z, raw);
            return !bits[Indicators.Elevated] || bits[Indicators.Worn];
        });
}
