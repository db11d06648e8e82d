using System.Security.Cryptography;
using EdgeVitals.Wire;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace EdgeVitals.Tests.Device.Updates;

/// <summary>A maker of images: signs with a key of its own, by another implementation than the device checks with.
/// </summary>
internal sealed class Maker
{
    public const string Target = "band-esp32";

    private readonly Ed25519PrivateKeyParameters _secret;

    public Maker(byte seed)
    {
        byte[] bytes = new byte[32];
        Array.Fill(bytes, seed);
        _secret = new Ed25519PrivateKeyParameters(bytes);
    }

    public byte[] PublicKey => _secret.GeneratePublicKey().GetEncoded();

    /// <summary>Bytes that look like an image: every byte matters to its hash.</summary>
    public static byte[] Image(int size, int seed)
    {
        byte[] image = new byte[size];
        new Random(seed).NextBytes(image);
        return image;
    }

    public static UpdateManifest Manifest(byte[] image, int version, int counter)
    {
        UpdateManifest manifest = new()
        {
            Version = version, Target = Target, Size = image.Length, RollbackCounter = counter,
        };
        SHA256.HashData(image).CopyTo(manifest.Sha256, 0);
        return manifest;
    }

    public byte[] Sign(byte[] message)
    {
        Ed25519Signer signer = new();
        signer.Init(true, _secret);
        signer.BlockUpdate(message, 0, message.Length);
        return signer.GenerateSignature();
    }

    public UpdateOffer Offer(UpdateManifest manifest)
    {
        UpdateOffer offer = new();
        offer.ManifestCount = UpdateManifest.Encode(manifest, offer.Manifest, 0);
        Assert.True(offer.ManifestCount > 0);
        Sign(offer.Manifest[..offer.ManifestCount]).CopyTo(offer.Signature, 0);
        return offer;
    }

    public UpdateOffer Offer(byte[] image, int version, int counter) => Offer(Manifest(image, version, counter));
}
