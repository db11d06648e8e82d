using System.Security.Cryptography;
using System.Text;
using EdgeVitals.Device;

namespace EdgeVitals.Tests.Device.Updates;

public sealed class HashTests
{
    private const string TwoBlocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

    // NIST, "Examples with Intermediate Values", SHA-256 and SHA-512, and the empty message.
    [Theory]
    [InlineData("", "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("abc", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData(TwoBlocks, "248D6A61D20638B8E5C026930C3E6039A33CE45964FF2167F6ECEDD419DB06C1")]
    public void Sha256_gives_the_published_hash(string text, string expected) =>
        Assert.Equal(expected, Convert.ToHexString(Hash256(Encoding.ASCII.GetBytes(text), int.MaxValue)));

    [Theory]
    [InlineData("abc", "DDAF35A193617ABACC417349AE20413112E6FA4E89A97EA20A9EEEE64B55D39A"
        + "2192992A274FC1A836BA3C23A3FEEBBD454D4423643CE80E2A9AC94FA54CA49F")]
    [InlineData("", "CF83E1357EEFB8BDF1542850D66D8007D620E4050B5715DC83F4A921D36CE9CE"
        + "47D0D13C5D85F2B0FF8318D2877EEC2F63B931BD47417A81A538327AF927DA3E")]
    public void Sha512_gives_the_published_hash(string text, string expected) =>
        Assert.Equal(expected, Convert.ToHexString(Hash512(Encoding.ASCII.GetBytes(text), int.MaxValue)));

    [Fact]
    public void Hashes_agree_with_the_platform_for_any_length_and_any_pieces()
    {
        Random random = new(20260501);
        for (int i = 0; i < 2000; i++)
        {
            // Every length around a block's end, then long ones.
            byte[] message = new byte[i < 600 ? i : random.Next(5000)];
            random.NextBytes(message);
            int piece = 1 + random.Next(300);
            Assert.Equal(SHA256.HashData(message), Hash256(message, piece));
            Assert.Equal(SHA512.HashData(message), Hash512(message, piece));
        }
    }

    private static byte[] Hash256(byte[] message, int piece)
    {
        Sha256 hash = new();
        byte[] result = new byte[Sha256.HashBytes];
        // An object that was used before must not carry anything over.
        hash.Update([1, 2, 3], 0, 3);
        hash.Reset();
        for (int at = 0; at < message.Length; at += Math.Min(piece, message.Length - at))
        {
            hash.Update(message, at, Math.Min(piece, message.Length - at));
        }
        hash.Finish(result, 0);
        return result;
    }

    private static byte[] Hash512(byte[] message, int piece)
    {
        Sha512 hash = new();
        byte[] result = new byte[Sha512.HashBytes];
        hash.Finish(result, 0);
        for (int at = 0; at < message.Length; at += Math.Min(piece, message.Length - at))
        {
            hash.Update(message, at, Math.Min(piece, message.Length - at));
        }
        hash.Finish(result, 0);
        return result;
    }
}
