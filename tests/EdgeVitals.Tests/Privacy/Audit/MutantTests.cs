using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy.Audit;

/// <summary>
/// Seeded mutants: mechanisms broken in ways that were shipped somewhere. Each must be caught, by the audit that is
/// meant for it; the table in the output says by which. alpha = 1e-6 an audit; seeds are fixed.
/// </summary>
public sealed class MutantTests(ITestOutputHelper output)
{
    private const int Trials = 30_000;

    [Fact]
    public void Every_mutant_of_a_law_is_caught_by_its_worst_pair()
    {
        (string Name, WorstPair Pair, AuditVerdict Verdict)[] mutants =
        [
            ("discrete Gaussian, half the noise", Gaussian(sigma => sigma / 2), AuditVerdict.LeaksMore),
            ("discrete Gaussian, sensitivity C for 2C", Gaussian(_ => Sigma(Clip)), AuditVerdict.LeaksMore),
            ("discrete Gaussian, twice the noise", Gaussian(sigma => sigma * 2), AuditVerdict.NotItsLaw),
            ("discrete Laplace, half the noise", Mutant("discrete-laplace", 2, 4), AuditVerdict.LeaksMore),
            ("discrete Laplace, noise taken off again",
                Pair("discrete-laplace", 2) with { First = _ => true, Second = _ => false }, AuditVerdict.LeaksMore),
            ("Duchi, sign of epsilon flipped", FlippedDuchi(), AuditVerdict.NotItsLaw),
            ("PrivUnit, cap chosen with 1 - p", FlippedPrivUnit(), AuditVerdict.NotItsLaw),
            ("k-RR, epsilon counted in base 2", Mutant("krr", 2, 2 * Math.Log(2)), AuditVerdict.NotItsLaw),
            ("SUE, each bit at epsilon and not epsilon/2", Mutant("sue", 2, 4), AuditVerdict.LeaksMore),
            ("Piecewise, claim below its own law",
                Pair("piecewise", 2) with { Claimed = Epsilon.From(1.9) }, AuditVerdict.ClaimTooLow),
        ];
        foreach ((string name, WorstPair pair, AuditVerdict verdict) in mutants)
        {
            WorstPairResult result = WorstPairAudit.Run(
                pair, Trials, worker => new SeededBytes(227 + (ulong)worker), 2);
            output.WriteLine($"| {name} | worst pair: {result.Verdict} | {result.Reason} |");
            Assert.Equal(verdict, result.Verdict);
        }
    }

    [Fact]
    public void Seed_of_32_bits_passes_the_worst_pair_and_is_caught_by_repeated_noise()
    {
        SeededBytes seeds = new(229);
        IRandomBytes Folded() => new SeededBytes((uint)seeds.Next());
        WorstPair pair = Pair("discrete-laplace", 2);
        WorstPair folded = pair with { First = _ => pair.First(Folded()), Second = _ => pair.Second(Folded()) };
        Assert.True(WorstPairAudit.Run(folded, Trials, _ => seeds, 1).IsPassed);

        // 344,493 draws expect 14 equal pairs of 2^32 seeds: none at all has probability 1e-6.
        SeedEntropyResult result = SeedEntropyAudit.Run(() => Noise(Folded()), SeedEntropyAudit.DrawsFor(32));
        output.WriteLine($"| seed folded to 32 bits | seed entropy | {result.Reason} |");

        Assert.False(result.IsPassed);
        Assert.InRange(result.SeedBits, 30.5, 34);
    }

    [Fact]
    public void Generator_of_the_product_never_repeats()
    {
        // The full run shows 32 bits, the short one 20: a fresh generator reads 4 KiB from the system.
        bool isFull = Environment.GetEnvironmentVariable("EDGEVITALS_FULL") == "1";
        SeedEntropyResult result = SeedEntropyAudit.Run(
            () =>
            {
                using CryptoRandom random = new();
                return Noise(random);
            },
            SeedEntropyAudit.DrawsFor(isFull ? 32 : 20));

        Assert.True(result.IsPassed);
        Assert.True(result.SeedBits >= (isFull ? 32 : 20));
    }

    [Fact]
    public void Floating_point_release_passes_the_worst_pair_and_is_caught_by_its_low_bits()
    {
        foreach ((string name, Func<double, IRandomBytes, double> release, double delta) in new[]
            { ("Laplace", (Func<double, IRandomBytes, double>)NaiveLaplace, 0.0), ("Gaussian", NaiveGaussian, 1e-6) })
        {
            GranularityResult result = GranularityAudit.Run(
                random => release(0, random), random => release(1, random), Epsilon.From(1), delta, 20_000,
                new SeededBytes(233));
            output.WriteLine($"| {name} noise added in doubles | low bits | {result.Reason} |");
            Assert.False(result.IsPassed);
            Assert.True(result.EpsilonLower > 2);
        }

        WorstPair pair = Pair("discrete-laplace", 1);
        WorstPair naive = pair with
        {
            First = random => NaiveLaplace(1, random) >= 1, Second = random => NaiveLaplace(0, random) >= 1,
            FirstProbability = 0.5,
            SecondProbability = 0.5 * Math.Exp(-1),
        };
        Assert.True(WorstPairAudit.Run(naive, Trials, _ => new SeededBytes(239), 1).IsPassed);
    }

    [Fact]
    public void Releases_on_a_grid_show_nothing_in_their_low_bits_beyond_epsilon()
    {
        foreach (IScalarMechanism mechanism in new IScalarMechanism[]
            { Laplace.Create(Epsilon.From(1)), Piecewise.Create(Epsilon.From(1)), Duchi.Create(Epsilon.From(1)) })
        {
            GranularityResult result = GranularityAudit.Run(
                random => mechanism.Perturb(0, random) * mechanism.Unit,
                random => mechanism.Perturb(1, random) * mechanism.Unit,
                mechanism.Epsilon, 0, 20_000, new SeededBytes(241));
            Assert.True(result.IsPassed, result.Reason);
        }
    }

    [Theory]
    [InlineData(1.0, 0)]
    [InlineData(-6.0, 1)]
    [InlineData(0.75, -2)]
    [InlineData(double.Epsilon, -1074)]
    [InlineData(2.2250738585072014e-308, -1022)]
    [InlineData(0.1, -55)]
    public void Lowest_bit_is_the_largest_power_of_two_that_divides(double value, int exponent)
    {
        // Through the audit itself: between a value and its double the event is "below the double's exponent".
        GranularityResult result = GranularityAudit.Run(
            _ => value, _ => 2 * value, Epsilon.From(1), 0, 100, new SeededBytes(1));

        Assert.True(result.IsFiner);
        Assert.Equal(exponent + 1, result.Exponent);
    }

    [Fact]
    public void Bad_parameters_are_refused()
    {
        Assert.Throws<PrivacyException>(() => SeedEntropyAudit.Run(() => 1, 1));
        Assert.Throws<PrivacyException>(() => SeedEntropyAudit.DrawsFor(42));
        Assert.Throws<PrivacyException>(() => SeedEntropyAudit.DrawsFor(0));
        Assert.Throws<PrivacyException>(() => GranularityAudit.Run(
            _ => double.NaN, _ => 0, Epsilon.From(1), 0, 100, new SeededBytes(1)));
        Assert.Throws<PrivacyException>(() => GranularityAudit.Run(
            _ => 0, _ => 0, Epsilon.From(1), 0, 1, new SeededBytes(1)));
        Assert.Equal(3, SeedEntropyAudit.Run(() => 7, 3).EqualPairs);
    }

    private const long Clip = 50;
    private const double GaussianDelta = 1e-6;

    private static WorstPair Pair(string name, double epsilon) => AuditPairs.Small(name, epsilon);

    /// <summary>Claims one epsilon and releases at another.</summary>
    private static WorstPair Mutant(string name, double claimed, double made) => Pair(name, claimed) with
    {
        First = Pair(name, made).First, Second = Pair(name, made).Second,
    };

    /// <summary>sigma at epsilon = 4 for an L2 sensitivity.</summary>
    private static double Sigma(long sensitivity) => Math.Sqrt(DiscreteGaussianCalibration.SigmaSquared(
        Epsilon.From(4), Delta.From(GaussianDelta), sensitivity * sensitivity).Value);

    /// <summary>(50, 0) against (-50, 0) at epsilon = 4, with another sigma than the law's.</summary>
    private static WorstPair Gaussian(Func<double, double> mutate)
    {
        double sigma = Sigma(2 * Clip);
        long squared = (long)Math.Pow(mutate(sigma), 2);
        return new WorstPair
        {
            Mechanism = "mutant",
            Description = "half-space above 0",
            Claimed = Epsilon.From(4),
            Delta = GaussianDelta,
            EpsilonExact = AuditOracle.DiscreteGaussianEpsilon(2 * Clip, sigma * sigma, GaussianDelta),
            First = random => DiscreteGaussian.Noised([Clip, 0], squared, random)[0] > 0,
            Second = random => DiscreteGaussian.Noised([-Clip, 0], squared, random)[0] > 0,
            FirstProbability = MathNet.Numerics.Distributions.Normal.CDF(0, sigma, Clip - 0.5),
            SecondProbability = MathNet.Numerics.Distributions.Normal.CDF(0, sigma, -Clip - 0.5),
            IsGaussian = true,
        };
    }

    private static WorstPair FlippedDuchi()
    {
        Duchi mechanism = Duchi.Create(Epsilon.From(2));
        return Pair("duchi", 2) with
        {
            First = random => -mechanism.Perturb(1, random) > 0, Second = random => -mechanism.Perturb(-1, random) > 0,
        };
    }

    private static WorstPair FlippedPrivUnit()
    {
        PrivUnit mechanism = PrivUnit.Create(4, Epsilon.From(2));
        double height = mechanism.Gamma * mechanism.Norm;
        SeededBytes coins = new(251);
        double Release(double sign, IRandomBytes random)
        {
            bool inCap;
            lock (coins)
            {
                inCap = coins.Uniform() < 1 - mechanism.CapProbability;
            }

            while (true)
            {
                double along = mechanism.Perturb([sign, 0, 0, 0], random)[0];
                if (along * sign >= height == inCap)
                {
                    return along;
                }
            }
        }

        return Pair("privunit", 2) with
        {
            First = random => Release(1, random) >= height, Second = random => Release(-1, random) >= height,
        };
    }

    /// <summary>Two samples of scale 2^40: some 85 bits, so honest noise does not repeat.</summary>
    private static UInt128 Noise(IRandomBytes random)
    {
        long[] noise = new long[2];
        DiscreteLaplace.Fill(noise, DiscreteLaplace.MaximumScale, random);
        return SeedEntropyAudit.Fingerprint(noise);
    }

    /// <summary>x + b ln u with a random sign, in doubles, as published libraries had it.</summary>
    private static double NaiveLaplace(double x, IRandomBytes random) =>
        x + ((Unit(random) < 0.5 ? -1 : 1) * Math.Log(Unit(random)));

    /// <summary>x + sigma times Box and Muller's normal, in doubles; sigma = 4.3 is (1, 1e-6)-private on paper.
    /// </summary>
    private static double NaiveGaussian(double x, IRandomBytes random) =>
        x + (4.3 * Math.Sqrt(-2 * Math.Log(Unit(random))) * Math.Cos(2 * Math.PI * Unit(random)));

    /// <summary>A multiple of 2^-53 in (0, 1].</summary>
    private static double Unit(IRandomBytes random)
    {
        Span<byte> bytes = stackalloc byte[8];
        random.Fill(bytes);
        return ((BitConverter.ToUInt64(bytes) >> 11) + 1) * (1.0 / (1UL << 53));
    }
}
