using System.Security.Cryptography;

namespace EdgeVitals.Federated;

/// <summary>What signer and verifier must agree on about an ECDSA P-256 key.</summary>
internal static class SigningKeys
{
    /// <summary>Bytes of a key id; 128 bits make an accidental or sought collision of ids pointless.</summary>
    public const int IdBytes = 16;

    private const string P256Oid = "1.2.840.10045.3.1.7";

    /// <summary>First 16 bytes of SHA-256 over the subject public key info.</summary>
    public static byte[] Id(ECDsa key) => SHA256.HashData(key.ExportSubjectPublicKeyInfo())[..IdBytes];

    /// <summary>True for a named P-256 key; explicit parameters are refused.</summary>
    public static bool IsP256(ECDsa key)
    {
        ECCurve curve = key.ExportParameters(includePrivateParameters: false).Curve;
        return curve.IsNamed && (curve.Oid.Value == P256Oid || curve.Oid.FriendlyName is "nistP256" or "ECDSA_P256");
    }
}
