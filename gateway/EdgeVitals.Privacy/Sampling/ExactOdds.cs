namespace EdgeVitals.Privacy;

/// <summary>
/// Coins whose odds are exactly a fraction times e^ε, the one decision on which every two-level mechanism rests.
/// </summary>
/// <remarks>
/// A double ε from 1 on is a whole number of 2^-52; below 1 it is rounded down to one, which costs a share of at most
/// 2^-52/ε of it. So the ε that is sampled is never above the one that is claimed, and no exponential is ever computed
/// for a decision: the coins come from <see cref="ExactRandom"/>.
/// </remarks>
internal readonly record struct ExactOdds
{
    /// <summary>
    /// Least ε of a report, 1e-6: below it an estimate needs some 1e12 wearers, and the rounding of ε would begin to
    /// show in the ninth digit of a variance.
    /// </summary>
    public const double LeastEpsilon = 1e-6;

    /// <summary>Largest ε of a report: at 32 a report tells the truth but once in 8e13.</summary>
    public const double LargestEpsilon = 32;

    private const int FractionBits = 52;
    private readonly ulong _units;

    private ExactOdds(ulong units) => _units = units;

    /// <summary>The ε of the coins, at most the ε asked for.</summary>
    public double Epsilon => Math.ScaleB(_units, -FractionBits);

    /// <summary>Coins for an ε.</summary>
    /// <exception cref="PrivacyException">ε outside 1e-6 to 32.</exception>
    public static ExactOdds Of(Epsilon epsilon)
    {
        double value = epsilon.Value;
        if (value is < LeastEpsilon or > LargestEpsilon)
        {
            throw new PrivacyException(PrivacyFault.OutOfRange, "epsilon",
                $"{value:R} is outside {LeastEpsilon:R} to {LargestEpsilon:R}, the range of a local report");
        }

        return new ExactOdds((ulong)Math.ScaleB(value, FractionBits));
    }

    /// <summary>The same with half the ε, rounded down.</summary>
    public ExactOdds Half() => new(_units / 2);

    /// <summary>The least whole t with sensitivity/t ≤ ε, compared exactly.</summary>
    /// <param name="sensitivity">Whole, 1 to 2^60.</param>
    public long LeastScale(long sensitivity) =>
        (long)((((UInt128)sensitivity << FractionBits) + (_units - 1)) / _units);

    /// <summary>True with odds <paramref name="favoured"/> · e^ε : <paramref name="other"/>.</summary>
    /// <param name="favoured">1 or more.</param>
    /// <param name="other">1 or more; the least favoured · 2^j that reaches it must stay below 2^63.</param>
    /// <param name="bits">Random bits.</param>
    /// <remarks>
    /// Rejection with weights favoured and other · e^-ε. With 2^j · favoured at least other, and i = min(j, ⌊ε⌋),
    /// both are divided by 2^(j-i) · favoured: the first becomes 2^-(j-i), the second
    /// other/(2^j · favoured) · (2/e)^i · e^-(ε-i). All factors are at most 1 and have exact coins, and neither weight
    /// is needlessly small, which matters where there are many categories. Each round draws the coins of both sides, so
    /// that neither the number of rounds nor the draws of the last one depend on which side it ends on, but for the
    /// coins 2/e and the uniform integers, whose own number of draws varies.
    /// </remarks>
    public bool Favours(ulong favoured, ulong other, ref BitSource bits)
    {
        int doublings = 0;
        while ((UInt128)favoured << doublings < other)
        {
            doublings++;
        }

        int halved = (int)Math.Min((ulong)doublings, _units >> FractionBits);
        ulong whole = favoured << doublings;
        ulong left = _units - ((ulong)halved << FractionBits);
        while (true)
        {
            bool first = bits.Take(1) == 1;
            bool keepsFirst = doublings == halved || bits.Take(doublings - halved) == 0;
            bool keepsSecond = (ExactRandom.Below(whole, ref bits) < other) & AllTwoOverE(halved, ref bits)
                & ExactRandom.BernoulliExp(left, 1UL << FractionBits, ref bits);
            if (first ? keepsFirst : keepsSecond)
            {
                return first;
            }
        }
    }

    private static bool AllTwoOverE(int count, ref BitSource bits)
    {
        bool all = true;
        for (int i = 0; i < count; i++)
        {
            all &= TwoOverE(ref bits);
        }

        return all;
    }

    /// <summary>True with probability 2/e.</summary>
    /// <remarks>
    /// In Algorithm 1 of Canonne, Kamath, Steinke 2020 with γ = 1 the first failure K has P(K > k) = 1/k!, is odd with
    /// probability 1/e and never 1. Given K > 2, which has probability 1/2, it is odd with probability 2/e; so the loop
    /// begins at its third coin.
    /// </remarks>
    private static bool TwoOverE(ref BitSource bits)
    {
        ulong k = 3;
        while (ExactRandom.Below(k, ref bits) == 0)
        {
            k++;
        }

        return ulong.IsOddInteger(k);
    }
}
