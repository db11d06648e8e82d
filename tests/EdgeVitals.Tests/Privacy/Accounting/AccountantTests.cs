using System.Text.Json;
using EdgeVitals.Privacy;
using EdgeVitals.Tests.Privacy.Audit;

namespace EdgeVitals.Tests.Privacy;

public sealed class AccountantTests
{
    private static readonly Delta _delta = Delta.From(1e-6);

    [Fact]
    public void Gaussian_rows_equal_the_reference_in_every_column_and_stand_in_order()
    {
        int compared = 0;
        foreach (JsonElement row in KnownAnswers.Rows("gaussian_composition_rdp_zcdp_pld_exact"))
        {
            PrivacyEvent each = new GaussianEvent(row.Number("z"));
            PrivacyEvent all = new SelfComposedEvent(each, row.Count("T"));
            Delta delta = Delta.From(row.Number("delta"));
            double Cost(string name) => Answer(name, all, delta, Adjacency.ReplaceOne);
            double zcdp = Cost("zcdp"), rdp = Cost("rdp"), exact = Cost("exact");
            double truth = row.Number("exact_epsilon_mpmath60_40digits");

            Assert.Equal(row.Number("zcdp_basic_epsilon_rho_plus_2sqrt"), zcdp, 1e-12 * zcdp);
            Assert.Equal(row.Number("rdp_epsilon_continuous_order"), rdp, 1e-9 * rdp);
            Assert.True(rdp <= row.Number("rdp_epsilon_default_orders") * (1 + 1e-12));
            Assert.Equal(truth, exact, 1e-9 * truth);
            Assert.InRange(exact, truth, rdp);
            Assert.InRange(rdp, exact, zcdp);
            compared++;
        }

        Assert.Equal(12, compared);
    }

    [Theory]
    [InlineData(0.5, 10)]
    [InlineData(1, 1000)]
    [InlineData(4, 1)]
    public void Loss_distribution_stands_between_the_exact_value_and_rdp(double multiplier, long steps)
    {
        PrivacyEvent all = new SelfComposedEvent(new GaussianEvent(multiplier), steps);
        double exact = AnalyticGaussian.EpsilonAt(_delta, Math.Sqrt(steps) / multiplier);

        Assert.InRange(Answer("pld", all), exact * (1 - 1e-9), Answer("rdp", all));
    }

    [Fact]
    public void Sampled_gaussian_rows_lie_between_the_lower_bound_and_the_default_orders()
    {
        int compared = 0;
        foreach (JsonElement row in KnownAnswers.Rows("poisson_subsampled_gaussian"))
        {
            PrivacyEvent all = Sampled(row.Number("q"), row.Number("z"), row.Count("T"));
            double rdp = Answer("rdp", all, Delta.From(row.Number("delta")), Adjacency.AddOrRemoveOne);

            Assert.InRange(rdp, row.Number("prv_lower"), row.Number("rdp_epsilon_default_orders"));
            Assert.True(rdp >= row.Number("pld_epsilon_optimistic"));
            Assert.True(rdp <= row.Number("opacus_rdp_epsilon"));
            compared++;
        }

        Assert.Equal(9, compared);
    }

    [Fact]
    public void Sampled_gaussian_loss_distribution_is_tighter_than_rdp()
    {
        // Four Gaussians of multiplier 8 on one sample are one of 4: rdp of that bounds the distribution of these.
        PrivacyEvent all = new PoissonSampledEvent(0.05, new SelfComposedEvent(new GaussianEvent(8), 4));

        Assert.InRange(Answer("pld", all), 0.01, Answer("rdp", new PoissonSampledEvent(0.05, new GaussianEvent(4))));
        Assert.Equal(Adjacency.AddOrRemoveOne, Accountants.Named("pld").Cost(all, _delta).Adjacency);
    }

    [Fact]
    public void Pure_rows_equal_the_reference_in_every_column()
    {
        int compared = 0;
        foreach (JsonElement row in KnownAnswers.Rows("pure_composition"))
        {
            double each = row.Number("eps0");
            int count = row.Count("k");
            Delta delta = Delta.From(row.Number("delta"));
            PrivacyEvent all = new SelfComposedEvent(new PureEvent(each), count);
            PrivacyCost pure = new PureAccountant().Cost(all);
            double drv = row.Number("advanced_drv");
            double zcdp = row.Number("zcdp_rho_eq_eps2_over_2_basic_conversion");
            double pld = row.Number("pld_from_privacy_parameters");
            double actual = Answer("pld", all, delta, Adjacency.ReplaceOne);

            Assert.Equal(row.Number("basic"), pure.Epsilon, 1e-12 * pure.Epsilon);
            Assert.Equal(0, pure.Delta);
            Assert.Equal(drv, AdvancedComposition.EpsilonAt(Epsilon.From(each), count, delta), 1e-12 * drv);
            Assert.Equal(zcdp, Answer("zcdp", all, delta, Adjacency.ReplaceOne), 1e-12 * zcdp);
            Assert.Equal(pld, actual, 1e-3 * Math.Max(1, pld));
            double rdp = Answer("rdp", all, delta, Adjacency.ReplaceOne);
            Assert.InRange(rdp, actual * (1 - 1e-9), Math.Min(zcdp, pure.Epsilon) * (1 + 1e-12));
            compared++;
        }

        Assert.Equal(9, compared);
    }

    [Fact]
    public void Exact_value_of_few_randomised_responses_bounds_the_accountants_from_below()
    {
        // Oracle: delta(epsilon) of k binary randomised responses is a sum of k + 1 terms (Kairouz et al. 2015).
        const int count = 20;
        const double each = 0.4;
        double Delta(double epsilon)
        {
            double sum = 0, binomial = 1, scale = Math.Pow(1 + Math.Exp(each), count);
            for (int i = 0; i <= count; i++)
            {
                sum += binomial * Math.Max(0, Math.Exp((count - i) * each) - Math.Exp(epsilon + (i * each))) / scale;
                binomial *= (count - i) / (i + 1.0);
            }

            return sum;
        }

        PrivacyEvent all = new SelfComposedEvent(new RandomisedResponseEvent(each, 2), count);
        double pld = Answer("pld", all), rdp = Answer("rdp", all);
        Assert.True(Delta(pld) <= 1e-6);
        Assert.True(Delta(pld - 1e-6) > 1e-6);
        Assert.InRange(rdp, pld, count * each);
        Assert.Equal(pld, Answer("pld", new SelfComposedEvent(new DiscreteLaplaceEvent(1 / each), count)), 1e-9);
    }

    [Fact]
    public void Costs_grow_with_the_number_of_steps_and_the_rate_and_fall_with_noise_and_delta()
    {
        SeededBytes random = new(101);
        for (int i = 0; i < 30; i++)
        {
            double noise = Math.Exp((random.Uniform() * 4) - 1), rate = Math.Pow(10, -3 * random.Uniform()) * 0.9;
            long steps = 1 + (long)Math.Exp(random.Uniform() * 15);
            Delta delta = Delta.From(Math.Pow(10, -2 - (random.Uniform() * 12)));
            Delta less = Delta.From(delta.Value / 2);
            PrivacyEvent whole = new SelfComposedEvent(new GaussianEvent(noise), steps);
            foreach (string name in (string[])["zcdp", "rdp", "exact"])
            {
                double cost = Answer(name, whole, delta, Adjacency.ReplaceOne);
                Assert.True(Answer(name, whole, less, Adjacency.ReplaceOne) >= cost);
                Assert.True(Answer(name, new SelfComposedEvent(new GaussianEvent(noise), steps + 1), delta) >= cost);
                Assert.True(Answer(name, new SelfComposedEvent(new GaussianEvent(noise * 1.01), steps), delta) <= cost);
            }

            double sampled = Answer("rdp", Sampled(rate, noise, steps), delta, Adjacency.AddOrRemoveOne);
            Assert.True(Answer("rdp", Sampled(rate, noise, steps), less) >= sampled);
            Assert.True(Answer("rdp", Sampled(rate, noise, steps + 1), delta) >= sampled * (1 - 1e-12));
            Assert.True(Answer("rdp", Sampled(rate * 1.01, noise, steps), delta) >= sampled * (1 - 1e-12));
            Assert.True(Answer("rdp", Sampled(rate, noise * 1.01, steps), delta) <= sampled * (1 + 1e-12));
            Assert.True(sampled <= Answer("rdp", whole, delta) * (1 + 1e-9));
        }
    }

    [Theory]
    [InlineData(0.1, 0.001)]
    [InlineData(1, 0.1)]
    [InlineData(30, 0.5)]
    [InlineData(1e-6, 1e-6)]
    public void Sampled_pure_release_costs_the_proved_amplification(double each, double rate)
    {
        PrivacyEvent one = new PoissonSampledEvent(rate, new LaplaceEvent(1 / each));
        // (e^epsilon - 1) as its series where the subtraction would leave no digits.
        double excess = each < 1e-3 ? each * (1 + (each / 2)) : Math.Exp(each) - 1;
        double expected = rate * excess < 1e-9 ? rate * excess : Math.Log(1 + (rate * excess));

        PrivacyCost cost = new PureAccountant().Cost(one);
        Assert.Equal(expected, cost.Epsilon, 1e-9 * expected);
        Assert.Equal(Adjacency.AddOrRemoveOne, cost.Adjacency);
        Assert.True(Answer("rdp", one) <= expected * (1 + 1e-9));
    }

    [Fact]
    public void Several_gaussians_on_one_sample_cost_as_their_single_equivalent()
    {
        PrivacyEvent two = new PoissonSampledEvent(0.05, new SelfComposedEvent(new GaussianEvent(2), 4));
        PrivacyEvent one = new PoissonSampledEvent(0.05, new GaussianEvent(1));

        Assert.Equal(Answer("rdp", one), Answer("rdp", two), 1e-12);
        Assert.True(Answer("rdp", two) > Answer("rdp", new SelfComposedEvent(
            new PoissonSampledEvent(0.05, new GaussianEvent(2)), 4)));
    }

    [Fact]
    public void Sample_of_everybody_is_the_release_itself_under_add_or_remove_one()
    {
        PrivacyEvent all = new SelfComposedEvent(new PoissonSampledEvent(1, new GaussianEvent(1)), 10);
        PrivacyEvent plain = new SelfComposedEvent(new GaussianEvent(1), 10);

        foreach (string name in (string[])["zcdp", "rdp", "exact", "pld"])
        {
            PrivacyCost cost = Accountants.Named(name).Cost(all, _delta);
            Assert.Equal(Answer(name, plain), cost.Epsilon, 1e-9 * cost.Epsilon);
            Assert.Equal(Adjacency.AddOrRemoveOne, cost.Adjacency);
        }
    }

    [Fact]
    public void Zcdp_answers_the_discrete_gaussian_by_sensitivity_and_rdp_by_the_tight_conversion()
    {
        PrivacyEvent all = new SelfComposedEvent(new DiscreteGaussianEvent(100, 4), 7);

        Assert.Equal(0.14 + (2 * Math.Sqrt(0.14 * Math.Log(1e6))), Answer("zcdp", all), 1e-12);
        Assert.Equal(Zcdp.ToEpsilon(0.14, 1e-6), Answer("rdp", all), 1e-9);
        Assert.Equal(Answer("rdp", all), Answer("rdp", new ZcdpEvent(0.14)), 1e-9);
    }

    /// <summary>Each row: an accountant that has no proof, and what its message must name.</summary>
    [Theory]
    [InlineData("pure", "gaussian", "rdp")]
    [InlineData("pure", "zcdp", "rdp")]
    [InlineData("pure", "sampled gaussian", "rdp")]
    [InlineData("zcdp", "sampled gaussian", "rdp")]
    [InlineData("zcdp", "sampled discrete gaussian", "pld")]
    [InlineData("rdp", "sampled discrete gaussian", "pld")]
    [InlineData("rdp", "sampled zcdp", "without the sampling")]
    [InlineData("pld", "sampled zcdp", "without the sampling")]
    [InlineData("pld", "zcdp", "rdp")]
    [InlineData("pld", "wide discrete gaussian", "rdp")]
    [InlineData("exact", "sampled gaussian", "without sampling")]
    [InlineData("exact", "laplace", "gaussian")]
    [InlineData("exact", "discrete gaussian", "gaussian")]
    public void Question_without_a_proof_is_unsupported(string accountant, string name, string named)
    {
        PrivacyEvent plain = name.Replace("sampled ", "", StringComparison.Ordinal) switch
        {
            "gaussian" => new GaussianEvent(1),
            "laplace" => new LaplaceEvent(1),
            "zcdp" => new ZcdpEvent(0.1),
            "discrete gaussian" => new DiscreteGaussianEvent(4, 1),
            _ => new DiscreteGaussianEvent(4, 3),
        };
        PrivacyEvent one = name.StartsWith("sampled", StringComparison.Ordinal)
            ? new PoissonSampledEvent(0.1, plain) : plain;
        foreach (PrivacyEvent @event in (PrivacyEvent[])[one, new ComposedEvent([new SelfComposedEvent(one, 3)])])
        {
            PrivacyException fault = Assert.Throws<PrivacyException>(
                () => Accountants.Named(accountant).Cost(@event, _delta));
            Assert.Equal(PrivacyFault.Unsupported, fault.Fault);
            Assert.Contains(named, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Loss_distribution_is_never_above_rdp_however_many_releases()
    {
        // The full run asks the most that the distribution counts.
        long steps = Environment.GetEnvironmentVariable("EDGEVITALS_FULL") == "1" ? 1_000_000_000 : 100_000;
        PrivacyEvent all = new SelfComposedEvent(new GaussianEvent(1), steps);

        double exact = AnalyticGaussian.EpsilonAt(_delta, Math.Sqrt(steps));
        Assert.InRange(Answer("pld", all), exact * (1 - 1e-9), Answer("rdp", all));
    }

    [Theory]
    [InlineData(1_000_000_001, 1e-6)]
    [InlineData(long.MaxValue, 1e-6)]
    [InlineData(1, 1e-300)]
    public void Loss_distribution_without_an_answer_takes_that_of_rdp(long steps, double delta)
    {
        PrivacyEvent all = new SelfComposedEvent(new GaussianEvent(1), steps);

        Assert.Equal(Answer("rdp", all, Delta.From(delta)), Answer("pld", all, Delta.From(delta)));
    }

    [Fact]
    public void Very_many_different_releases_are_answered_by_rdp()
    {
        PrivacyEvent all = new ComposedEvent([.. Enumerable.Range(0, 300).Select(i => new GaussianEvent(10 + i))]);

        Assert.Equal(Answer("rdp", all), Answer("pld", all));
    }

    [Fact]
    public void Sample_of_which_nothing_is_released_costs_nothing()
    {
        PrivacyEvent none = new PoissonSampledEvent(0.5, new ComposedEvent([]));
        PrivacyEvent one = new GaussianEvent(2);
        foreach (string name in (string[])["pure", "zcdp", "rdp", "exact", "pld"])
        {
            Assert.Equal(0, Answer(name, none));
        }

        foreach (string name in (string[])["zcdp", "rdp", "exact", "pld"])
        {
            Assert.Equal(Answer(name, one), Answer(name, new ComposedEvent([none, one])));
        }
    }

    [Fact]
    public void Neither_a_distribution_nor_rdp_is_one_refusal()
    {
        PrivacyEvent all = new SelfComposedEvent(
            new PoissonSampledEvent(0.1, new DiscreteGaussianEvent(4, 1)), 2_000_000_000);

        Assert.Equal(PrivacyFault.Unsupported,
            Assert.Throws<PrivacyException>(() => Answer("pld", all)).Fault);
    }

    [Fact]
    public void Accountant_of_no_name_is_unknown()
    {
        PrivacyException fault = Assert.Throws<PrivacyException>(() => Accountants.Named("moments"));
        Assert.Equal(PrivacyFault.Unknown, fault.Fault);
        Assert.Equal(["pure", "zcdp", "rdp", "exact", "pld"], Accountants.All.Select(accountant => accountant.Name));
    }

    private static SelfComposedEvent Sampled(double rate, double multiplier, long steps) =>
        new(new PoissonSampledEvent(rate, new GaussianEvent(multiplier)), steps);

    private static double Answer(string accountant, PrivacyEvent @event) =>
        Accountants.Named(accountant).Cost(@event, _delta).Epsilon;

    private static double Answer(string accountant, PrivacyEvent @event, Delta delta) =>
        Accountants.Named(accountant).Cost(@event, delta).Epsilon;

    private static double Answer(string accountant, PrivacyEvent @event, Delta delta, Adjacency adjacency)
    {
        PrivacyCost cost = Accountants.Named(accountant).Cost(@event, delta);
        Assert.Equal((adjacency, accountant), (cost.Adjacency, cost.Accountant));
        Assert.Equal(accountant == "pure" ? 0 : delta.Value, cost.Delta);
        return cost.Epsilon;
    }
}
