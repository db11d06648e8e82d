using System.Text.Json;
using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy.Audit;

public sealed class OneRunBoundTests
{
    [Fact]
    public void Bounds_and_p_values_equal_the_reference()
    {
        int compared = 0, gaussian = 0;
        foreach (JsonElement row in KnownAnswers.Rows("one_run_audit"))
        {
            OneRunCounts counts = new(row.Count("m"), row.Count("n_guess"), row.Count("n_correct"));
            double significance = row.Number("significance"), delta = row.Number("delta");
            KnownAnswers.AssertClose(
                row.Number("p_value_at_eps1"), OneRunBound.PValue(counts, 1, delta), 1e-10);
            // The reference's root search stops at 1e-6.
            Assert.Equal(
                row.Number("epsilon_lower_one_run"), OneRunBound.EpsilonLower(counts, significance, delta), 2e-6);
            if (row.GetProperty("epsilon_lower_one_run_fdp").ValueKind == JsonValueKind.Number)
            {
                Assert.Equal(
                    row.Number("epsilon_lower_one_run_fdp"),
                    OneRunBound.EpsilonLowerOfGaussian(counts, significance, Delta.From(delta)),
                    2e-6);
                gaussian++;
            }

            compared++;
        }

        Assert.Equal(50, compared);
        Assert.Equal(33, gaussian);
    }

    [Fact]
    public void Published_example_is_met() =>
        Assert.Equal(2.02123, OneRunBound.EpsilonLower(new OneRunCounts(1000, 1000, 900), 0.05, 0), 5e-6);

    [Fact]
    public void Bound_falls_with_delta_and_rises_with_right_guesses()
    {
        double last = 0;
        for (int right = 100; right <= 200; right += 10)
        {
            OneRunCounts counts = new(1000, 200, right);
            double bound = OneRunBound.EpsilonLower(counts, 0.05, 1e-6);
            Assert.True(bound >= last);
            Assert.True(bound <= OneRunBound.EpsilonLower(counts, 0.05, 0));
            Assert.True(OneRunBound.EpsilonLower(counts, 0.05, 1e-3) <= bound);
            last = bound;
        }
    }

    [Fact]
    public void P_value_is_the_exact_chance_of_randomised_response()
    {
        // m independent randomised responses at eps: W right guesses are binomial(m, e^eps / (1 + e^eps)).
        double right = Math.Exp(1.5) / (1 + Math.Exp(1.5)), tail = 0;
        double mass = Math.Pow(right, 40);
        for (int v = 40; v >= 36; v--)
        {
            tail += mass;
            mass *= v / (41.0 - v) * (1 - right) / right;
        }

        KnownAnswers.AssertClose(tail, OneRunBound.PValue(new OneRunCounts(40, 40, 36), 1.5, 0), 1e-12);
    }

    [Fact]
    public void Edges_are_answered()
    {
        Assert.Equal(0, OneRunBound.EpsilonLower(new OneRunCounts(1, 1, 1), 0.05, 0));
        Assert.Equal(0, OneRunBound.EpsilonLower(new OneRunCounts(10, 10, 0), 0.05, 1e-6));
        Assert.Equal(0, OneRunBound.EpsilonLowerOfGaussian(new OneRunCounts(10, 10, 0), 0.05, Delta.From(1e-6)));
        Assert.Equal(1, OneRunBound.PValue(new OneRunCounts(10, 10, 0), 0, 0));
        double many = OneRunBound.EpsilonLower(new OneRunCounts(1_000_000, 1_000_000, 1_000_000), 0.05, 0);
        // 0.05 = (e^eps / (1 + e^eps))^m.
        Assert.Equal(Math.Log(1_000_000 / -Math.Log(0.05)), many, 1e-5);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(10, 0, 0)]
    [InlineData(10, 11, 5)]
    [InlineData(10, 5, 6)]
    [InlineData(10, 5, -1)]
    [InlineData(1_000_001, 5, 5)]
    public void Bad_counts_are_refused(int canaries, int guesses, int right) =>
        Assert.Throws<PrivacyException>(() => new OneRunCounts(canaries, guesses, right));

    [Fact]
    public void Bad_parameters_are_refused()
    {
        OneRunCounts counts = new(10, 10, 9);
        Assert.Throws<PrivacyException>(() => OneRunBound.PValue(counts, -0.1, 0));
        Assert.Throws<PrivacyException>(() => OneRunBound.PValue(counts, double.NaN, 0));
        Assert.Throws<PrivacyException>(() => OneRunBound.PValue(counts, 1, 1));
        Assert.Throws<PrivacyException>(() => OneRunBound.EpsilonLower(counts, 0, 0));
        Assert.Throws<PrivacyException>(() => OneRunBound.EpsilonLower(counts, 0.05, -1e-6));
        Assert.Throws<PrivacyException>(() => OneRunBound.EpsilonLowerOfGaussian(counts, 1, Delta.From(1e-6)));
    }
}
