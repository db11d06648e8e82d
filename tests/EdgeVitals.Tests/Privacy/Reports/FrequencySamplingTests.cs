using EdgeVitals.Privacy;
using MathNet.Numerics.Distributions;

namespace EdgeVitals.Tests.Privacy;

/// <summary>
/// Laws of the frequency oracles as sampled: n = 40,000 a case, 1,000,000 in a full run, alpha = 1e-6 a test, fixed
/// seeds.
/// </summary>
public sealed class FrequencySamplingTests
{
    private static readonly int N = Environment.GetEnvironmentVariable("EDGEVITALS_FULL") == "1" ? 1_000_000 : 40_000;

    [Theory]
    [InlineData(2, 0.001)]
    [InlineData(2, 1)]
    [InlineData(5, 0.3)]
    [InlineData(9, 2.5)]
    [InlineData(300, 1)]
    [InlineData(300, 5.5)]
    public void Randomised_response_follows_its_exact_law(int k, double e)
    {
        RandomisedResponse oracle = RandomisedResponse.Create(k, Epsilon.From(e));
        SeededBytes random = new(61);
        const int truth = 1;
        int[] counts = new int[k];
        for (int i = 0; i < N; i++)
        {
            counts[oracle.Perturb(truth, random)]++;
        }

        double weight = Math.Exp(e), total = weight + k - 1;
        Assert.True(Fits(counts, i => i == truth ? weight / total : 1 / total));
    }

    [Fact]
    public void Randomised_response_of_another_epsilon_is_caught()
    {
        RandomisedResponse oracle = RandomisedResponse.Create(9, Epsilon.From(2.6));
        SeededBytes random = new(67);
        int[] counts = new int[9];
        for (int i = 0; i < N; i++)
        {
            counts[oracle.Perturb(1, random)]++;
        }

        double weight = Math.Exp(2.5);
        Assert.False(Fits(counts, i => (i == 1 ? weight : 1) / (weight + 8)));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(4)]
    public void Unary_encodings_follow_their_exact_joint_law(double e)
    {
        const int k = 4, truth = 2;
        foreach (IFrequencyOracle<UnaryReport> oracle in new IFrequencyOracle<UnaryReport>[]
        {
            OptimisedUnaryEncoding.Create(k, Epsilon.From(e)), SymmetricUnaryEncoding.Create(k, Epsilon.From(e)),
        })
        {
            int[] counts = BitCounts(oracle, truth);
            double p = oracle.TruthProbability, q = oracle.OtherProbability;
            Assert.True(Fits(counts, bits => BitLaw(bits, truth, k, p, q)));
            // Broken twin: p and q swapped on the false bits, as a well-known library had it for years.
            Assert.False(Fits(counts, bits => BitLaw(bits, truth, k, p, 1 - q)));
        }
    }

    [Fact]
    public void Swapped_unary_encoding_exceeds_its_epsilon()
    {
        OptimisedUnaryEncoding oracle = OptimisedUnaryEncoding.Create(3, Epsilon.From(1));
        double p = oracle.TruthProbability, q = oracle.OtherProbability;
        Assert.Equal(Math.E, WorstRatio(p, q), 1e-12);
        SymmetricUnaryEncoding symmetric = SymmetricUnaryEncoding.Create(3, Epsilon.From(1));
        Assert.Equal(Math.E, WorstRatio(symmetric.TruthProbability, symmetric.OtherProbability), 1e-12);
        // SUE that takes e^epsilon in each bit spends epsilon twice.
        SymmetricUnaryEncoding twin = SymmetricUnaryEncoding.Create(3, Epsilon.From(2));
        Assert.True(WorstRatio(twin.TruthProbability, twin.OtherProbability) > Math.E + 1);

        static double WorstRatio(double p, double q) =>
            Enumerable.Range(0, 8).Max(bits => BitLaw(bits, 0, 3, p, q) / BitLaw(bits, 1, 3, p, q));
    }

    [Theory]
    [InlineData(5, 0.4)]
    [InlineData(6, 1)]
    [InlineData(6, 3)]
    public void Subset_selection_follows_its_exact_law_over_all_subsets(int k, double e)
    {
        SubsetSelection oracle = SubsetSelection.Create(k, Epsilon.From(e));
        SeededBytes random = new(71);
        const int truth = 3;
        int[] counts = new int[1 << k];
        for (int i = 0; i < N; i++)
        {
            counts[oracle.Perturb(truth, random).Chosen.Sum(category => 1 << category)]++;
        }

        Assert.True(Fits(counts, Law(Math.Exp(e))));
        Assert.False(Fits(counts, Law(Math.Exp(1.3 * e))));

        Func<int, double> Law(double weight)
        {
            double total = Enumerable.Range(0, 1 << k).Sum(Weight);
            return set => Weight(set) / total;

            double Weight(int set) => int.PopCount(set) != oracle.SubsetSize ? 0 : (set >> truth & 1) == 1 ? weight : 1;
        }
    }

    [Theory]
    [InlineData(7, 0.5)]
    [InlineData(40, 2)]
    [InlineData(7, 9)]
    public void Local_hashing_supports_the_truth_with_p_and_the_others_with_q(int k, double e)
    {
        OptimisedLocalHashing oracle = OptimisedLocalHashing.Create(k, Epsilon.From(e));
        SeededBytes random = new(73);
        int truth = 0, zero = 0, last = 0;
        for (int i = 0; i < N; i++)
        {
            HashedReport report = oracle.Perturb(4, random);
            truth += oracle.Supports(report, 4) ? 1 : 0;
            zero += oracle.Supports(report, 0) ? 1 : 0;
            last += oracle.Supports(report, k - 1) ? 1 : 0;
        }

        double q = oracle.OtherProbability;
        Assert.True(Near(truth, oracle.TruthProbability));
        Assert.True(Near(zero, q) && Near(last, q));
        // Broken twin: g one too small, with the same epsilon.
        Assert.False(e < 5 && Near(zero, 1.0 / (oracle.HashValues - 1)));
    }

    [Fact]
    public void Large_k_and_large_epsilon_are_sampled_at_once()
    {
        SeededBytes random = new(79);
        foreach (double e in new[] { 0.001, 11, 30 })
        {
            Epsilon epsilon = Epsilon.From(e);
            const int k = 65_536;
            RandomisedResponse response = RandomisedResponse.Create(k, epsilon);
            SubsetSelection subset = SubsetSelection.Create(k, epsilon);
            OptimisedLocalHashing hashing = OptimisedLocalHashing.Create(k, epsilon);
            OptimisedUnaryEncoding unary = OptimisedUnaryEncoding.Create(k, epsilon);
            int kept = Enumerable.Range(0, 200).Count(_ => response.Perturb(k - 1, random) == k - 1);
            Assert.InRange(kept, e > 20 ? 200 : 0, e < 1 ? 5 : 200);
            Assert.Equal(subset.SubsetSize, subset.Perturb(k - 1, random).Chosen.Count);
            Assert.InRange(hashing.Perturb(k - 1, random).Value, 0UL, (ulong)hashing.HashValues - 1);
            Assert.Equal(k, unary.Perturb(0, random).Count);
        }
    }

    [Fact]
    public void Estimates_are_unbiased_and_their_standard_error_covers()
    {
        // 400 rounds of 500 wearers, three categories; 95 % intervals must cover in 95 % of 1,200 cases within 4.9
        // deviations, and the mean of 400 estimates must be within 4.9 of its own.
        SubsetSelection oracle = SubsetSelection.Create(3, Epsilon.From(1));
        SeededBytes random = new(83);
        double[] shares = [0.1, 0.3, 0.6], sums = new double[3];
        const int rounds = 400, wearers = 500;
        int covered = 0;
        for (int round = 0; round < rounds; round++)
        {
            long[] counts = oracle.SupportCounts(Enumerable.Range(0, wearers)
                .Select(i => oracle.Perturb(i < 50 ? 0 : i < 200 ? 1 : 2, random)));
            for (int category = 0; category < 3; category++)
            {
                FrequencyEstimate estimate = oracle.Estimate(counts[category], wearers);
                sums[category] += estimate.Frequency;
                covered += Math.Abs(estimate.Frequency - shares[category]) <= 1.96 * estimate.StandardError ? 1 : 0;
            }
        }

        for (int category = 0; category < 3; category++)
        {
            double deviation = Math.Sqrt(oracle.NVariance(shares[category]) / wearers / rounds);
            Assert.InRange(sums[category] / rounds, shares[category] - (GoodnessOfFit.ZAlpha * deviation),
                shares[category] + (GoodnessOfFit.ZAlpha * deviation));
        }

        Assert.InRange(covered / (3.0 * rounds), 0.95 - 0.031, 0.95 + 0.031);
    }

    [Fact]
    public void Estimates_of_blocks_of_reports_have_the_stated_variance()
    {
        // N reports in blocks of 20, each block an estimate of its own: reports that depended on one another would be
        // seen, which a mean over all of them cannot. The variance of B estimates has a relative deviation of
        // sqrt((kurtosis - 1)/B), and that of a binomial has the kurtosis 3 + (1 - 6q(1 - q))/(20q(1 - q)).
        const int k = 4, block = 20;
        SeededBytes random = new(89);
        Check(RandomisedResponse.Create(k, Epsilon.From(1)));
        Check(OptimisedUnaryEncoding.Create(k, Epsilon.From(1)));
        Check(SymmetricUnaryEncoding.Create(k, Epsilon.From(1)));
        Check(OptimisedLocalHashing.Create(k, Epsilon.From(1)));
        Check(SubsetSelection.Create(k, Epsilon.From(1)));

        void Check<TReport>(IFrequencyOracle<TReport> oracle)
        {
            int blocks = N / block;
            double squares = 0;
            for (int i = 0; i < blocks; i++)
            {
                int count = Enumerable.Range(0, block).Count(_ => oracle.Supports(oracle.Perturb(1, random), 0));
                double estimate = oracle.Estimate(count, block).Frequency;
                squares += estimate * estimate;
            }

            // The category that nobody has: the estimates have mean 0.
            double coin = oracle.OtherProbability * (1 - oracle.OtherProbability);
            double deviation = Math.Sqrt((2 + ((1 - (6 * coin)) / (block * coin))) / blocks);
            double measured = squares / blocks * block / oracle.NVariance(0);
            Assert.True(Math.Abs(measured - 1) <= GoodnessOfFit.ZAlpha * deviation, $"{oracle}: {measured}");
        }
    }

    [Fact]
    public void Counts_of_support_are_those_of_asking_for_each_category()
    {
        SeededBytes random = new(223);
        foreach (int k in new[] { 2, 9, 70 })
        {
            Check(RandomisedResponse.Create(k, Epsilon.From(1)));
            Check(OptimisedUnaryEncoding.Create(k, Epsilon.From(1)));
            Check(SymmetricUnaryEncoding.Create(k, Epsilon.From(1)));
            Check(OptimisedLocalHashing.Create(k, Epsilon.From(1)));
            Check(SubsetSelection.Create(k, Epsilon.From(1)));
        }

        void Check<TReport>(IFrequencyOracle<TReport> oracle)
        {
            int k = oracle.Categories;
            TReport[] reports = [.. Enumerable.Range(0, 50).Select(i => oracle.Perturb(i % k, random))];
            long[] asked = [.. Enumerable.Range(0, k).Select(
                category => reports.LongCount(report => oracle.Supports(report, category)))];
            Assert.Equal(asked, oracle.SupportCounts(reports));
            Assert.Equal(PrivacyFault.OutsideDomain,
                Assert.Throws<PrivacyException>(() => oracle.AddSupport(reports[0], new long[k + 1])).Fault);
        }
    }

    [Theory]
    [InlineData(9, 0.5)]
    [InlineData(300, 2)]
    [InlineData(1024, 4)]
    public void Random_bytes_that_a_report_takes_do_not_say_whether_it_is_true(int k, double e)
    {
        // Mean of the bytes drawn, given that the report supports the truth and given that it does not, on 40,000
        // reports: within 2 % here, of which the coins 2/e, whose last draw varies, are a part. A sampler that draws
        // only what the side it is on needs takes 15 to 50 % fewer for the truth.
        Epsilon epsilon = Epsilon.From(e);
        RandomisedResponse response = RandomisedResponse.Create(k, epsilon);
        SubsetSelection subset = SubsetSelection.Create(k, epsilon);
        Assert.InRange(Difference(random => response.Perturb(1, random) == 1), -0.04, 0.04);
        Assert.InRange(Difference(random => subset.Perturb(1, random).Contains(1)), -0.04, 0.04);

        static double Difference(Func<IRandomBytes, bool> supports)
        {
            CountedBytes random = new(new SeededBytes(227));
            double[] bytes = new double[2], reports = new double[2];
            for (int i = 0; i < 40_000; i++)
            {
                long before = random.Drawn;
                int side = supports(random) ? 1 : 0;
                bytes[side] += random.Drawn - before;
                reports[side]++;
            }

            double truth = bytes[1] / reports[1], lie = bytes[0] / reports[0];
            return (truth - lie) / lie;
        }
    }

    [Fact]
    public void What_is_no_category_or_no_report_throws()
    {
        Epsilon epsilon = Epsilon.From(1);
        RandomisedResponse response = RandomisedResponse.Create(4, epsilon);
        OptimisedLocalHashing hashing = OptimisedLocalHashing.Create(4, epsilon);
        SubsetSelection subset = SubsetSelection.Create(8, epsilon);
        OptimisedUnaryEncoding unary = OptimisedUnaryEncoding.Create(9, epsilon);
        SeededBytes random = new(97);
        Outside(() => response.Perturb(4, random));
        Outside(() => response.Perturb(-1, random));
        Outside(() => response.Supports(4, 0));
        Outside(() => response.AddSupport(4, new long[4]));
        Outside(() => hashing.AddSupport(new HashedReport(0, 0, 4), new long[4]));
        Outside(() => subset.AddSupport(SubsetReport.Read(8, [1]), new long[8]));
        Outside(() => unary.AddSupport(UnaryReport.Read(8, [1]), new long[9]));
        // A category that is given may be a person's: the message does not repeat it.
        Assert.Equal("category: must lie in 0 to 3",
            Assert.Throws<PrivacyException>(() => response.Perturb(4, random)).Message);
        Outside(() => hashing.Supports(new HashedReport(1UL << 61, 0, 0), 0));
        Outside(() => hashing.Supports(new HashedReport(0, 0, 4), 0));
        Outside(() => subset.Supports(SubsetReport.Read(8, [1]), 0));
        Outside(() => subset.Supports(SubsetReport.Read(9, [1, 2]), 0));
        Outside(() => SubsetReport.Read(8, [2, 1]));
        Outside(() => SubsetReport.Read(8, [1, 1]));
        Outside(() => SubsetReport.Read(8, [7, 8]));
        Outside(() => SubsetReport.Read(8, []));
        Outside(() => unary.Perturb(9, random));
        Outside(() => unary.Supports(UnaryReport.Read(8, [1]), 0));
        Outside(() => UnaryReport.Read(9, [1, 2]));
        Outside(() => UnaryReport.Read(9, [1]));
        Outside(() => unary.Estimate(11, 10));
        Assert.Equal(PrivacyFault.Empty, Assert.Throws<PrivacyException>(() => unary.Estimate(0, 0)).Fault);
        UnaryReport report = unary.Perturb(3, random);
        Assert.Equal(report.ToBytes(), UnaryReport.Read(9, report.ToBytes()).ToBytes());

        static void Outside(Action act) =>
            Assert.Equal(PrivacyFault.OutsideDomain, Assert.Throws<PrivacyException>(act).Fault);
    }

    private static int[] BitCounts(IFrequencyOracle<UnaryReport> oracle, int truth)
    {
        SeededBytes random = new(59);
        int[] counts = new int[1 << oracle.Categories];
        for (int i = 0; i < N; i++)
        {
            counts[oracle.Perturb(truth, random).ToBytes()[0]]++;
        }

        return counts;
    }

    private static double BitLaw(int bits, int truth, int k, double p, double q)
    {
        double law = 1;
        for (int i = 0; i < k; i++)
        {
            double one = i == truth ? p : q;
            law *= (bits >> i & 1) == 1 ? one : 1 - one;
        }

        return law;
    }

    private static bool Near(int count, double probability) =>
        Math.Abs(count - (N * probability)) <= GoodnessOfFit.ZAlpha * Math.Sqrt(N * probability * (1 - probability));

    /// <summary>Pearson's test at alpha = 1e-6; cells that expect fewer than 10 are pooled.</summary>
    private static bool Fits(int[] counts, Func<int, double> law)
    {
        double statistic = 0, rest = 0;
        int cells = 0, restSeen = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            double expected = N * law(i);
            if (expected < 10)
            {
                rest += expected;
                restSeen += counts[i];
                continue;
            }

            statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
            cells++;
        }

        if (rest < 1)
        {
            return restSeen <= 10 && statistic <= ChiSquared.InvCDF(cells - 1, 1 - GoodnessOfFit.Alpha);
        }

        statistic += (restSeen - rest) * (restSeen - rest) / rest;
        return statistic <= ChiSquared.InvCDF(cells, 1 - GoodnessOfFit.Alpha);
    }

    private sealed class CountedBytes(IRandomBytes source) : IRandomBytes
    {
        public long Drawn { get; private set; }

        public void Fill(Span<byte> bytes)
        {
            Drawn += bytes.Length;
            source.Fill(bytes);
        }
    }
}
