using System.Security.Cryptography;
using System.Security.Cryptography.Cose;

namespace EdgeVitals.Federated;

/// <summary>Signs messages as COSE_Sign1 with ECDSA P-256 and SHA-256 (ES256).</summary>
/// <remarks>
/// Source: RFC 9052 section 4.2, RFC 9053 section 2.1. Key id and content type stand in the protected header, so
/// neither can be changed without breaking the signature. Safe for use by several threads.
/// </remarks>
public sealed class MessageSigner : IDisposable
{
    private readonly ECDsa _key;
    private readonly byte[] _keyId;
    private readonly Lock _lock = new();

    private MessageSigner(ECDsa key)
    {
        _key = key;
        _keyId = SigningKeys.Id(key);
        KeyId = Convert.ToHexStringLower(_keyId);
        PublicPem = key.ExportSubjectPublicKeyInfoPem();
    }

    /// <summary>32 lower hexadecimal digits: the first 16 bytes of SHA-256 over the public key info.</summary>
    public string KeyId { get; }

    /// <summary>PEM of the public key (SubjectPublicKeyInfo).</summary>
    public string PublicPem { get; }

    /// <summary>A new key from the operating system's generator.</summary>
    public static MessageSigner Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>A key from PEM (PKCS#8 or SEC1). Throws ArgumentException unless it is a private P-256 key.</summary>
    public static MessageSigner FromPem(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (!SigningKeys.IsP256(key))
            {
                throw new ArgumentException("Not a P-256 key.", nameof(pem));
            }

            // Throws for a public key, which would otherwise fail only at the first signature.
            key.ExportPkcs8PrivateKey().AsSpan().Clear();
            return new MessageSigner(key);
        }
        catch (CryptographicException fault)
        {
            key.Dispose();
            throw new ArgumentException("Not a private P-256 key: " + fault.Message, nameof(pem), fault);
        }
        catch (ArgumentException)
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>PEM of the private key (PKCS#8): as secret as the gateway itself.</summary>
    public string ToPem() => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>COSE_Sign1 with the payload inside.</summary>
    /// <param name="payload">Encoded message, at least one byte.</param>
    /// <param name="contentType">One of <see cref="ContentTypes"/>.</param>
    public byte[] Sign(ReadOnlySpan<byte> payload, string contentType)
    {
        ArgumentException.ThrowIfNullOrEmpty(contentType);
        if (payload.IsEmpty)
        {
            throw new ArgumentException("An empty message is never signed.", nameof(payload));
        }

        CoseHeaderMap headers = new()
        {
            [CoseHeaderLabel.KeyIdentifier] = CoseHeaderValue.FromBytes(_keyId),
            [CoseHeaderLabel.ContentType] = CoseHeaderValue.FromString(contentType),
        };
        lock (_lock)
        {
            return CoseSign1Message.SignEmbedded(
                payload.ToArray(), new CoseSigner(_key, HashAlgorithmName.SHA256, headers));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
