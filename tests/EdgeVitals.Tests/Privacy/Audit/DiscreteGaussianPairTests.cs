using System.Globalization;
using System.Text.RegularExpressions;
using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy.Audit;

/// <summary>The exact ε(δ) of the audited discrete Gaussian against every term of its law added up.</summary>
public sealed partial class DiscreteGaussianPairTests
{
    [Theory]
    [InlineData(0.5, 1e-6)]
    [InlineData(1, 1e-5)]
    [InlineData(4, 1e-9)]
    [InlineData(20, 1e-6)]
    public void Exact_epsilon_equals_the_sum_over_the_law(double epsilon, double delta)
    {
        WorstPair pair = AuditCatalogue.Create(
            "discrete-gaussian", new AuditInputs(Epsilon.From(epsilon)) { Delta = Delta.From(delta) });
        Match found = Parameters().Match(pair.Description);
        long clip = long.Parse(found.Groups["clip"].Value, CultureInfo.InvariantCulture);
        double sigmaSquared = double.Parse(found.Groups["sigma2"].Value, CultureInfo.InvariantCulture);

        KnownAnswers.AssertClose(
            AuditOracle.DiscreteGaussianEpsilon(2 * clip, sigmaSquared, delta), pair.EpsilonExact, 1e-8);
        // The grid is fine, so the continuous law is near.
        KnownAnswers.AssertClose(
            AuditOracle.GaussianEpsilon(2 * clip / Math.Sqrt(sigmaSquared), delta), pair.EpsilonExact, 1e-3);
        // zCDP overstates; by how much is not proved, but more than a third would be an error.
        Assert.InRange(pair.EpsilonExact, 0.67 * epsilon, epsilon);
    }

    /// <summary>Between a wide law and the continuous one there is some 1/sigma^2.</summary>
    [Theory]
    [InlineData(0.5, 1e-6)]
    [InlineData(0.01, 1e-6)]
    [InlineData(1e-5, 1e-7)]
    [InlineData(1e-4, 1e-9)]
    public void Wide_law_is_near_the_continuous_one(double epsilon, double delta)
    {
        WorstPair pair = AuditCatalogue.Create(
            "discrete-gaussian", new AuditInputs(Epsilon.From(epsilon)) { Delta = Delta.From(delta) });
        Match found = Parameters().Match(pair.Description);
        long clip = long.Parse(found.Groups["clip"].Value, CultureInfo.InvariantCulture);
        double sigmaSquared = double.Parse(found.Groups["sigma2"].Value, CultureInfo.InvariantCulture);
        double mu = 2 * clip / Math.Sqrt(sigmaSquared);

        KnownAnswers.AssertClose(
            AnalyticGaussian.EpsilonAt(Delta.From(delta), mu), pair.EpsilonExact, 2e-6);
        Assert.Equal(NormalTail.Upper(-mu * (clip - 0.5) / (2 * clip)), pair.FirstProbability, 1e-7);
    }

    [Fact]
    public void Other_coordinates_change_nothing_but_time()
    {
        AuditInputs one = new(Epsilon.From(4)) { Dimension = 1 };
        WorstPair single = AuditCatalogue.Create("discrete-gaussian", one);
        WorstPair many = AuditCatalogue.Create("discrete-gaussian", one with { Dimension = 10_000 });

        Assert.Equal(single.EpsilonExact, many.EpsilonExact);
        Assert.Equal(single.FirstProbability, many.FirstProbability);
    }

    [Fact]
    public void Delta_that_hides_the_whole_release_leaves_nothing_to_audit()
    {
        // At ε = 0.001 and δ = 0.1 the exact ε is 0: the answer must not be "passed".
        WorstPair pair = AuditCatalogue.Create(
            "discrete-gaussian", new AuditInputs(Epsilon.From(0.001)) { Delta = Delta.From(0.1), Dimension = 1 });
        WorstPairResult result = WorstPairAudit.Run(pair, 1000, _ => new SeededBytes(211), 1);

        Assert.Equal(0, pair.EpsilonExact);
        Assert.Equal(AuditVerdict.Powerless, result.Verdict);
    }

    [GeneratedRegex(@"^\((?<clip>\d+),.*sigma\^2 (?<sigma2>[\d.]+)")]
    private static partial Regex Parameters();
}
