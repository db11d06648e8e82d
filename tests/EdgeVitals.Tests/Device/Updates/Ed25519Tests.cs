using System.Numerics;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Ed25519 = EdgeVitals.Device.Ed25519;

namespace EdgeVitals.Tests.Device.Updates;

public sealed class Ed25519Tests
{
    private const string Key3 = "FC51CD8E6218A1A38DA47ED00230F0580816ED13BA3303AC5DEB911548908025";

    private const string Signature3 = "6291D657DEEC24024827E69C3ABE01A30CE548A284743A445E3680D7DB5AC3AC"
        + "18FF9B538D16F290AE67F760984DC6594A7C15E9716ED28DC027BECEEA1EC40A";

    private static readonly BigInteger Order =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493");

    // RFC 8032 section 7.1: tests 1, 2 and 3.
    [Theory]
    [InlineData("D75A980182B10AB7D54BFED3C964073A0EE172F3DAA62325AF021A68F707511A", "",
        "E5564300C360AC729086E2CC806E828A84877F1EB8E5D974D873E065224901555"
        + "FB8821590A33BACC61E39701CF9B46BD25BF5F0595BBE24655141438E7A100B")]
    [InlineData("3D4017C3E843895A92B70AA74D1B7EBC9C982CCF2EC4968CC0CD55F12AF4660C", "72",
        "92A009A9F0D4CAB8720E820B5F642540A2B27B5416503F8FB3762223EBDB69DA"
        + "085AC1E43E15996E458F3613D0F11D8C387B2EAEB4302AEEB00D291612BB0C00")]
    [InlineData(Key3, "AF82", Signature3)]
    public void Published_signature_is_taken(string key, string message, string signature) =>
        Assert.True(Verify(Convert.FromHexString(key), Convert.FromHexString(message),
            Convert.FromHexString(signature)));

    [Fact]
    public void Signatures_of_another_implementation_are_taken_and_only_for_their_message()
    {
        Random random = new(8032);
        for (int i = 0; i < 200; i++)
        {
            byte[] seed = new byte[32];
            random.NextBytes(seed);
            byte[] message = new byte[random.Next(400)];
            random.NextBytes(message);
            Ed25519PrivateKeyParameters secret = new(seed);
            Ed25519Signer signer = new();
            signer.Init(true, secret);
            signer.BlockUpdate(message, 0, message.Length);
            byte[] signature = signer.GenerateSignature();
            byte[] key = secret.GeneratePublicKey().GetEncoded();
            Assert.True(Verify(key, message, signature), $"signature {i}");
            Assert.False(Verify(key, [.. message, 0], signature), $"longer message {i}");
        }
    }

    [Fact]
    public void Any_flipped_bit_is_refused()
    {
        byte[] key = Convert.FromHexString(Key3);
        byte[] message = [0xAF, 0x82];
        byte[] signature = Convert.FromHexString(Signature3);
        foreach (byte[] part in new[] { key, message, signature })
        {
            for (int bit = 0; bit < 8 * part.Length; bit++)
            {
                part[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(Verify(key, message, signature), $"bit {bit} of {part.Length} bytes");
                part[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
        Assert.True(Verify(key, message, signature));
    }

    [Fact]
    public void Second_form_of_the_scalar_is_refused()
    {
        byte[] signature = Convert.FromHexString(Signature3);
        BigInteger scalar = new(signature.AsSpan(32), isUnsigned: true);
        // S + L solves the same equation; taking it would give every signature a second form.
        byte[] other = new byte[32];
        Assert.True((scalar + Order).TryWriteBytes(other, out _, isUnsigned: true));
        other.CopyTo(signature, 32);
        Assert.False(Verify(Convert.FromHexString(Key3), [0xAF, 0x82], signature));
    }

    // y = 1, -1 and 0 (orders 1, 2 and 4), a point of order 8, y = p + 1 (a second form of 1), and -0 for x.
    [Theory]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ECFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("C7176A703D4DD84FBA3C0B760D10670F2A2053FA2C39CCC64EC7FD7792AC037A")]
    [InlineData("EEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000080")]
    public void Key_of_small_order_or_another_form_is_refused(string hex)
    {
        byte[] key = Convert.FromHexString(hex);
        // With S = 0 and R a point of small order the equation holds for one message in eight or more under such a key.
        foreach (string r in new[] { "01", "00", "EC" })
        {
            byte[] signature = new byte[64];
            signature[0] = Convert.ToByte(r, 16);
            if (signature[0] == 0xEC) Array.Fill(signature, (byte)0xFF, 1, 30);
            if (signature[0] == 0xEC) signature[31] = 0x7F;
            for (int i = 0; i < 32; i++) Assert.False(Verify(key, [(byte)i], signature));
        }
    }

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        byte[] key = Convert.FromHexString(Key3);
        byte[] signature = Convert.FromHexString(Signature3);
        Assert.False(Ed25519.Verify(key[..31], [0xAF, 0x82], 2, signature));
        Assert.False(Ed25519.Verify(key, [0xAF, 0x82], 2, signature[..63]));
        Assert.False(Ed25519.Verify(key, [0xAF, 0x82], 3, signature));
        Assert.False(Ed25519.Verify(key, [0xAF, 0x82], -1, signature));
        Assert.True(Ed25519.Verify(key, [0xAF, 0x82, 0x00], 2, signature));
    }

    private static bool Verify(byte[] key, byte[] message, byte[] signature) =>
        Ed25519.Verify(key, message, message.Length, signature);
}
