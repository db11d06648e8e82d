using System.Security.Cryptography;
using EdgeVitals.Wire;

namespace EdgeVitals.Gateway.Updates;

/// <summary>Firmware images in the folder <c>updates</c> of the data directory: for each an <c>.image</c> and an
/// <c>.offer</c> (manifest and signature), named by the image's hash. The offer is put there last; an image without one
/// is not there yet.</summary>
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

    /// <summary>All updates whose files fit each other, by target and version.</summary>
    public List<FirmwareUpdate> Read()
    {
        if (!Directory.Exists(_folder))
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
        List<FirmwareUpdate> there = Read();
        FirmwareUpdate? twin = there.Find(u => u.Manifest.Target == read.Target
            && u.Manifest.RollbackCounter == read.RollbackCounter
            && !u.Manifest.Sha256.AsSpan().SequenceEqual(read.Sha256));
        Require(twin is null, $"another image for {read.Target} has counter {read.RollbackCounter}, version "
            + $"{twin?.Manifest.Version}: the counter names an image");
        Require(there.Count < MaximumUpdates, $"there are {MaximumUpdates} updates; delete one");
        return Store(imagePath, read, manifest, signature);
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

    private FirmwareUpdate Store(string imagePath, UpdateManifest read, byte[] manifest, byte[] signature)
    {
        var offer = new UpdateOffer { ManifestCount = manifest.Length };
        manifest.CopyTo(offer.Manifest, 0);
        signature.CopyTo(offer.Signature, 0);
        byte[] bytes = new byte[UpdateOffer.MaximumEncodedBytes];
        int count = UpdateOffer.Encode(offer, bytes, 0);
        Directory.CreateDirectory(_folder);
        string name = Path.Combine(_folder, Convert.ToHexStringLower(read.Sha256));
        using (FileStream source = File.OpenRead(imagePath))
        {
            Replace(ImageOf(name + OfferEnding), source);
        }
        using (var source = new MemoryStream(bytes, 0, count))
        {
            Replace(name + OfferEnding, source);
        }
        return new FirmwareUpdate(read, bytes.AsMemory(0, count), ImageOf(name + OfferEnding));
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

    private static FirmwareUpdate? Load(string path)
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
                && File.Exists(ImageOf(path)) && new FileInfo(ImageOf(path)).Length == manifest.Size;
            return isGood ? new FirmwareUpdate(manifest, bytes, ImageOf(path)) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Deleted between the listing and the reading, or not ours to read: it is not on the shelf.
            return null;
        }
    }

    private static string ImageOf(string offerPath) => Path.ChangeExtension(offerPath, ".image");

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
