using System.Security.Cryptography;

namespace EdgeVitals.Privacy;

/// <summary>
/// Pure epsilon local randomiser of a unit vector whose message is a 16-byte seed: a vector of discrete Gaussians
/// expanded from the seed lies beyond gamma along u with probability p.
/// </summary>
/// <remarks>
/// Source: Asi, Feldman, Talwar 2022, PrivUnitG; compression by rejection of seeds: Feldman, Talwar 2021, "Lossless
/// Compression of Efficient Private Local Randomizers". Deviations: coordinates are integers, four words of the seed
/// smooth the threshold, and epsilon is taken 2^-28 smaller inside, so that what the integers and the finite number of
/// seeds add stays within epsilon. Notation: p -> CapProbability, gamma -> Gamma, q -> CapMass, sigma -> Scale. The
/// page Mechanisms/PrivUnitG.md holds precondition, postcondition, sensitivity and proof.
/// </remarks>
public sealed class PrivUnitG
{
    /// <summary>Bytes of a message: the seed, without any header.</summary>
    public const int MessageBytes = PrivUnitSeed.Bytes;

    /// <summary>
    /// Seeds that a release may take on average: 2^19 keeps the bound of the page ("Proof", step 5) within the 2^-28
    /// that is held back. Above it (epsilon above about 16) Perturb refuses; the parameters are right all the same.
    /// </summary>
    public const double MaximumExpectedTries = 1 << 19;

    /// <summary>
    /// Coordinates that a release may expand on average, 2^32: about 20 seconds of one core. Above it (epsilon above
    /// 11 at the largest d) Perturb refuses, since it could run for hours and has no way out.
    /// </summary>
    public const double MaximumExpectedCoordinates = 1L << 32;

    /// <summary>Binary digits of the exponents of the acceptance probability.</summary>
    public const int ExponentBits = 40;

    // Held back from epsilon, in units of 2^-40: 2^-28. Mechanisms/PrivUnitG.md, "Proof", step 5.
    private const long HeldBack = 1L << (ExponentBits - 28);

    // The inner product is in units of 2^-40 grid units: the vector is rounded to 2^-40.
    private const int VectorBits = 40;

    // Four words make one smoothing value: each is worth 128 times the next, so that their sum is normal to 1e-20 on a
    // lattice of 2e-11 sigma; 3932 / 2^19 of a coordinate has a deviation of 1.5 grid units.
    private const int SmoothingWords = 4;
    private const int SmoothingRatio = 128;
    private const long SmoothingUnit = 3932;

    // 64 times the mean: an honest generator fails it with probability e^-64, a broken one ends here.
    private const int TriesPerExpectedTry = 64;

    private readonly double _smoothingVariance;

    private PrivUnitG(int dimension, Epsilon epsilon, CapOptimum cap)
    {
        Dimension = dimension;
        Epsilon = epsilon;
        Gamma = cap.Gamma;
        CapMass = cap.Mass;
        CapProbability = cap.Probability(epsilon.Value);
        MeanSquaredError = cap.MeanSquaredError;
        Scale = 1 / CapOptimum.GaussianMean(Gamma, LogSpace.ExpM1(epsilon.Value));
        // Epsilon is a dyadic rational below 2^7, so times 2^40 it is exact in a double; the floor rounds it down.
        AcceptanceExponent = (long)Math.Floor(epsilon.Value * (1L << ExponentBits)) - HeldBack;
        double inner = AcceptanceExponent / (double)(1L << ExponentBits);
        ExpectedTries = 1 / (CapMass + ((1 - CapMass) * Math.Exp(-inner)));
        double word = SmoothingUnit * (double)SeedCoordinate.Sigma / (1L << VectorBits);
        double ratio = (double)SmoothingRatio * SmoothingRatio, sum = 0;
        for (int i = 0; i < SmoothingWords; i++)
        {
            sum = (sum * ratio) + 1;
        }

        _smoothingVariance = word * word * sum;
        double variance = (double)SeedCoordinate.Sigma * SeedCoordinate.Sigma;
        double mean = CapOptimum.GaussianMean(Gamma, LogSpace.ExpM1(inner));
        GridScale = Math.Sqrt(variance + _smoothingVariance) / (variance * mean);
    }

    /// <summary>d, 1 to 2^20.</summary>
    public int Dimension { get; }

    /// <summary>Replace-one loss of one release, delta = 0.</summary>
    public Epsilon Epsilon { get; }

    /// <summary>p, probability of lying beyond gamma along u.</summary>
    public double CapProbability { get; }

    /// <summary>Height of the half-space, in standard deviations of a coordinate.</summary>
    public double Gamma { get; }

    /// <summary>q = P(Z >= gamma), share of the base law in the half-space.</summary>
    public double CapMass { get; }

    /// <summary>sigma = 1/m: what a standard normal vector is multiplied by to be unbiased.</summary>
    public double Scale { get; }

    /// <summary>
    /// E||estimate - u||^2 = d sigma^2 + gamma sigma - 1 of the continuous mechanism. A release from a seed exceeds it
    /// by a relative 6e-5 (the smoothing) and 1e-8/epsilon (the 2^-28 held back).
    /// </summary>
    public double MeanSquaredError { get; }

    /// <summary>Value of a grid unit: mean(grid) * GridScale estimates the mean without bias.</summary>
    public double GridScale { get; }

    /// <summary>Seeds that are tried for one release on average, whatever the vector: 1/(q + (1 - q)e^-eps).</summary>
    public double ExpectedTries { get; }

    /// <summary>
    /// A seed outside the cap is accepted with probability exp(-AcceptanceExponent / 2^40), one inside with 1.
    /// </summary>
    public long AcceptanceExponent { get; }

    /// <summary>The mechanism with the p of least error.</summary>
    /// <param name="dimension">d, 1 to 2^20.</param>
    /// <param name="epsilon">1e-6 to 32.</param>
    /// <exception cref="PrivacyException">Empty or OutOfRange.</exception>
    public static PrivUnitG Create(int dimension, Epsilon epsilon)
    {
        VectorDomain.RequireDimension(dimension);
        VectorDomain.RequireEpsilon(epsilon);
        return new PrivUnitG(dimension, epsilon, CapOptimum.OnGaussian(dimension, epsilon.Value));
    }

    /// <summary>One release: fresh seeds are tried until one is accepted.</summary>
    /// <param name="unit">u, norm 1 up to 1e-9; a shorter vector is lifted first (<see cref="UnitVectors.Lift"/>).
    /// </param>
    /// <param name="random">Uniform bytes: 16 a try, and what the exact coin takes.</param>
    /// <exception cref="PrivacyException">Empty, NotANumber, Infinite or OutsideDomain for the vector; Unsupported
    /// where a release would take more than <see cref="MaximumExpectedTries"/> on average, or expand more than
    /// <see cref="MaximumExpectedCoordinates"/>.</exception>
    /// <exception cref="CryptographicException">64 times the expected tries failed: the generator is broken, and
    /// nothing is released.</exception>
    public PrivUnitSeed Perturb(ReadOnlySpan<double> unit, IRandomBytes random)
    {
        ArgumentNullException.ThrowIfNull(random);
        long[] fixedPoint = ToFixedPoint(unit);
        RequireAffordable();
        long threshold = Threshold(fixedPoint);
        BitSource bits = new(random);
        using SeedExpansion expansion = new(SmoothingWords + Dimension);
        Span<byte> candidate = stackalloc byte[PrivUnitSeed.Bytes];
        long limit = (long)Math.Ceiling(TriesPerExpectedTry * ExpectedTries);
        for (long attempt = 0; attempt < limit; attempt++)
        {
            random.Fill(candidate);
            PrivUnitSeed seed = PrivUnitSeed.Read(candidate);
            // Both always, and no short cut between them: the time of a try must not say which of them accepted it.
            bool coin = ExactRandom.BernoulliExp((UInt128)AcceptanceExponent, (UInt128)1 << ExponentBits, ref bits);
            bool inCap = InnerProduct(fixedPoint, seed, expansion) >= threshold;
            if (coin | inCap)
            {
                candidate.Clear();
                return seed;
            }
        }

        throw new CryptographicException("No seed was accepted in 64 times the expected tries.");
    }

    /// <summary>The integer vector of a seed, the same on every machine; GridScale times it estimates u.</summary>
    /// <param name="seed">Any 16 bytes.</param>
    /// <param name="grid">Receives d coordinates, in magnitude at most <see cref="SeedCoordinate.Largest"/>.</param>
    /// <exception cref="PrivacyException">OutsideDomain: the span has another length.</exception>
    public void Expand(PrivUnitSeed seed, Span<long> grid)
    {
        if (grid.Length != Dimension)
        {
            throw new PrivacyException(PrivacyFault.OutsideDomain, "grid",
                $"{grid.Length} coordinates for a mechanism of dimension {Dimension}");
        }

        using SeedExpansion expansion = new(SmoothingWords + Dimension);
        expansion.Start(seed);
        ulong[] columns = SeedCoordinate.Columns;
        ReadOnlySpan<ulong> words = expansion.Next()[SmoothingWords..];
        int at = 0;
        while (!words.IsEmpty)
        {
            for (int i = 0; i < words.Length; i++)
            {
                grid[at + i] = SeedCoordinate.Of(words[i], columns);
            }

            at += words.Length;
            words = expansion.Next();
        }
    }

    /// <summary>True where a seed lies in the cap of u: the event that tells most about u (for audits).</summary>
    /// <param name="unit">u, as in <see cref="Perturb"/>.</param>
    /// <param name="seed">Any 16 bytes.</param>
    /// <exception cref="PrivacyException">Empty, NotANumber, Infinite or OutsideDomain.</exception>
    public bool IsInCap(ReadOnlySpan<double> unit, PrivUnitSeed seed)
    {
        long[] fixedPoint = ToFixedPoint(unit);
        using SeedExpansion expansion = new(SmoothingWords + Dimension);
        return InnerProduct(fixedPoint, seed, expansion) >= Threshold(fixedPoint);
    }

    private void RequireAffordable()
    {
        if (ExpectedTries > MaximumExpectedTries)
        {
            throw new PrivacyException(PrivacyFault.Unsupported, "epsilon",
                $"{Epsilon} takes {ExpectedTries:E1} seeds a release and at most {MaximumExpectedTries:E1} are tried");
        }

        if (ExpectedTries * Dimension > MaximumExpectedCoordinates)
        {
            throw new PrivacyException(PrivacyFault.Unsupported, "epsilon",
                $"{Epsilon} takes {ExpectedTries:E1} seeds of {Dimension} coordinates a release, and at most "
                + $"{MaximumExpectedCoordinates:E1} coordinates are expanded");
        }
    }

    private long[] ToFixedPoint(ReadOnlySpan<double> unit)
    {
        double[] exact = VectorDomain.RequireUnit(unit, Dimension);
        long[] fixedPoint = new long[exact.Length];
        for (int i = 0; i < fixedPoint.Length; i++)
        {
            // Times a power of two is exact: only Round rounds.
            fixedPoint[i] = (long)Math.Round(exact[i] * (1L << VectorBits), MidpointRounding.ToEven);
        }

        return fixedPoint;
    }

    /// <summary>
    /// gamma times the deviation of the smoothed inner product with this very vector: its rounding to 2^-40 then leaves
    /// the share of the seeds in the cap alone.
    /// </summary>
    /// <remarks>
    /// The sum of squares is exact, at most about 2^80: a sum in doubles drifts with d, by a relative 1.9e-11 at 10^6
    /// equal coordinates.
    /// </remarks>
    private long Threshold(ReadOnlySpan<long> fixedPoint)
    {
        double squared = Math.ScaleB((double)GridQuantiser.SquaredNorm(fixedPoint), -2 * VectorBits);
        double variance = ((double)SeedCoordinate.Sigma * SeedCoordinate.Sigma * squared) + _smoothingVariance;
        return (long)Math.Ceiling(Gamma * Math.Sqrt(variance) * (1L << VectorBits));
    }

    /// <summary>&lt;u, g&gt; + smoothing, exact, in units of 2^-40 grid units.</summary>
    /// <remarks>
    /// Unchecked and exact: |sum| is at most ||u||_1 2047 2^40 + 2^45 &lt;= sqrt(2^20) 2^51 + 2^45 &lt; 2^62.
    /// </remarks>
    private static long InnerProduct(ReadOnlySpan<long> fixedPoint, PrivUnitSeed seed, SeedExpansion expansion)
    {
        expansion.Start(seed);
        ulong[] columns = SeedCoordinate.Columns;
        ReadOnlySpan<ulong> words = expansion.Next();
        long smoothing = 0;
        foreach (ulong word in words[..SmoothingWords])
        {
            smoothing = (smoothing * SmoothingRatio) + SeedCoordinate.Of(word, columns);
        }

        long sum = smoothing * SmoothingUnit;
        words = words[SmoothingWords..];
        while (!words.IsEmpty)
        {
            ReadOnlySpan<long> part = fixedPoint[..words.Length];
            for (int i = 0; i < part.Length && i < words.Length; i++)
            {
                unchecked
                {
                    sum += part[i] * SeedCoordinate.Of(words[i], columns);
                }
            }

            fixedPoint = fixedPoint[words.Length..];
            words = expansion.Next();
        }

        return sum;
    }
}
