using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy.Vectors;

/// <summary>Cap masses against 50-digit arithmetic, closed forms and their own inverse.</summary>
public sealed class SphericalCapTests
{
    /// <summary>Mass and angle of the cap of a height, by series in 50 digits (mpmath).</summary>
    [Theory]
    [InlineData(2, 0.04472508716873343125, 0.014236437406239655071)]
    [InlineData(3, 1.3181160716528179657, 0.375)]
    [InlineData(10, 0.35542120169022349274, 0.000010198106488658212736)]
    [InlineData(50, 0.6435011087932843868, 9.4459980974266060698e-13)]
    [InlineData(101, 1.2661036727794991113, 0.0010941973627107253035)]
    [InlineData(1_000, 1.3694384060045658278, 8.6023384468505672967e-11)]
    [InlineData(10_001, 1.5697963266282298776, 0.46017314516840129797)]
    [InlineData(10_001, 1.5232784466558456968, 1.0042668878126695283e-6)]
    [InlineData(1_000_001, 1.5660463089327360952, 1.0169544658833579493e-6)]
    [InlineData(1_000_001, 1.5632962564806167745, 3.1883707706490402064e-14)]
    [InlineData(1_048_576, 1.559296073300643586, 2.5832009529076513744e-32)]
    public void Mass_and_angle_equal_50_digits(int dimension, double angle, double mass)
    {
        AssertClose(mass, SphericalCap.Mass(dimension, angle), 1e-12);
        AssertClose(angle, SphericalCap.Angle(dimension, mass), 1e-14);
    }

    [Fact]
    public void Mass_equals_closed_forms_in_two_and_three_dimensions()
    {
        for (int i = 1; i < 10_000; i++)
        {
            double angle = Math.PI * i / 10_000;
            AssertClose(angle / Math.PI, SphericalCap.Mass(2, angle), 1e-13);
            double half = Math.Sin(angle / 2);
            AssertClose(half * half, SphericalCap.Mass(3, angle), 1e-13);
        }
    }

    [Fact]
    public void Angle_inverts_the_mass_on_10_000_random_caps()
    {
        SeededBytes random = new(3);
        for (int i = 0; i < 10_000; i++)
        {
            int dimension = 2 + random.Below(i % 10 == 0 ? 100_000 : 300);
            double mass = Math.Exp(-40 * random.Uniform());
            mass = random.Below(2) == 0 ? mass : 1 - Math.Max(mass, 1e-9);
            AssertClose(mass, SphericalCap.Mass(dimension, SphericalCap.Angle(dimension, mass)), 2e-11);
        }
    }

    [Fact]
    public void Cap_and_the_rest_make_the_whole_sphere()
    {
        foreach (int dimension in new[] { 2, 3, 17, 1_000, 1 << 20 })
        {
            for (double angle = 0.01; angle < Math.PI; angle += 0.01)
            {
                double sum = SphericalCap.Mass(dimension, angle) + SphericalCap.Mass(dimension, Math.PI - angle);
                Assert.Equal(1, sum, 1e-14);
            }
        }
    }

    [Fact]
    public void Parameters_outside_their_range_are_refused_by_type()
    {
        AssertFault(PrivacyFault.Empty, () => SphericalCap.Mass(0, 1));
        AssertFault(PrivacyFault.OutsideDomain, () => SphericalCap.Mass(1, 1));
        AssertFault(PrivacyFault.OutOfRange, () => SphericalCap.Mass((1 << 20) + 1, 1));
        AssertFault(PrivacyFault.OutsideDomain, () => SphericalCap.Mass(5, 0));
        AssertFault(PrivacyFault.OutsideDomain, () => SphericalCap.Mass(5, Math.PI));
        AssertFault(PrivacyFault.OutsideDomain, () => SphericalCap.Mass(5, double.NaN));
        AssertFault(PrivacyFault.OutsideUnitInterval, () => SphericalCap.Angle(5, 0));
        AssertFault(PrivacyFault.OutsideUnitInterval, () => SphericalCap.Angle(5, 1));
        AssertFault(PrivacyFault.NotANumber, () => SphericalCap.Angle(5, double.NaN));
    }

    /// <summary>Fails unless the call throws a PrivacyException of this fault.</summary>
    internal static void AssertFault(PrivacyFault fault, Action call) =>
        Assert.Equal(fault, Assert.Throws<PrivacyException>(call).Fault);

    /// <summary>Fails unless the call throws a PrivacyException whose message leaves out these digits.</summary>
    internal static void AssertNoPrivateValue(string digits, Action call) => Assert.DoesNotContain(
        digits, Assert.Throws<PrivacyException>(call).Message, StringComparison.Ordinal);

    internal static void AssertClose(double expected, double actual, double relative) => Assert.True(
        Math.Abs(actual - expected) <= relative * Math.Abs(expected), $"expected {expected:R}, was {actual:R}");
}
