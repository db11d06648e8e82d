using System.Globalization;
using System.Text.Json;
using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

public sealed class ZcdpTests
{
    [Fact]
    public void Conversion_equals_the_published_values_and_never_undercuts_the_exact_one()
    {
        using JsonDocument file = JsonDocument.Parse(
            File.ReadAllText(RepositoryFiles.Reference("privacy/known-answers.json")));
        int compared = 0;
        foreach (JsonElement row in file.RootElement.GetProperty("gaussian_composition_rdp_zcdp_pld_exact")
            .GetProperty("rows").EnumerateArray())
        {
            double delta = row.GetProperty("delta").GetDouble();
            double rho = row.GetProperty("T").GetInt32() / (2 * Math.Pow(row.GetProperty("z").GetDouble(), 2));
            double expected = row.GetProperty("rdp_epsilon_continuous_order").GetDouble();
            double exact = double.Parse(
                row.GetProperty("exact_epsilon_mpmath60_40digits").GetString()!, CultureInfo.InvariantCulture);

            double epsilon = Zcdp.ToEpsilon(rho, delta);
            Assert.Equal(row.GetProperty("zcdp_rho").GetDouble(), rho, rho * 1e-12);
            Assert.Equal(expected, epsilon, 1e-9 * Math.Max(1, expected));
            Assert.True(epsilon >= exact);
            Assert.True(epsilon <= row.GetProperty("zcdp_basic_epsilon_rho_plus_2sqrt").GetDouble());
            compared++;
        }

        Assert.Equal(12, compared);
    }

    [Fact]
    public void Classical_conversion_is_caught_as_not_the_tight_one()
    {
        // The broken twin: rho + 2 sqrt(rho ln(1/delta)) is valid but 7 % dearer at rho = 2, delta = 1e-6.
        double classical = 2 + (2 * Math.Sqrt(2 * Math.Log(1e6)));

        Assert.True(Zcdp.ToEpsilon(2, 1e-6) < classical - 0.8);
    }

    [Fact]
    public void Inverse_is_the_largest_rho_within_epsilon()
    {
        SeededBytes random = new(59);
        for (int i = 0; i < 500; i++)
        {
            double epsilon = Math.Exp((random.Uniform() * 8) - 4), delta = Math.Pow(10, -1 - (random.Uniform() * 11));
            double rho = Zcdp.FromEpsilon(epsilon, delta);

            Assert.True(Zcdp.ToEpsilon(rho, delta) <= epsilon);
            Assert.True(Zcdp.ToEpsilon(rho * (1 + 1e-9), delta) > epsilon - 1e-12);
        }
    }

    [Fact]
    public void Conversion_grows_with_rho_and_falls_with_delta()
    {
        SeededBytes random = new(61);
        for (int i = 0; i < 2_000; i++)
        {
            double rho = Math.Exp((random.Uniform() * 14) - 10), delta = Math.Pow(10, -1 - (random.Uniform() * 11));

            Assert.True(Zcdp.ToEpsilon(rho * 1.01, delta) >= Zcdp.ToEpsilon(rho, delta));
            Assert.True(Zcdp.ToEpsilon(rho, delta / 2) >= Zcdp.ToEpsilon(rho, delta));
        }
    }

    [Fact]
    public void Rho_of_a_release_is_sensitivity_over_twice_the_noise()
    {
        Assert.Equal(0.01, Zcdp.Rho(2, 100));
        Assert.Equal(0, Zcdp.ToEpsilon(0, 1e-6));
    }

    [Theory]
    [InlineData(double.NaN, 1e-6)]
    [InlineData(double.PositiveInfinity, 1e-6)]
    [InlineData(-0.1, 1e-6)]
    [InlineData(0.1, 0)]
    [InlineData(0.1, 1)]
    [InlineData(0.1, double.NaN)]
    public void Nonsense_throws(double rho, double delta)
    {
        Assert.Throws<PrivacyException>(() => Zcdp.ToEpsilon(rho, delta));
        Assert.Throws<PrivacyException>(() => Zcdp.FromEpsilon(rho, delta));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    public void Release_without_sensitivity_or_noise_throws(long sensitivitySquared, long sigmaSquared) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Zcdp.Rho(sensitivitySquared, sigmaSquared));
}
