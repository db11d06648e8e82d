namespace EdgeVitals.Device;

/// <summary>Verifies Ed25519 signatures (RFC 8032 section 5.1.7) in one call; <see cref="Ed25519Check"/> does the same
/// piece by piece, for a device that must go on measuring.</summary>
public static class Ed25519
{
    /// <summary>Bytes of a public key.</summary>
    public const int PublicKeyBytes = 32;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureBytes = 64;

    /// <summary>Whether the signature of the first count bytes of the message was made with the key's secret half.
    /// A key or signature of another length, or a count outside of the message, is a plain false.</summary>
    public static bool Verify(byte[] publicKey, byte[] message, int count, byte[] signature)
    {
        Ed25519Check check = new Ed25519Check(publicKey, message, count, signature);
        while (!check.IsDone) check.Step();
        return check.IsValid;
    }
}
