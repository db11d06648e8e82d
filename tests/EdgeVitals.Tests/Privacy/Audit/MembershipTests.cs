using System.Text.Json;
using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy.Audit;

public sealed class MembershipTests
{
    private static readonly PrivacyCost One = new(1, 0, Adjacency.ReplaceOne, "pure");

    [Fact]
    public void Ceilings_equal_the_reference()
    {
        int compared = 0;
        foreach (JsonElement row in KnownAnswers.Rows("membership_inference_ceiling"))
        {
            double epsilon = row.Number("epsilon"), delta = row.Number("delta");
            double sigma = row.Number("analytic_gaussian_sigma");
            KnownAnswers.AssertClose(
                row.Number("pure_dp_max_balanced_accuracy"), MembershipCeiling.Pure(epsilon), 1e-14);
            KnownAnswers.AssertClose(
                row.Number("approx_dp_max_balanced_accuracy"), MembershipCeiling.Approximate(epsilon, delta), 1e-14);
            KnownAnswers.AssertClose(
                row.Number("gaussian_max_balanced_accuracy"), MembershipCeiling.Gaussian(1 / sigma), 1e-13);
            KnownAnswers.AssertClose(
                row.Number("gaussian_max_balanced_accuracy"),
                MembershipCeiling.Gaussian(Epsilon.From(epsilon), Delta.From(delta)), 1e-9);
            KnownAnswers.AssertClose(
                sigma, AnalyticGaussian.Sigma(Epsilon.From(epsilon), Delta.From(delta)), 1e-9);
            compared++;
        }

        Assert.Equal(5, compared);
    }

    [Fact]
    public void Ceiling_never_promises_a_coin_and_composes()
    {
        Assert.Equal(0.5, MembershipCeiling.Pure(0));
        Assert.Equal(0.9820137900379085, MembershipCeiling.Approximate(4, 0), 1e-15);
        Assert.Equal(1, MembershipCeiling.Pure(800));
        Assert.Equal(1, MembershipCeiling.Approximate(800, 1e-6));
        // 30 Gaussian releases are one of a 30th of the variance.
        Assert.Equal(
            MembershipCeiling.Gaussian(0.1 * Math.Sqrt(30)),
            MathNet.Numerics.Distributions.Normal.CDF(0, 1, 0.05 * Math.Sqrt(30)), 1e-14);
    }

    [Fact]
    public void Report_of_the_best_attack_meets_the_ceiling_and_a_leak_passes_it()
    {
        MembershipReport sound = Attack(Duchi.Create(Epsilon.From(1)));
        MembershipReport broken = Attack(Duchi.Create(Epsilon.From(1.5)));

        Assert.Equal(MembershipCeiling.Pure(1), sound.Ceiling);
        Assert.InRange(sound.Ceiling, sound.Interval.Lower, sound.Interval.Upper);
        Assert.InRange(sound.BalancedAccuracy, sound.Interval.Lower, sound.Interval.Upper);
        Assert.True(sound.IsWithinCeiling);
        Assert.False(broken.IsWithinCeiling);
    }

    [Fact]
    public void Gaussian_report_has_the_lower_ceiling()
    {
        PrivacyCost cost = new(1, 1e-6, Adjacency.ReplaceOne, "exact");
        MembershipReport general = MembershipReport.FromCounts(1000, 1000, 540, 530, 0.05, cost);
        MembershipReport gaussian = MembershipReport.FromGaussianCounts(1000, 1000, 540, 530, 0.05, cost, 1 / 4.2247);

        Assert.Equal(0.535, general.BalancedAccuracy);
        Assert.Equal(0.95, general.Confidence);
        Assert.True(gaussian.Ceiling < general.Ceiling);
        Assert.Same(cost, gaussian.Cost);
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Throws<PrivacyException>(() => MembershipCeiling.Pure(-1));
        Assert.Throws<PrivacyException>(() => MembershipCeiling.Pure(double.NaN));
        Assert.Throws<PrivacyException>(() => MembershipCeiling.Pure(double.PositiveInfinity));
        Assert.Throws<PrivacyException>(() => MembershipCeiling.Approximate(1, 1));
        Assert.Throws<PrivacyException>(() => MembershipCeiling.Gaussian(-0.1));
        Assert.Throws<PrivacyException>(() => MembershipReport.FromCounts(10, 10, 11, 5, 0.05, One));
        Assert.Throws<PrivacyException>(() => MembershipReport.FromCounts(10, 0, 5, 0, 0.05, One));
    }

    /// <summary>40,000 reports of 1 and of −1, guessed by their sign, under a claimed ε of 1.</summary>
    private static MembershipReport Attack(Duchi mechanism)
    {
        const int trials = 40_000;
        SeededBytes random = new(223);
        int truePositives = 0, trueNegatives = 0;
        for (int i = 0; i < trials; i++)
        {
            truePositives += mechanism.Perturb(1, random) > 0 ? 1 : 0;
            trueNegatives += mechanism.Perturb(-1, random) < 0 ? 1 : 0;
        }

        return MembershipReport.FromCounts(trials, trials, truePositives, trueNegatives, 1e-6, One);
    }
}
