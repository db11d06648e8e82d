namespace EdgeVitals.Federated;

/// <summary>The constant reasons for which a signed message is refused; a counter may be kept for each.</summary>
public static class SignatureReject
{
    /// <summary>Longer than <see cref="MessageVerifier.MaximumBytes"/>.</summary>
    public const string TooLong = "signed message: too long";

    /// <summary>Not COSE_Sign1 with an embedded payload.</summary>
    public const string NotCose = "signed message: not a COSE_Sign1 message with its payload";

    /// <summary>Headers other than exactly algorithm, key id and content type, all protected.</summary>
    public const string Headers = "signed message: headers are not exactly algorithm, key id and content type";

    /// <summary>Not ECDSA with SHA-256.</summary>
    public const string Algorithm = "signed message: not ES256";

    /// <summary>Signed by a key of another id.</summary>
    public const string Key = "signed message: another key";

    /// <summary>A message of another kind.</summary>
    public const string ContentType = "signed message: another content type";

    /// <summary>The signature does not belong to these bytes.</summary>
    public const string Signature = "signed message: signature does not verify";
}
