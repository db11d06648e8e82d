using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

public sealed class ReleasePairTests
{
    private static readonly Epsilon Claimed = Epsilon.From(2);
    private static readonly Delta Small = Delta.From(1e-6);

    [Theory]
    [InlineData(3, 0)]
    [InlineData(1, -3)]
    public void Exact_epsilon_is_the_one_at_which_a_sum_over_all_outputs_reaches_delta(long first, long second)
    {
        double epsilon = ReleasePair.Of("sum", [first, second], 20, Claimed, Small).EpsilonExact;

        Assert.True(HockeyStick(first, second, epsilon) <= 1e-6);
        Assert.True(HockeyStick(first, second, epsilon - 1e-6) > 1e-6);
    }

    [Fact]
    public void Sound_release_passes_its_audit()
    {
        // mu = sqrt(2 * 5 / 20) = 0.71; expected bound 0.96 of the exact epsilon, five deviations above the gate.
        WorstPairResult result = Run(ReleasePair.Of("sound", [1, -3], 20, Epsilon.From(4), Small));

        Assert.True(result.IsPassed, result.Reason);
    }

    [Fact]
    public void Release_whose_noise_is_half_of_what_was_charged_is_caught()
    {
        WorstPair sound = ReleasePair.Of("half the noise", [1, -3], 20, Epsilon.From(4), Small);
        WorstPair broken = ReleasePair.Of("", [1, -3], 5, Epsilon.From(100), Small);

        WorstPairResult result = Run(sound with { First = broken.First, Second = broken.Second });

        Assert.Equal(AuditVerdict.LeaksMore, result.Verdict);
    }

    [Fact]
    public void Difference_that_changes_nothing_is_refused() => Assert.Equal(
        PrivacyFault.Empty,
        Assert.Throws<PrivacyException>(() => ReleasePair.Of("none", [0, 0], 20, Claimed, Small)).Fault);

    /// <summary>Sum over the plane of max(0, P − e^ε Q), σ² = 20.</summary>
    private static double HockeyStick(long first, long second, double epsilon)
    {
        const int reach = 60;
        double delta = 0;
        for (long x = -reach; x <= reach; x++)
        {
            for (long y = -reach; y <= reach; y++)
            {
                double p = At(x - first) * At(y - second), q = At(x) * At(y);
                delta += Math.Max(0, p - (Math.Exp(epsilon) * q));
            }
        }

        return delta;

        static double At(long value) => DiscreteGaussian.ProbabilityAt(value, 20);
    }

    private static WorstPairResult Run(WorstPair pair) =>
        WorstPairAudit.Run(pair, 200_000, worker => new SeededBytes(811 + (ulong)worker), 1);
}
