using System.Globalization;
using System.Text.Json;
using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

/// <summary>Every row of the reference's four sections on privacy loss distributions.</summary>
public sealed class PrivacyLossReferenceTests
{
    /// <summary>The design's bar: 1e-3 of the larger of epsilon and 1.</summary>
    private const double Bar = 1e-3;

    [Fact]
    public void Gaussian_compositions_are_at_most_a_millionth_above_the_exact_epsilon_and_never_below()
    {
        int compared = 0;
        foreach (JsonElement row in Rows("gaussian_composition_rdp_zcdp_pld_exact"))
        {
            double exact = double.Parse(
                row.GetProperty("exact_epsilon_mpmath60_40digits").GetString()!, CultureInfo.InvariantCulture);
            double epsilon = PrivacyLossDistribution.Gaussian(Number(row, "z"))
                .SelfCompose(row.GetProperty("T").GetInt64()).EpsilonAt(Delta.From(Number(row, "delta")));

            Assert.InRange(epsilon, exact * (1 - 1e-9), exact + (1e-6 * Math.Max(1, exact)));
            compared++;
        }

        Assert.Equal(12, compared);
    }

    [Fact]
    public void Sampled_Gaussians_equal_both_published_accountants()
    {
        int compared = 0;
        foreach (JsonElement row in Rows("poisson_subsampled_gaussian"))
        {
            PrivacyLossDistribution composed = PrivacyLossDistribution.Gaussian(Number(row, "z"))
                .PoissonSampled(Number(row, "q")).SelfCompose(row.GetProperty("T").GetInt64());
            double epsilon = composed.EpsilonAt(Delta.From(Number(row, "delta")));

            // Between the published bounds, and within 3e-5 of both estimates (the coarser has an interval of 1e-4).
            Assert.Equal(Adjacency.AddOrRemoveOne, composed.Adjacency);
            Assert.Equal(Number(row, "pld_epsilon_pessimistic"), epsilon, 3e-5);
            Assert.Equal(Number(row, "prv_estimate"), epsilon, 3e-5);
            Assert.InRange(epsilon, Number(row, "prv_lower"), Number(row, "prv_upper"));
            Assert.True(epsilon >= Number(row, "pld_epsilon_optimistic"));
            compared++;
        }

        Assert.Equal(9, compared);
    }

    [Fact]
    public void Other_mechanisms_equal_the_reference_and_undercut_basic_composition()
    {
        int compared = 0;
        foreach (JsonElement row in Rows("pld_other_mechanisms"))
        {
            double expected = Number(row, "pld_epsilon");
            double epsilon = Mechanism(row).SelfCompose(row.GetProperty("T").GetInt64())
                .EpsilonAt(Delta.From(Number(row, "delta")));

            Assert.Equal(expected, epsilon, Bar * Math.Max(1, expected));
            if (row.TryGetProperty("basic_composition", out JsonElement basic))
            {
                Assert.True(epsilon < basic.GetDouble());
            }

            compared++;
        }

        Assert.Equal(23, compared);
    }

    [Fact]
    public void Pure_releases_compose_to_nine_digits_of_the_reference()
    {
        int compared = 0;
        foreach (JsonElement row in Rows("pure_composition"))
        {
            double expected = Number(row, "pld_from_privacy_parameters");
            double epsilon = PrivacyLossDistribution.Pure(Epsilon.From(Number(row, "eps0")))
                .SelfCompose(row.GetProperty("k").GetInt64()).EpsilonAt(Delta.From(Number(row, "delta")));

            Assert.Equal(expected, epsilon, 1e-9 * Math.Max(1, expected));
            compared++;
        }

        Assert.Equal(9, compared);
    }

    private static PrivacyLossDistribution Mechanism(JsonElement row) => row.GetProperty("mechanism").GetString() switch
    {
        "laplace" => PrivacyLossDistribution.Laplace(Number(row, "scale_b")),
        "k_randomized_response" => PrivacyLossDistribution.RandomisedResponse(
            Epsilon.From(Number(row, "eps0")), row.GetProperty("num_buckets").GetInt32()),
        "discrete_gaussian" => PrivacyLossDistribution.DiscreteGaussian(
            (long)Math.Pow(Number(row, "sigma"), 2), row.GetProperty("sensitivity").GetInt64()),
        // The reference's parameter is the inverse of the scale.
        "discrete_laplace" => PrivacyLossDistribution.DiscreteLaplace(
            Rational.Of(10, (long)Math.Round(10 * Number(row, "parameter"))),
            row.GetProperty("sensitivity").GetInt64()),
        string other => throw new InvalidOperationException("No such mechanism: " + other),
        null => throw new InvalidOperationException("A row without a mechanism"),
    };

    private static double Number(JsonElement row, string name) => row.GetProperty(name).GetDouble();

    private static JsonElement[] Rows(string section)
    {
        using JsonDocument file = JsonDocument.Parse(
            File.ReadAllText(RepositoryFiles.Reference("privacy/known-answers.json")));
        return [.. file.RootElement.GetProperty(section).GetProperty("rows").EnumerateArray()
            .Select(row => row.Clone())];
    }
}
