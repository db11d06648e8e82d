using System;

namespace EdgeVitals.Wire;

/// <summary>Gateway to device: an image is ready. Keys 0 schema, 1 the manifest's bytes, 2 the maker's signature over
/// them.</summary>
public sealed class UpdateOffer
{
    /// <summary>Version of the layout on the wire.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Bytes of an Ed25519 signature.</summary>
    public const int SignatureBytes = 64;

    /// <summary>Room that any offer fits.</summary>
    public const int MaximumEncodedBytes = UpdateManifest.MaximumEncodedBytes + SignatureBytes + 16;

    /// <summary>Encoded <see cref="UpdateManifest"/>; only the first <see cref="ManifestCount"/> bytes count.</summary>
    public readonly byte[] Manifest = new byte[UpdateManifest.MaximumEncodedBytes];

    /// <summary>Bytes of the manifest, 1 or more.</summary>
    public int ManifestCount;

    /// <summary>The maker's signature.</summary>
    public readonly byte[] Signature = new byte[SignatureBytes];

    /// <summary>Writes the message from offset; the byte count, or the negative <see cref="FrameError"/>.</summary>
    public static int Encode(UpdateOffer message, byte[] buffer, int offset)
    {
        if (message.ManifestCount < 1 || message.ManifestCount > message.Manifest.Length)
        {
            return -FrameError.OutOfRange;
        }
        CborWriter writer = new CborWriter(buffer, offset);
        writer.Map(3);
        writer.Keyed(0, SchemaVersion);
        writer.Key(1);
        writer.Bytes(message.ManifestCount);
        for (int i = 0; i < message.ManifestCount; i++) writer.Byte(message.Manifest[i]);
        writer.Key(2);
        writer.Bytes(SignatureBytes);
        for (int i = 0; i < SignatureBytes; i++) writer.Byte(message.Signature[i]);
        return writer.Result;
    }

    /// <summary>Reads a message that fills exactly these bytes; 0, or the <see cref="FrameError"/>. The manifest is not
    /// looked into.</summary>
    public static int TryDecode(byte[] buffer, int offset, int count, UpdateOffer into)
    {
        into.ManifestCount = 0;
        CborReader reader = new CborReader(buffer, offset, count, MaximumEncodedBytes);
        if (reader.Map(3) != 3) reader.Fail(FrameError.WrongKey);
        reader.Schema(SchemaVersion);
        reader.Key(1);
        int length = reader.Bytes(UpdateManifest.MaximumEncodedBytes);
        if (length < 1) reader.Fail(FrameError.OutOfRange);
        if (reader.Error == FrameError.None) Array.Copy(buffer, reader.Position, into.Manifest, 0, length);
        reader.Skip(length);
        reader.Key(2);
        if (reader.Bytes(SignatureBytes) != SignatureBytes) reader.Fail(FrameError.OutOfRange);
        if (reader.Error == FrameError.None) Array.Copy(buffer, reader.Position, into.Signature, 0, SignatureBytes);
        reader.Skip(SignatureBytes);
        reader.End();
        if (reader.Error == FrameError.None) into.ManifestCount = length;
        return reader.Error;
    }
}
