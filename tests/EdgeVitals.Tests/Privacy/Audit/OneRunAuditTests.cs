using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy.Audit;

/// <summary>m canaries, 95 % bounds, fixed seeds: a sound pipeline's bound is above its ε once in twenty seeds.
/// </summary>
public sealed class OneRunAuditTests
{
    private const int M = 2000;

    [Fact]
    public void Coins_are_fair()
    {
        OneRunAudit audit = OneRunAudit.Draw(100_000, new SeededBytes(151));
        int included = Enumerable.Range(0, audit.Canaries).Count(audit.IsIncluded);

        Assert.True(Math.Abs(included - 50_000) <= GoodnessOfFit.ZAlpha * Math.Sqrt(25_000));
    }

    [Fact]
    public void Pipeline_of_randomised_response_shows_nearly_its_epsilon_and_not_more()
    {
        OneRunAudit audit = OneRunAudit.Draw(M, new SeededBytes(157));
        double[] scores = Scores(audit, 2, 163);
        OneRunResult result = audit.ConcludeByThreshold(scores, 0, 0.5, 0.05, 0);

        Assert.Equal(M, result.Counts.Guesses);
        Assert.InRange(result.EpsilonLower, 1.6, 2);
        Assert.InRange(Math.Exp(2) / (1 + Math.Exp(2)), result.Accuracy.Lower, result.Accuracy.Upper);
        Assert.Null(result.EpsilonLowerOfGaussian);
        Assert.Equal(0.95, result.Confidence);
    }

    [Fact]
    public void Twin_that_leaks_more_than_it_claims_is_caught()
    {
        OneRunAudit audit = OneRunAudit.Draw(M, new SeededBytes(167));

        Assert.True(audit.ConcludeByThreshold(Scores(audit, 4, 173), 0, 0.5, 0.05, 0).EpsilonLower > 2);
    }

    [Fact]
    public void Abstaining_from_the_middle_shows_more_of_a_Gaussian()
    {
        OneRunAudit audit = OneRunAudit.Draw(M, new SeededBytes(179));
        SeededBytes noise = new(181);
        // Replace-one of a coordinate by 1 under deviation 1: mu = 1.
        double[] scores = [.. Enumerable.Range(0, M).Select(i => (audit.IsIncluded(i) ? 1 : 0) + noise.Normal())];
        OneRunResult all = audit.ConcludeByRank(scores, M / 2, M / 2, 0.05, 1e-5);
        OneRunResult few = audit.ConcludeByRank(scores, 100, 100, 0.05, 1e-5);
        double exact = AuditOracle.GaussianEpsilon(1, 1e-5);

        Assert.Equal(200, few.Counts.Guesses);
        Assert.True(few.EpsilonLower > all.EpsilonLower);
        Assert.InRange(few.EpsilonLowerOfGaussian!.Value, few.EpsilonLower, exact);
    }

    [Fact]
    public void Ranks_and_thresholds_make_the_same_guesses()
    {
        OneRunAudit audit = OneRunAudit.Draw(500, new SeededBytes(191));
        SeededBytes noise = new(193);
        double[] scores = [.. Enumerable.Range(0, 500).Select(_ => noise.Uniform())];
        double[] sorted = [.. scores.Order()];

        Assert.Equal(
            audit.ConcludeByRank(scores, 50, 30, 0.05, 1e-6),
            audit.ConcludeByThreshold(scores, sorted[29], sorted[450], 0.05, 1e-6));
    }

    [Fact]
    public void Bad_scores_and_guesses_are_refused()
    {
        OneRunAudit audit = OneRunAudit.Draw(10, new SeededBytes(197));
        double[] scores = new double[10];
        Assert.Throws<PrivacyException>(() => OneRunAudit.Draw(0, new SeededBytes(1)));
        Assert.Throws<PrivacyException>(() => audit.ConcludeByRank(new double[9], 1, 1, 0.05, 0));
        Assert.Throws<PrivacyException>(() => audit.ConcludeByRank(scores, 6, 5, 0.05, 0));
        Assert.Throws<PrivacyException>(() => audit.ConcludeByRank(scores, 0, 0, 0.05, 0));
        Assert.Throws<PrivacyException>(() => audit.ConcludeByRank(scores, -1, 5, 0.05, 0));
        Assert.Throws<PrivacyException>(() => audit.ConcludeByThreshold(scores, 1, 1, 0.05, 0));
        Assert.Throws<PrivacyException>(() => audit.ConcludeByThreshold(scores, -1, 1, 0.05, 0));
        Assert.Throws<PrivacyException>(() => audit.ConcludeByRank([.. scores[..9], double.NaN], 5, 5, 0.05, 0));
    }

    /// <summary>1 where a randomised response at ε says that the canary is in, else 0.</summary>
    private static double[] Scores(OneRunAudit audit, double epsilon, ulong seed)
    {
        RandomisedResponse response = RandomisedResponse.Create(2, Epsilon.From(epsilon));
        SeededBytes random = new(seed);
        return [.. Enumerable.Range(0, audit.Canaries)
            .Select(i => (double)response.Perturb(audit.IsIncluded(i) ? 1 : 0, random))];
    }
}
