using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

public sealed class NormalTailTests
{
    /// <summary>Oracle: mpmath at 60 digits, erfc and, from 1000 on, the asymptotic series.</summary>
    [Theory]
    [InlineData(-38.0, 1.0, -2.8854283600687843084e-316)]
    [InlineData(-20.0, 1.0, -2.7536241186062336951e-89)]
    [InlineData(-5.0, 0.99999971334842812081, -2.8665161296376359338e-7)]
    [InlineData(-1.0, 0.84134474606854294859, -0.17275377902344988953)]
    [InlineData(-0.25, 0.59870632568292372424, -0.51298407540943043213)]
    [InlineData(0.0, 0.5, -0.69314718055994530942)]
    [InlineData(0.1, 0.46017216272297101853, -0.77615459273027332078)]
    [InlineData(0.5, 0.30853753872598689636, -1.1759117615936186089)]
    [InlineData(1.0, 0.15865525393145705141, -1.8410216450092635058)]
    [InlineData(2.0, 0.0227501319481792072, -3.7831843336820319488)]
    [InlineData(3.5, 0.00023262907903552503635, -8.366065308344092935)]
    [InlineData(4.99, 3.0189646252084876809e-7, -15.013181717689319926)]
    [InlineData(5.0, 2.8665157187919391167e-7, -15.064998393988725736)]
    [InlineData(5.01, 2.7215017728558163723e-7, -15.116911800640429965)]
    [InlineData(8.0, 6.2209605742717841235e-16, -35.013437159914549896)]
    [InlineData(12.5, 3.7325642988777133772e-36, -81.575967870743883217)]
    [InlineData(20.0, 2.7536241186062336951e-89, -203.91715537109726394)]
    [InlineData(37.0, 5.7255712225245768227e-300, -689.0305855768905936)]
    [InlineData(38.0, 0, -726.5572160188201301)]
    [InlineData(60.0, 0, -1805.0135606805671387)]
    [InlineData(100.0, 0, -5005.5242086942050886)]
    [InlineData(1000.0, 0, -500007.82669481218431)]
    [InlineData(100000000.0, 0, -5000000000000019.3396)]
    public void Tail_equals_forty_digits(double x, double upper, double logUpper)
    {
        if (x < 37.5)
        {
            Assert.Equal(upper, NormalTail.Upper(x), 2e-15 * upper);
            Assert.Equal(upper, NormalTail.Lower(-x), 2e-15 * upper);
        }

        Assert.Equal(logUpper, NormalTail.LogUpper(x), 2e-15 * Math.Abs(logUpper));
        Assert.Equal(logUpper, NormalTail.LogLower(-x), 2e-15 * Math.Abs(logUpper));
    }

    [Fact]
    public void Textbook_tail_is_caught_as_losing_what_matters()
    {
        // The broken twin: 1 - Phi(x) knows nothing of the tail beyond 8.3, and its logarithm is no number.
        double textbook = 1 - NormalTail.Lower(9);

        Assert.Equal(0, textbook);
        Assert.True(NormalTail.Upper(9) > 1e-19);
        Assert.InRange(NormalTail.LogUpper(9), -44, -43);
    }

    [Fact]
    public void Quantile_inverts_the_tail_over_its_whole_range()
    {
        SeededBytes random = new(71);
        for (int i = 0; i < 5_000; i++)
        {
            double logP = -Math.Exp((random.Uniform() * 700) - 680);
            double x = NormalTail.QuantileOfLog(logP);
            // One ulp of x moves ln Phi by x times density over Phi ulps.
            double slope = Math.Exp((-0.5 * x * x) - 0.9189385332046728 - NormalTail.LogLower(x));
            double allowed = (1e-15 * Math.Abs(x * slope)) + (4e-15 * Math.Abs(logP));
            Assert.Equal(logP, NormalTail.LogLower(x), allowed);
        }

        Assert.Equal(1.959963984540054, NormalTail.Quantile(0.975), 1e-14);
        Assert.Equal(-4.753424308822899, NormalTail.Quantile(1e-6), 1e-14);
        Assert.Equal(0, NormalTail.Quantile(0.5), 1e-15);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Quantile_of_no_probability_throws(double p)
    {
        Assert.Throws<PrivacyException>(() => NormalTail.Quantile(p));
        Assert.True(double.IsNaN(NormalTail.Upper(double.NaN)));
    }
}
