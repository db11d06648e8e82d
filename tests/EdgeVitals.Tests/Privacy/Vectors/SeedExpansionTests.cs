using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EdgeVitals.Privacy;
using static EdgeVitals.Tests.Privacy.Vectors.SphericalCapTests;

namespace EdgeVitals.Tests.Privacy.Vectors;

/// <summary>
/// Golden vectors of the expansion: gateway and cloud must agree on every coordinate, so a difference on another
/// machine is a fault of that machine or of a change that needs another version. The values come from a second
/// implementation (AES and table in Python, written from Mechanisms/PrivUnitG.md).
/// </summary>
public sealed class SeedExpansionTests
{
    private static readonly PrivUnitSeed Counting =
        PrivUnitSeed.Read([.. Enumerable.Range(0, 16).Select(i => (byte)i)]);

    [Fact]
    public void Expansion_equals_the_golden_vector()
    {
        long[] grid = Expand(Counting, 10_000);

        Assert.Equal([-187, 114, 341, 104, -240, -10, 110, 405], grid[..8]);
        // The keystream comes in pieces of 8,192 words, four of which are for smoothing: this is their seam.
        Assert.Equal([138, 336, -53, -157, 192, 268], grid[8186..8192]);
        Assert.Equal([76, 129, -97], grid[^3..]);
        Assert.Equal("c0415ccd9042ce9db6d34108e73c368bb2d550d947e4fafcc1f9040394681db2", Hash(grid));
        Assert.Equal([-263, 149, -78], Expand(default, 3));
    }

    [Fact]
    public void Weights_of_a_coordinate_equal_the_golden_hash()
    {
        ulong[] weights = [.. Enumerable.Range(0, SeedCoordinate.Largest + 1).Select(SeedCoordinate.Weight)];

        Assert.Equal("f154607cdb8d354817e159601c32921ad1e112533380a680ca086fe4c19ba8c5", Hash(weights));
        Assert.Equal(18397965366868273UL, weights[0]);
        Assert.Equal(1UL << 63, weights.Aggregate(0UL, (sum, weight) => sum + weight));
    }

    [Fact]
    public void Variance_of_a_coordinate_is_that_of_the_discrete_gaussian()
    {
        BigInteger sum = 0;
        for (int x = 0; x <= SeedCoordinate.Largest; x++)
        {
            sum += (BigInteger)SeedCoordinate.Weight(x) * x * x;
        }

        BigInteger sigmaSquared = (BigInteger)SeedCoordinate.Sigma * SeedCoordinate.Sigma << 63;
        Assert.True(BigInteger.Abs(sum - sigmaSquared) * 1_000_000_000_000_000 <= sigmaSquared);
    }

    [Fact]
    public void Shorter_expansion_is_the_beginning_of_a_longer_one()
    {
        long[] grid = Expand(Counting, 20_000);
        foreach (int dimension in new[] { 1, 2, 3, 8_187, 8_188, 8_189, 16_379, 16_380, 16_381 })
        {
            Assert.Equal(grid[..dimension], Expand(Counting, dimension));
        }
    }

    [Fact]
    public void Coordinates_of_expanded_seeds_have_their_law()
    {
        // n = 200,000, alpha = 1e-6: 20 seeds that differ in one bit or two.
        List<long> samples = [];
        for (int i = 0; i < 20; i++)
        {
            samples.AddRange(Expand(new PrivUnitSeed(0, 1UL << i), 10_000));
        }

        Assert.True(GoodnessOfFit.Accepts(samples, Weight, SeedCoordinate.Largest));
        Assert.True(GoodnessOfFit.MomentsFit(samples, SeedCoordinate.Sigma * SeedCoordinate.Sigma));
        // A twin of half the noise, and one whose sign leans by one in a hundred.
        Assert.False(GoodnessOfFit.Accepts([.. samples.Select(x => x / 2)], Weight, SeedCoordinate.Largest));
        Assert.False(GoodnessOfFit.MomentsFit(
            [.. samples.Select((x, i) => i % 50 == 0 ? Math.Abs(x) : x)], SeedCoordinate.Sigma * SeedCoordinate.Sigma));
    }

    [Fact]
    public void Every_bit_of_a_seed_changes_the_expansion()
    {
        HashSet<string> seen = [Hash(Expand(default, 16))];
        for (int bit = 0; bit < 64; bit++)
        {
            Assert.True(seen.Add(Hash(Expand(new PrivUnitSeed(1UL << bit, 0), 16))));
            Assert.True(seen.Add(Hash(Expand(new PrivUnitSeed(0, 1UL << bit), 16))));
        }
    }

    [Fact]
    public void Seed_survives_its_message_and_other_lengths_are_refused()
    {
        PrivUnitSeed seed = new(0x0F0E0D0C0B0A0908, 0x0706050403020100);

        Assert.Equal(seed, Counting);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], seed.ToBytes());
        AssertFault(PrivacyFault.Empty, () => PrivUnitSeed.Read([]));
        AssertFault(PrivacyFault.OutsideDomain, () => PrivUnitSeed.Read(new byte[15]));
        AssertFault(PrivacyFault.OutsideDomain, () => PrivUnitSeed.Read(new byte[17]));
        AssertFault(PrivacyFault.OutsideDomain,
            () => PrivUnitG.Create(3, Epsilon.From(1)).Expand(seed, new long[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SeedCoordinate.Weight(2048));
        Assert.Throws<ArgumentOutOfRangeException>(() => SeedCoordinate.Weight(-1));
    }

    internal static long[] Expand(PrivUnitSeed seed, int dimension)
    {
        long[] grid = new long[dimension];
        PrivUnitG.Create(dimension, Epsilon.From(1)).Expand(seed, grid);
        return grid;
    }

    private static double Weight(long x) =>
        SeedCoordinate.Weight((int)Math.Abs(x)) * (x == 0 ? 2.0 : 1.0);

    private static string Hash<T>(T[] values)
        where T : unmanaged =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan())));
}
