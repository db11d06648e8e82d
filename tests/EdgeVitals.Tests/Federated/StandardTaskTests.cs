using EdgeVitals.Federated;
using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Federated;

public sealed class StandardTaskTests
{
    [Fact]
    public void Thirty_days_of_both_tasks_stay_within_the_policy_and_31_do_not()
    {
        double daily = SampleMessages.Subspace().Rho + SampleMessages.Surveillance().Rho;

        double thirty = Zcdp.ToEpsilon(30 * daily, StandardTasks.PolicyDelta);
        Assert.InRange(thirty, 3.999, StandardTasks.PolicyEpsilon);
        Assert.True(Zcdp.ToEpsilon(31 * daily, StandardTasks.PolicyDelta) > StandardTasks.PolicyEpsilon);
    }

    [Fact]
    public void Surveillance_takes_about_two_thirds_of_the_rho()
    {
        double surveillance = SampleMessages.Surveillance().Rho;

        Assert.InRange(surveillance / (surveillance + SampleMessages.Subspace().Rho), 0.64, 0.69);
    }

    [Fact]
    public void Task_states_the_epsilon_of_one_release_truthfully_and_not_loosely()
    {
        foreach (TaskDefinition task in new[] { SampleMessages.Subspace(), SampleMessages.Surveillance() })
        {
            double exact = Zcdp.ToEpsilon(Zcdp.Rho(task.SensitivitySquared, task.SigmaSquared), task.Delta);
            Assert.InRange(task.Epsilon, exact, exact + 2e-6);
            Assert.Null(task.Fault());
        }
    }

    [Fact]
    public void Task_that_understates_its_cost_or_its_sensitivity_is_refused()
    {
        TaskDefinition subspace = SampleMessages.Subspace(), indicators = SampleMessages.Surveillance();

        Assert.Equal("epsilon: less than this noise gives", (subspace with { Epsilon = 0.35 }).Fault());
        Assert.Equal("epsilon: less than this noise gives", (subspace with { SigmaSquared = 303_000_000 }).Fault());
        Assert.Equal("sensitivity: not the proven one", (subspace with { SensitivitySquared = 1024 * 1024 }).Fault());
        Assert.Equal("sensitivity: not the proven one", (indicators with { SensitivitySquared = 1 }).Fault());
        Assert.NotNull((subspace with { ClipNorm = 4096 }).Fault());
        Assert.NotNull((subspace with { Dimension = 6 }).Fault());
        Assert.NotNull((subspace with { Unit = "gateway" }).Fault());
        Assert.NotNull((subspace with { Delta = 0.5 }).Fault());
        Assert.NotNull((subspace with { DeadlineHour = 3 }).Fault());
        Assert.NotNull((subspace with { FeatureBound = double.NaN }).Fault());
        Assert.NotNull((subspace with { Epsilon = double.NaN }).Fault());
        Assert.NotNull((subspace with { Features = ["a", "b/c"] }).Fault());
    }

    [Fact]
    public void Hash_changes_with_every_field()
    {
        TaskDefinition task = SampleMessages.Surveillance();
        TaskDefinition[] others =
        [
            task with { WearerCap = 49 }, task with { MinimumGateways = 4 }, task with { SigmaSquared = 146 },
            task with { Id = "other" }, task with { Tenant = "south" }, task with { ContributeHour = 7 },
            task with { Features = ["worn", "fever"] }, task with { Epsilon = 1 },
        ];

        IEnumerable<string> hashes = others.Append(task).Select(each => Convert.ToHexString(each.Hash));
        Assert.Equal(others.Length + 1, hashes.Distinct().Count());
    }

    [Fact]
    public void Names_of_the_features_are_those_that_the_gateway_computes()
    {
        Assert.Equal(EdgeVitals.Signals.DailyFeatures.Names, StandardTasks.SubspaceFeatures);
        Assert.Equal(EdgeVitals.Signals.Indicators.Names, StandardTasks.SurveillanceIndicators);
    }
}
