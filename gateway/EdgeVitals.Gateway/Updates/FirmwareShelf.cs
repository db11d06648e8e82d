using System.Security.Cryptography;
using EdgeVitals.Wire;

namespace EdgeVitals.Gateway.Updates;

/// <summary>Firmware images in the folder <c>updates</c> of the data directory: an <c>.offer</c> (manifest and
/// signature) for each target and counter, and the <c>.image</c> that its manifest names by the hash; several offers
/// may name one. The offer is put there last; an image without one is not there yet.</summary>
public sealed class FirmwareShelf
{
    /// <summary>Most updates on the shelf: a few boards, each with the versions on the way to the newest.</summary>
    public const int MaximumUpdates = 64;

    /// <summary>Largest image: the largest slot of a Raspberry Pi's agent.</summary>
    public const long MaximumImageBytes = 512L * 1024 * 1024;

    private const string OfferEnding = ".offer";

    private readonly string _folder;

    /// <summary>The shelf of a data directory; the folder is made with the first update.</summary>
    public FirmwareShelf(string dataDirectory) => _folder = Path.Combine(dataDirectory, "updates");

    /// <summary>All updates whose files fit each other, by target and version; none while there is no folder.</summary>
    /// <exception cref="IOException">The folder cannot be read, or is none.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public List<FirmwareUpdate> Read()
    {
        if (!Path.Exists(_folder))
        {
            return [];
        }
        return [.. Directory.EnumerateFiles(_folder, "*" + OfferEnding).Order(StringComparer.Ordinal)
            .Take(MaximumUpdates).Select(Load).OfType<FirmwareUpdate>()
            .OrderBy(u => u.Manifest.Target, StringComparer.Ordinal).ThenBy(u => u.Manifest.Version)];
    }

    /// <summary>Puts an update on the shelf.</summary>
    /// <exception cref="InvalidDataException">The files do not fit each other; the message says which and
    /// how.</exception>
    public FirmwareUpdate Add(string imagePath, byte[] manifest, byte[] signature)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(signature);
        var read = new UpdateManifest();
        int error = UpdateManifest.TryDecode(manifest, 0, manifest.Length, read);
        Require(error == FrameError.None, $"the manifest cannot be read: {FrameError.Text(error)}");
        Require(signature.Length == UpdateOffer.SignatureBytes,
            $"the signature has {signature.Length} bytes, an Ed25519 signature has {UpdateOffer.SignatureBytes}");
        long size = new FileInfo(imagePath).Length;
        Require(size == read.Size, $"the image has {size} bytes, the manifest says {read.Size}");
        byte[] hash = HashOf(imagePath);
        Require(hash.AsSpan().SequenceEqual(read.Sha256),
            $"the image's SHA-256 is {Convert.ToHexStringLower(hash)}, the manifest says "
            + Convert.ToHexStringLower(read.Sha256));
        byte[] offer = OfferOf(manifest, signature);
        List<FirmwareUpdate> there = Read();
        FirmwareUpdate? twin = there.Find(u => u.Manifest.Target == read.Target
            && u.Manifest.RollbackCounter == read.RollbackCounter);
        Require(twin is null || twin.Manifest.Sha256.AsSpan().SequenceEqual(read.Sha256),
            $"another image for {read.Target} has counter {read.RollbackCounter}, version "
            + $"{twin?.Manifest.Version}: the counter names an image");
        Require(twin is null || twin.Offer.Span.SequenceEqual(offer),
            $"this image is offered to {read.Target} with counter {read.RollbackCounter} under another manifest or "
            + $"signature; delete {OfferName(read)} first, or raise the counter");
        Require(twin is not null || there.Count < MaximumUpdates, $"there are {MaximumUpdates} updates; delete one");
        return Store(imagePath, read, offer);
    }

    /// <summary>The manifest of an image, to be signed.</summary>
    /// <exception cref="InvalidDataException">A field is out of its range; the message says so.</exception>
    public static byte[] ManifestOf(string imagePath, string target, int version, int minimumVersion, int counter)
    {
        long size = new FileInfo(imagePath).Length;
        Require(size is > 0 and <= MaximumImageBytes, $"the image has {size} bytes, accepted: 1..{MaximumImageBytes}");
        var manifest = new UpdateManifest
        {
            Version = version, MinimumVersion = minimumVersion, Target = target, Size = (int)size,
            RollbackCounter = counter,
        };
        HashOf(imagePath).CopyTo(manifest.Sha256, 0);
        byte[] bytes = new byte[UpdateManifest.MaximumEncodedBytes];
        int count = UpdateManifest.Encode(manifest, bytes, 0);
        Require(count > 0, "version and counter are 1 or more, the minimum version 0 or more, the target 1.."
            + $"{UpdateManifest.MaximumTargetLength} printable characters");
        return bytes[..count];
    }

    private static byte[] OfferOf(byte[] manifest, byte[] signature)
    {
        var offer = new UpdateOffer { ManifestCount = manifest.Length };
        manifest.CopyTo(offer.Manifest, 0);
        signature.CopyTo(offer.Signature, 0);
        byte[] bytes = new byte[UpdateOffer.MaximumEncodedBytes];
        return bytes[..UpdateOffer.Encode(offer, bytes, 0)];
    }

    private FirmwareUpdate Store(string imagePath, UpdateManifest read, byte[] offer)
    {
        Directory.CreateDirectory(_folder);
        using (FileStream source = File.OpenRead(imagePath))
        {
            Replace(ImageOf(read), source);
        }
        using (var source = new MemoryStream(offer))
        {
            Replace(Path.Combine(_folder, OfferName(read)), source);
        }
        return new FirmwareUpdate(read, offer, ImageOf(read));
    }

    /// <summary>A file is there as a whole or not at all, whenever the power fails.</summary>
    private static void Replace(string path, Stream source)
    {
        string temporary = path + ".new";
        using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write))
        {
            source.CopyTo(stream);
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }

    private FirmwareUpdate? Load(string path)
    {
        try
        {
            if (new FileInfo(path).Length > UpdateOffer.MaximumEncodedBytes)
            {
                return null;
            }
            byte[] bytes = File.ReadAllBytes(path);
            var offer = new UpdateOffer();
            var manifest = new UpdateManifest();
            bool isGood = UpdateOffer.TryDecode(bytes, 0, bytes.Length, offer) == FrameError.None
                && UpdateManifest.TryDecode(offer.Manifest, 0, offer.ManifestCount, manifest) == FrameError.None
                && File.Exists(ImageOf(manifest)) && new FileInfo(ImageOf(manifest)).Length == manifest.Size;
            return isGood ? new FirmwareUpdate(manifest, bytes, ImageOf(manifest)) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Deleted between the listing and the reading, or not ours to read: it is not on the shelf.
            return null;
        }
    }

    private string ImageOf(UpdateManifest manifest) =>
        Path.Combine(_folder, Convert.ToHexStringLower(manifest.Sha256) + ".image");

    /// <summary>A target may hold any printable character; what not every file system takes or tells apart in names,
    /// capitals included, is written as its code.</summary>
    private static string OfferName(UpdateManifest manifest) => string.Concat(manifest.Target.Select(c =>
        char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.' ? $"{c}" : $"%{(int)c:x2}"))
        + $"@{manifest.RollbackCounter}{OfferEnding}";

    private static byte[] HashOf(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return SHA256.HashData(stream);
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidDataException(otherwise);
        }
    }
}
