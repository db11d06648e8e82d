using System.Reflection;
using System.Security.Cryptography;
using System.Security.Cryptography.Cose;
using EdgeVitals.Federated;
using EdgeVitals.Tests.Privacy;

namespace EdgeVitals.Tests.Federated;

public sealed class SigningTests : IDisposable
{
    private static readonly string[] Reasons =
        [.. typeof(SignatureReject).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!)];

    private readonly MessageSigner _signer = MessageSigner.Create();
    private readonly MessageVerifier _verifier;
    private readonly byte[] _payload = SampleMessages.Golden("update");

    public SigningTests() => _verifier = MessageVerifier.FromPem(_signer.PublicPem);

    public void Dispose()
    {
        _signer.Dispose();
        _verifier.Dispose();
    }

    [Fact]
    public void Signed_payload_comes_back_byte_for_byte()
    {
        byte[] cose = _signer.Sign(_payload, ContentTypes.Update);

        Assert.True(_verifier.TryVerify(cose, ContentTypes.Update, out byte[] payload, out string reason));
        Assert.Equal(_payload, payload);
        Assert.Equal("", reason);
        Assert.Equal(_signer.KeyId, _verifier.KeyId);
        Assert.Matches("^[0-9a-f]{32}$", _signer.KeyId);
    }

    [Fact]
    public void Key_survives_its_pem()
    {
        using MessageSigner again = MessageSigner.FromPem(_signer.ToPem());

        Assert.Equal(_signer.KeyId, again.KeyId);
        Assert.True(_verifier.TryVerify(again.Sign(_payload, ContentTypes.Task), ContentTypes.Task, out _, out _));
    }

    [Fact]
    public void Key_id_and_content_type_stand_in_the_protected_header()
    {
        CoseSign1Message message = CoseMessage.DecodeSign1(_signer.Sign(_payload, ContentTypes.Update));

        Assert.Empty(message.UnprotectedHeaders);
        Assert.Equal(_signer.KeyId,
            Convert.ToHexStringLower(message.ProtectedHeaders[CoseHeaderLabel.KeyIdentifier].GetValueAsBytes()));
        Assert.Equal(ContentTypes.Update, message.ProtectedHeaders[CoseHeaderLabel.ContentType].GetValueAsString());
    }

    [Fact]
    public void Another_key_is_refused() => Refused(SignatureReject.Key, Foreign());

    [Fact]
    public void Another_content_type_is_refused() =>
        Refused(SignatureReject.ContentType, _signer.Sign(_payload, ContentTypes.Round));

    [Fact]
    public void Altered_payload_is_refused()
    {
        byte[] cose = _signer.Sign(_payload, ContentTypes.Update);
        int start = cose.AsSpan().IndexOf(_payload);
        cose[start + 20] ^= 1;

        Refused(SignatureReject.Signature, cose);
    }

    [Fact]
    public void Every_altered_byte_is_refused_with_a_constant_reason()
    {
        byte[] cose = _signer.Sign(_payload, ContentTypes.Update);
        for (int i = 0; i < cose.Length; i++)
        {
            byte[] altered = [.. cose];
            altered[i] ^= 0x41;
            Assert.False(_verifier.TryVerify(altered, ContentTypes.Update, out byte[] payload, out string reason));
            Assert.Contains(reason, Reasons);
            Assert.Empty(payload);
        }
    }

    [Fact]
    public void Junk_never_throws()
    {
        SeededBytes random = new(131);
        for (int i = 0; i < 10_000; i++)
        {
            byte[] junk = new byte[random.Below(200)];
            random.Fill(junk);
            if (i % 2 == 0 && junk.Length > 1)
            {
                // Half of them begin as COSE_Sign1 does, so that the parser gets past its first byte.
                (junk[0], junk[1]) = (0xD2, 0x84);
            }

            Assert.False(_verifier.TryVerify(junk, ContentTypes.Update, out _, out string reason));
            Assert.Contains(reason, Reasons);
        }
    }

    [Fact]
    public void Truncated_message_is_refused()
    {
        byte[] cose = _signer.Sign(_payload, ContentTypes.Update);
        for (int length = 0; length < cose.Length; length++)
        {
            Assert.False(_verifier.TryVerify(cose.AsMemory(0, length), ContentTypes.Update, out _, out string reason));
            Assert.Contains(reason, Reasons);
        }
    }

    [Fact]
    public void Message_without_its_payload_is_refused()
    {
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(_signer.ToPem());

        Refused(SignatureReject.NotCose, CoseSign1Message.SignDetached(_payload, Signer(key, Headers())));
    }

    [Fact]
    public void Headers_outside_the_closed_three_are_refused()
    {
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(_signer.ToPem());
        CoseHeaderMap extra = Headers();
        extra[new CoseHeaderLabel(99)] = CoseHeaderValue.FromInt32(1);
        CoseHeaderMap without = [];
        CoseHeaderMap unprotected = [];
        unprotected[new CoseHeaderLabel("note")] = CoseHeaderValue.FromString("x");

        Refused(SignatureReject.Headers, CoseSign1Message.SignEmbedded(_payload, Signer(key, extra)));
        Refused(SignatureReject.Headers, CoseSign1Message.SignEmbedded(_payload, Signer(key, without)));
        Refused(SignatureReject.Headers, CoseSign1Message.SignEmbedded(
            _payload, new CoseSigner(key, HashAlgorithmName.SHA256, Headers(), unprotected)));
    }

    [Fact]
    public void Another_hash_is_refused()
    {
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(_signer.ToPem());

        Refused(SignatureReject.Algorithm, CoseSign1Message.SignEmbedded(
            _payload, new CoseSigner(key, HashAlgorithmName.SHA512, Headers())));
    }

    [Fact]
    public void Header_of_a_wrong_type_is_refused()
    {
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(_signer.ToPem());
        CoseHeaderMap headers = Headers();
        headers[CoseHeaderLabel.ContentType] = CoseHeaderValue.FromInt32(7);

        byte[] cose = CoseSign1Message.SignEmbedded(_payload, Signer(key, headers));
        Assert.False(_verifier.TryVerify(cose, ContentTypes.Update, out _, out string reason));
        Assert.Contains(reason, Reasons);
    }

    [Fact]
    public void Overlong_message_is_refused_unread() =>
        Refused(SignatureReject.TooLong, new byte[MessageVerifier.MaximumBytes + 1]);

    [Fact]
    public void Only_p256_keys_of_the_right_half_are_taken()
    {
        using ECDsa wide = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.Throws<ArgumentException>(() => MessageSigner.FromPem(wide.ExportPkcs8PrivateKeyPem()));
        Assert.Throws<ArgumentException>(() => MessageSigner.FromPem(_signer.PublicPem));
        Assert.Throws<ArgumentException>(() => MessageSigner.FromPem("junk"));
        Assert.Throws<ArgumentException>(() => MessageVerifier.FromPem(wide.ExportSubjectPublicKeyInfoPem()));
        Assert.Throws<ArgumentException>(() => MessageVerifier.FromPem(_signer.ToPem()));
        Assert.False(MessageVerifier.TryFromPem(null, out _, out string reason));
        Assert.NotEqual("", reason);
    }

    [Fact]
    public void Empty_message_is_never_signed() =>
        Assert.Throws<ArgumentException>(() => _signer.Sign([], ContentTypes.Update));

    private static byte[] Foreign()
    {
        using MessageSigner other = MessageSigner.Create();
        return other.Sign(SampleMessages.Golden("update"), ContentTypes.Update);
    }

    private CoseHeaderMap Headers() => new()
    {
        [CoseHeaderLabel.KeyIdentifier] = CoseHeaderValue.FromBytes(Convert.FromHexString(_signer.KeyId)),
        [CoseHeaderLabel.ContentType] = CoseHeaderValue.FromString(ContentTypes.Update),
    };

    private static CoseSigner Signer(ECDsa key, CoseHeaderMap headers) =>
        new(key, HashAlgorithmName.SHA256, headers);

    private void Refused(string expected, byte[] cose)
    {
        Assert.False(_verifier.TryVerify(cose, ContentTypes.Update, out byte[] payload, out string reason));
        Assert.Equal(expected, reason);
        Assert.Empty(payload);
    }
}
