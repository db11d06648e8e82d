using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

/// <summary>What the fraction says of itself where it is none.</summary>
public sealed class RationalTests
{
    [Fact]
    public void Default_value_is_no_number_and_throws()
    {
        PrivacyException fault = Assert.Throws<PrivacyException>(() => { _ = default(Rational).Value; });

        Assert.Equal(PrivacyFault.NotPositive, fault.Fault);
        Assert.Equal("rational: was never set", fault.Message);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(-1, 1)]
    [InlineData(1, -1)]
    public void Fraction_that_is_not_above_0_is_refused_by_the_name_that_it_is_given(long numerator, long denominator)
    {
        PrivacyException fault = Assert.Throws<PrivacyException>(() => { Rational.Of(numerator, denominator); });
        PrivacyException named = Assert.Throws<PrivacyException>(
            () => { Rational.Of(numerator, denominator, "sigma2"); });

        Assert.Equal(PrivacyFault.NotPositive, fault.Fault);
        Assert.Equal("rational", fault.Parameter);
        Assert.Equal("sigma2", named.Parameter);
    }

    [Fact]
    public void Value_is_within_two_units_in_the_last_place()
    {
        Assert.Equal(0.25, Rational.Of(3, 12).Value);
        // Neither is a double, the fraction is 1 + 2^-62 and a little.
        Assert.Equal(1, Rational.Of(long.MaxValue, long.MaxValue - 2).Value, 4.5e-16);
    }
}
