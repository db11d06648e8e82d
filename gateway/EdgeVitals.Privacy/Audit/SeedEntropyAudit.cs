using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace EdgeVitals.Privacy;

/// <summary>
/// Looks for a generator that is seeded with too few bits: releases that each use a fresh generator then repeat.
/// </summary>
/// <remarks>
/// Of D independent draws from S equally likely seeds, D(D − 1)/(2S) pairs are equal on average (the birthday problem);
/// noise that repeats can be subtracted by anyone who tries the seeds. Two whole releases of honest noise are never
/// equal: a fingerprint of 128 bits collides by chance with probability below 1e-24 at 10^7 draws. The audit bounds
/// collision entropy only: a seed of the time of day in nanoseconds may pass, and no test of outputs shows that a
/// generator is cryptographic.
/// </remarks>
public static class SeedEntropyAudit
{
    /// <summary>Most draws; their fingerprints, 16 bytes each, are held.</summary>
    public const int MaximumDraws = 10_000_000;

    /// <summary>
    /// Draws that show at least so many bits of seed, or find that there are fewer with probability 1 − 1e-6.
    /// </summary>
    /// <param name="bits">Seed bits, 1 to 41; 32 need 344,493 draws.</param>
    /// <exception cref="PrivacyException">More bits than <see cref="MaximumDraws"/> show.</exception>
    public static int DrawsFor(int bits)
    {
        const int most = 41;
        PrivacyException.RequireCount(bits, nameof(bits), most);
        return 1 + (int)Math.Ceiling(Math.Sqrt(2 * Expected * Math.ScaleB(1, bits)));
    }

    /// <summary>The audit.</summary>
    /// <param name="release">Makes a new generator as the product does, draws noise from it, and answers a fingerprint
    /// of all of it (<see cref="Fingerprint"/>). The noise must hold 128 bits itself: some 40 coordinates of scale 10.
    /// </param>
    /// <param name="draws">2 to 10^7.</param>
    /// <exception cref="PrivacyException">The number of draws is out of range.</exception>
    public static SeedEntropyResult Run(Func<UInt128> release, int draws)
    {
        ArgumentNullException.ThrowIfNull(release);
        if (PrivacyException.RequireCount(draws, nameof(draws), MaximumDraws) < 2)
        {
            throw new PrivacyException(PrivacyFault.OutOfRange, nameof(draws), "at least 2: pairs are compared");
        }

        UInt128[] seen = new UInt128[draws];
        for (int i = 0; i < draws; i++)
        {
            seen[i] = release();
        }

        Array.Sort(seen);
        long pairs = 0, run = 0;
        for (int i = 1; i < draws; i++)
        {
            run = seen[i] == seen[i - 1] ? run + 1 : 0;
            pairs += run;
        }

        return new SeedEntropyResult(draws, pairs);
    }

    /// <summary>The first 128 bits of the SHA-256 of a noise vector.</summary>
    /// <param name="noise">Noise in grid units.</param>
    public static UInt128 Fingerprint(ReadOnlySpan<long> noise)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(noise), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    /// <summary>Equal pairs to expect so that none at all has probability 1e-6.</summary>
    internal static double Expected => -Math.Log(WorstPairAudit.Significance);
}

/// <summary>How often whole releases repeated.</summary>
/// <param name="Draws">Releases with a fresh generator each.</param>
/// <param name="EqualPairs">Pairs of equal releases.</param>
public sealed record SeedEntropyResult(int Draws, long EqualPairs)
{
    /// <summary>False where a release repeated: the seed is too short, or shared.</summary>
    public bool IsPassed => EqualPairs == 0;

    /// <summary>
    /// Collision entropy of the seed: at least this with confidence 1 − 1e-6 where nothing repeated, otherwise about
    /// this. Bits.
    /// </summary>
    public double SeedBits => Math.Log2(
        0.5 * Draws * (Draws - 1.0) / (EqualPairs == 0 ? SeedEntropyAudit.Expected : EqualPairs));

    /// <summary>One sentence for people.</summary>
    public string Reason => IsPassed
        ? string.Create(CultureInfo.InvariantCulture,
            $"no two of {Draws} releases are equal: at least {SeedBits:F1} bits of seed")
        : string.Create(CultureInfo.InvariantCulture,
            $"{EqualPairs} pairs of {Draws} releases are equal: about {SeedBits:F1} bits of seed");
}
