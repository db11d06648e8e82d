using System.Globalization;

namespace EdgeVitals.Privacy;

/// <summary>
/// Looks for the leak of noise that is added in floating point: which low bits a released double can have depends on
/// the value below the noise, however good the noise is.
/// </summary>
/// <remarks>
/// Source: Mironov 2012, "On Significance of the Least Significant Bits for Differential Privacy"; Haney et al. 2022.
/// The event is "the lowest set bit of the release is worth less than 2^e" or its opposite; e and the direction are
/// chosen on half of the trials, the bound is taken from the other half. A release on a fixed grid gives this test
/// nothing beyond its ε. Passing says that this one test found nothing: attacks on particular samplers exist beside it,
/// and only releases that are integers by construction are safe from all of them.
/// </remarks>
public static class GranularityAudit
{
    /// <summary>Most trials: the observations of half of them are held.</summary>
    public const int MaximumTrials = 10_000_000;

    /// <summary>Exponent of the release 0, which has no set bit and is a multiple of everything.</summary>
    private const int OfZero = 2048;

    /// <summary>The audit.</summary>
    /// <param name="first">One fresh release of an input, finite.</param>
    /// <param name="second">One fresh release of a neighbour, finite.</param>
    /// <param name="epsilon">ε of the claim.</param>
    /// <param name="delta">δ of the claim, 0 or in (0, 1).</param>
    /// <param name="trials">Releases of each input, 2 to 10^7.</param>
    /// <param name="random">Uniform bytes.</param>
    /// <exception cref="PrivacyException">A parameter out of range, or a release that is NaN or infinite.</exception>
    public static GranularityResult Run(
        Func<IRandomBytes, double> first, Func<IRandomBytes, double> second, Epsilon epsilon, double delta, int trials,
        IRandomBytes random)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ThresholdAttack.RequireDelta(delta);
        if (PrivacyException.RequireCount(trials, nameof(trials), MaximumTrials) < 2)
        {
            throw new PrivacyException(PrivacyFault.OutOfRange, nameof(trials), "at least 2: half choose the event");
        }

        int learned = trials / 2, tested = trials - learned;
        (int exponent, bool isFiner) = Choose(
            Draw(first, learned, random), Draw(second, learned, random), delta);
        ThresholdAttack attack = Attack(
            Draw(first, tested, random), Draw(second, tested, random), exponent, isFiner, delta);
        return new GranularityResult(
            attack.EpsilonEitherWay, epsilon, exponent, isFiner, 1 - WorstPairAudit.Significance);
    }

    /// <summary>e of 2^e, the value of the lowest set bit of a finite double.</summary>
    internal static int LowestBit(double value)
    {
        if (PrivacyException.RequireFinite(value, "release") == 0)
        {
            return OfZero;
        }

        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        long fraction = bits & ((1L << 52) - 1);
        // A normal number has an implicit bit above the fraction; the smallest exponents have none.
        return exponent == 0
            ? (int)long.TrailingZeroCount(fraction) - 1074
            : (int)Math.Min(52, long.TrailingZeroCount(fraction)) + exponent - 1075;
    }

    private static int[] Draw(Func<IRandomBytes, double> release, int count, IRandomBytes random)
    {
        int[] exponents = new int[count];
        for (int i = 0; i < count; i++)
        {
            exponents[i] = LowestBit(release(random));
        }

        return exponents;
    }

    private static (int Exponent, bool IsFiner) Choose(int[] first, int[] second, double delta)
    {
        (int Exponent, bool IsFiner) best = (0, true);
        double largest = -1;
        foreach (int exponent in first.Concat(second).Distinct())
        {
            foreach (bool isFiner in new[] { true, false })
            {
                double shown = Attack(first, second, exponent, isFiner, delta).EpsilonEitherWay;
                if (shown > largest)
                {
                    (best, largest) = ((exponent, isFiner), shown);
                }
            }
        }

        return best;
    }

    private static ThresholdAttack Attack(int[] first, int[] second, int exponent, bool isFiner, double delta) =>
        ThresholdAttack.FromCounts(
            first.Length, second.Length, first.Count(e => e < exponent != isFiner),
            second.Count(e => e < exponent == isFiner), WorstPairAudit.Significance, delta);
}

/// <summary>What the low bits of releases prove.</summary>
/// <param name="EpsilonLower">The ε at δ that they show at the confidence, at least 0.</param>
/// <param name="Claimed">ε of the claim.</param>
/// <param name="Exponent">e of the event "the lowest set bit is worth less than 2^e".</param>
/// <param name="IsFiner">False where the event is the opposite.</param>
/// <param name="Confidence">1 less the probability of a false alarm.</param>
public sealed record GranularityResult(
    double EpsilonLower, Epsilon Claimed, int Exponent, bool IsFiner, double Confidence)
{
    /// <summary>False where the low bits tell the inputs apart better than the claim allows.</summary>
    public bool IsPassed => EpsilonLower <= Claimed.Value;

    /// <summary>One sentence for people.</summary>
    public string Reason => string.Create(CultureInfo.InvariantCulture, $"bits {(IsFiner ? "below" : "from")} ")
        + string.Create(CultureInfo.InvariantCulture, $"2^{Exponent} {(IsFiner ? "set" : "on alone")} show epsilon at ")
        + string.Create(CultureInfo.InvariantCulture, $"least {EpsilonLower:G6} of the claimed {Claimed}");
}
