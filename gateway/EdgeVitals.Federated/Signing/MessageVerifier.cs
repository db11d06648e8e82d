using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.Cose;

namespace EdgeVitals.Federated;

/// <summary>Verifies what one <see cref="MessageSigner"/> signed; every refusal has a constant reason.</summary>
/// <remarks>Safe for use by several threads.</remarks>
public sealed class MessageVerifier : IDisposable
{
    /// <summary>Longest signed message, bytes: the largest update plus its envelope.</summary>
    public static readonly int MaximumBytes = UpdateMessage.MaximumEncodedBytes(Limits.VectorLength) + 512;

    private const int HeaderCount = 3;

    // RFC 9053 section 2.1: ES256 is algorithm -7.
    private const int Es256 = -7;

    private readonly ECDsa _key;
    private readonly byte[] _keyId;
    private readonly Lock _lock = new();

    private MessageVerifier(ECDsa key)
    {
        _key = key;
        _keyId = SigningKeys.Id(key);
        KeyId = Convert.ToHexStringLower(_keyId);
    }

    /// <summary>Id of the key, as <see cref="MessageSigner.KeyId"/>.</summary>
    public string KeyId { get; }

    /// <summary>A verifier from PEM. Throws ArgumentException for anything but a public P-256 key.</summary>
    public static MessageVerifier FromPem(string publicPem) =>
        TryFromPem(publicPem, out MessageVerifier? verifier, out string reason)
            ? verifier
            : throw new ArgumentException(reason, nameof(publicPem));

    /// <summary>A verifier from PEM; false with a reason for anything but a public P-256 key.</summary>
    public static bool TryFromPem(
        string? publicPem, [NotNullWhen(true)] out MessageVerifier? verifier, out string reason)
    {
        verifier = null;
        reason = "not the PEM of a public P-256 key";
        if (publicPem is null || publicPem.Contains("PRIVATE", StringComparison.Ordinal))
        {
            return false;
        }

        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportFromPem(publicPem);
            if (SigningKeys.IsP256(key))
            {
                verifier = new MessageVerifier(key);
                reason = "";
                return true;
            }
        }
        catch (Exception fault) when (fault is ArgumentException or CryptographicException)
        {
            // The reason is already set: whatever is wrong inside the PEM, it is not a key that we accept.
        }

        key.Dispose();
        return false;
    }

    /// <summary>The payload of a message of a content type signed by this key; false with a reason otherwise.</summary>
    /// <param name="cose">COSE_Sign1 bytes, untrusted.</param>
    /// <param name="contentType">The expected one of <see cref="ContentTypes"/>.</param>
    /// <param name="payload">The signed bytes; empty where refused.</param>
    /// <param name="reason">One of <see cref="SignatureReject"/>; empty where accepted.</param>
    public bool TryVerify(ReadOnlyMemory<byte> cose, string contentType, out byte[] payload, out string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(contentType);
        payload = [];
        if (cose.Length > MaximumBytes)
        {
            reason = SignatureReject.TooLong;
            return false;
        }

        try
        {
            CoseSign1Message message = CoseMessage.DecodeSign1(cose.Span);
            reason = HeaderFault(message, contentType) ?? SignatureFault(message);
            if (reason.Length == 0)
            {
                payload = message.Content!.Value.ToArray();
            }
        }
        catch (Exception fault) when (fault is CryptographicException or InvalidOperationException
            or FormatException or OverflowException)
        {
            reason = SignatureReject.NotCose;
        }

        return reason.Length == 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private string? HeaderFault(CoseSign1Message message, string contentType)
    {
        if (message.Content is not { Length: > 0 })
        {
            return SignatureReject.NotCose;
        }

        CoseHeaderMap headers = message.ProtectedHeaders;
        if (headers.Count != HeaderCount || message.UnprotectedHeaders.Count != 0
            || !headers.TryGetValue(CoseHeaderLabel.Algorithm, out CoseHeaderValue algorithm)
            || !headers.TryGetValue(CoseHeaderLabel.KeyIdentifier, out CoseHeaderValue keyId)
            || !headers.TryGetValue(CoseHeaderLabel.ContentType, out CoseHeaderValue type))
        {
            return SignatureReject.Headers;
        }

        if (algorithm.GetValueAsInt32() != Es256)
        {
            return SignatureReject.Algorithm;
        }

        if (!keyId.GetValueAsBytes().AsSpan().SequenceEqual(_keyId))
        {
            return SignatureReject.Key;
        }

        return type.GetValueAsString() == contentType ? null : SignatureReject.ContentType;
    }

    private string SignatureFault(CoseSign1Message message)
    {
        lock (_lock)
        {
            return message.VerifyEmbedded(_key) ? "" : SignatureReject.Signature;
        }
    }
}
