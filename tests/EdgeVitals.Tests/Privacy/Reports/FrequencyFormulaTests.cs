using System.Text.Json;
using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

/// <summary>Probabilities and variances of the frequency oracles, relative error at most 1e-9.</summary>
public sealed class FrequencyFormulaTests
{
    [Fact]
    public void Every_reference_row_is_met()
    {
        using JsonDocument file = JsonDocument.Parse(
            File.ReadAllText(RepositoryFiles.Reference("privacy/known-answers.json")));
        int compared = 0;
        foreach (JsonElement row in file.RootElement.GetProperty("frequency_oracles").GetProperty("rows")
            .EnumerateArray())
        {
            int k = row.GetProperty("k").GetInt32();
            Epsilon epsilon = Epsilon.From(row.GetProperty("epsilon").GetDouble());
            OptimisedLocalHashing hashing = OptimisedLocalHashing.Create(k, epsilon);
            SubsetSelection subset = SubsetSelection.Create(k, epsilon);
            Same(row.GetProperty("krr"), RandomisedResponse.Create(k, epsilon));
            Same(row.GetProperty("sue_basic_rappor"), SymmetricUnaryEncoding.Create(k, epsilon));
            Same(row.GetProperty("oue_and_pi_rappor_limit"), OptimisedUnaryEncoding.Create(k, epsilon));
            Same(row.GetProperty("olh"), hashing);
            Same(row.GetProperty("subset_selection"), subset);
            Assert.Equal(row.GetProperty("olh").GetProperty("g").GetInt64(), hashing.HashValues);
            Assert.Equal(row.GetProperty("subset_selection").GetProperty("omega").GetInt32(), subset.SubsetSize);
            compared++;
        }

        Assert.Equal(45, compared);
    }

    [Fact]
    public void Probabilities_are_within_epsilon_over_the_whole_range()
    {
        foreach (int k in new[] { 2, 3, 17, 1024, 65_536 })
        {
            for (double e = 0.001; e <= 30; e *= 1.9)
            {
                Epsilon epsilon = Epsilon.From(e);
                double limit = Math.Exp(e) * (1 + 1e-12);
                RandomisedResponse response = RandomisedResponse.Create(k, epsilon);
                Assert.InRange(response.TruthProbability / response.OtherProbability, 1, limit);
                Assert.Equal(1, response.TruthProbability + ((k - 1) * response.OtherProbability), 1e-12);
                SymmetricUnaryEncoding symmetric = SymmetricUnaryEncoding.Create(k, epsilon);
                Assert.InRange(Odds(symmetric.TruthProbability) / Odds(symmetric.OtherProbability), 1, limit);
                OptimisedUnaryEncoding optimised = OptimisedUnaryEncoding.Create(k, epsilon);
                Assert.InRange(Odds(optimised.TruthProbability) / Odds(optimised.OtherProbability), 1, limit);
                SubsetSelection subset = SubsetSelection.Create(k, epsilon);
                int size = subset.SubsetSize;
                Assert.InRange(size, 1, k - 1);
                // A report has omega categories, so the probabilities of support add up to omega.
                Assert.Equal(1, (subset.TruthProbability + ((k - 1) * subset.OtherProbability)) / size, 1e-12);
                Assert.InRange(subset.TruthProbability, (double)size / k, 1);
                foreach (double variance in new[]
                {
                    response.NVariance(0), symmetric.NVariance(0), optimised.NVariance(0), subset.NVariance(0),
                    OptimisedLocalHashing.Create(k, epsilon).NVariance(0),
                })
                {
                    Assert.True(double.IsFinite(variance) && variance > 0);
                }

                Assert.True(subset.NVariance(0) <= response.NVariance(0) * (1 + 1e-9));
                Assert.True(subset.NVariance(0) <= optimised.NVariance(0) * (1 + 1e-9));
            }
        }
    }

    [Fact]
    public void Subset_size_is_the_best_of_all_sizes()
    {
        foreach (int k in new[] { 2, 5, 31, 64, 300 })
        {
            foreach (double e in new[] { 0.01, 0.5, 1, 1.7, 3, 4.4, 6 })
            {
                double best = Enumerable.Range(1, k - 1).Min(size =>
                {
                    double weight = size * Math.Exp(e), total = weight + k - size;
                    double other = (((size - 1) * weight) + ((k - size) * size)) / ((k - 1) * total);
                    return FrequencyOracle.NVariance(weight / total, other, 0);
                });
                double taken = SubsetSelection.Create(k, Epsilon.From(e)).NVariance(0);
                Assert.True(taken <= best * (1 + 1e-10), $"k {k}, epsilon {e}: {taken} against {best}");
            }
        }
    }

    [Theory]
    [InlineData(0, PrivacyFault.Empty)]
    [InlineData(-4, PrivacyFault.Empty)]
    [InlineData(1, PrivacyFault.OutOfRange)]
    [InlineData(65_537, PrivacyFault.OutOfRange)]
    public void Categories_out_of_range_throw(int categories, PrivacyFault fault)
    {
        Epsilon epsilon = Epsilon.From(1);
        foreach (Action create in Creators(categories, epsilon))
        {
            Assert.Equal(fault, Assert.Throws<PrivacyException>(create).Fault);
        }
    }

    [Theory]
    [InlineData(1e-7)]
    [InlineData(32.1)]
    [InlineData(700)]
    public void Epsilon_out_of_range_throws(double epsilon)
    {
        foreach (Action create in Creators(8, Epsilon.From(epsilon)))
        {
            Assert.Equal(PrivacyFault.OutOfRange, Assert.Throws<PrivacyException>(create).Fault);
        }
    }

    [Theory]
    [InlineData(double.NaN, 0.1, 0, PrivacyFault.NotANumber)]
    [InlineData(1, 0.1, 0, PrivacyFault.OutsideUnitInterval)]
    [InlineData(0.2, 0.2, 0, PrivacyFault.OutsideDomain)]
    [InlineData(0.6, 0.2, -0.1, PrivacyFault.OutsideDomain)]
    [InlineData(0.6, 0.2, double.NaN, PrivacyFault.NotANumber)]
    public void Variance_of_impossible_probabilities_throws(double p, double q, double f, PrivacyFault fault) =>
        Assert.Equal(fault, Assert.Throws<PrivacyException>(() => FrequencyOracle.NVariance(p, q, f)).Fault);

    private static Action[] Creators(int categories, Epsilon epsilon) =>
    [
        () => RandomisedResponse.Create(categories, epsilon),
        () => OptimisedUnaryEncoding.Create(categories, epsilon),
        () => SymmetricUnaryEncoding.Create(categories, epsilon),
        () => OptimisedLocalHashing.Create(categories, epsilon),
        () => SubsetSelection.Create(categories, epsilon),
    ];

    private static double Odds(double probability) => probability / (1 - probability);

    private static void Same<TReport>(JsonElement row, IFrequencyOracle<TReport> oracle)
    {
        Near(row, "p", oracle.TruthProbability);
        Near(row, "q", oracle.OtherProbability);
        Near(row, "n_times_var_f0", oracle.NVariance(0));
        Near(row, "n_times_mean_var_over_k_uniform", oracle.MeanNVariance());
        Near(row, "n_times_total_mse", oracle.TotalNVariance());
    }

    private static void Near(JsonElement row, string column, double actual)
    {
        double expected = row.GetProperty(column).GetDouble();
        Assert.True(
            Math.Abs(actual - expected) <= 1e-9 * Math.Abs(expected), $"{column}: {actual:R} is not {expected:R}");
    }
}
