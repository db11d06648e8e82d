namespace EdgeVitals.Device;

/// <summary>Verifies Ed25519 signatures (RFC 8032 section 5.1.7). A device signs nothing with it, so nothing is
/// secret and the time may depend on the input.</summary>
/// <remarks>Strict where the RFC leaves room: S below L, R and the key in their one encoding, no key of small order,
/// and the equation without the cofactor, S B = R + k A. A signature thus has one form that is taken.</remarks>
public static class Ed25519
{
    /// <summary>Bytes of a public key.</summary>
    public const int PublicKeyBytes = 32;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureBytes = 64;

    // RFC 8032 table 1: L = 2^252 + 27742317777372353535851937790883648493, the order of the base point; little endian.
    private static readonly byte[] Order =
    {
        0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x10,
    };

    /// <summary>Whether the signature of the first count bytes of the message was made with the key's secret half.
    /// A key or signature of another length, or a count outside of the message, is a plain false.</summary>
    public static bool Verify(byte[] publicKey, byte[] message, int count, byte[] signature)
    {
        if (publicKey == null || message == null || signature == null) return false;
        if (publicKey.Length != PublicKeyBytes || signature.Length != SignatureBytes) return false;
        if (count < 0 || count > message.Length || !IsBelowOrder(signature, 32)) return false;
        Edwards25519 curve = new Edwards25519();
        EdwardsPoint key = new EdwardsPoint();
        if (!curve.TryDecode(publicKey, 0, key) || curve.HasSmallOrder(key)) return false;
        byte[] scalar = new byte[32];
        Challenge(publicKey, message, count, signature, scalar);
        // S B - k A must be R; comparing bytes also refuses an R in another encoding.
        curve.Negate(key);
        EdwardsPoint sum = SumOfProducts(curve, signature, key, scalar);
        byte[] expected = new byte[32];
        curve.Encode(sum, expected);
        for (int i = 0; i < 32; i++)
        {
            if (expected[i] != signature[i]) return false;
        }
        return true;
    }

    /// <summary>k = SHA-512(R, A, message) modulo L.</summary>
    private static void Challenge(byte[] publicKey, byte[] message, int count, byte[] signature, byte[] scalar)
    {
        Sha512 hash = new Sha512();
        byte[] digest = new byte[Sha512.HashBytes];
        hash.Update(signature, 0, 32);
        hash.Update(publicKey, 0, PublicKeyBytes);
        hash.Update(message, 0, count);
        hash.Finish(digest, 0);
        // Long division bit by bit: 512 short steps beside the thousands of products of the curve. The rest stays below
        // L, so that twice the rest and one fits 32 bytes.
        for (int bit = 511; bit >= 0; bit--)
        {
            int carry = (digest[bit >> 3] >> (bit & 7)) & 1;
            for (int i = 0; i < 32; i++)
            {
                int value = (scalar[i] << 1) | carry;
                scalar[i] = (byte)value;
                carry = value >> 8;
            }
            if (!IsBelowOrder(scalar, 0)) SubtractOrder(scalar);
        }
    }

    private static bool IsBelowOrder(byte[] scalar, int offset)
    {
        for (int i = 31; i >= 0; i--)
        {
            if (scalar[offset + i] != Order[i]) return scalar[offset + i] < Order[i];
        }
        return false;
    }

    private static void SubtractOrder(byte[] scalar)
    {
        int borrow = 0;
        for (int i = 0; i < 32; i++)
        {
            int value = scalar[i] - Order[i] - borrow;
            scalar[i] = (byte)value;
            borrow = value < 0 ? 1 : 0;
        }
    }

    /// <summary>S B + k P by one chain of doublings for both. Both scalars are below 2^253.</summary>
    private static EdwardsPoint SumOfProducts(Edwards25519 curve, byte[] signature, EdwardsPoint p, byte[] scalar)
    {
        EdwardsPoint both = new EdwardsPoint();
        both.Set(curve.Base);
        curve.Add(both, p);
        EdwardsPoint sum = new EdwardsPoint();
        for (int bit = 252; bit >= 0; bit--)
        {
            curve.Double(sum);
            bool ofBase = ((signature[32 + (bit >> 3)] >> (bit & 7)) & 1) != 0;
            bool ofPoint = ((scalar[bit >> 3] >> (bit & 7)) & 1) != 0;
            if (ofBase && ofPoint) curve.Add(sum, both);
            else if (ofBase) curve.Add(sum, curve.Base);
            else if (ofPoint) curve.Add(sum, p);
        }
        return sum;
    }
}
