namespace EdgeVitals.Wire;

/// <summary>What the maker signs of an image. Keys 0 schema, 1 version, 2 minimum version, 3 target, 4 size, 5 SHA-256,
/// 6 rollback counter. The signature is over exactly these bytes, so they travel and are kept as they came.</summary>
public sealed class UpdateManifest
{
    /// <summary>Version of the layout on the wire.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Longest target name, in characters.</summary>
    public const int MaximumTargetLength = 32;

    /// <summary>Bytes of the image's hash.</summary>
    public const int HashBytes = 32;

    /// <summary>Room that any manifest fits: 96 at most, for the head, five numbers, a target and a hash.</summary>
    public const int MaximumEncodedBytes = 104;

    /// <summary>Version of the image, 1 or more; rises with each release.</summary>
    public int Version;

    /// <summary>Oldest running version that this image can follow; 0 for any.</summary>
    public int MinimumVersion;

    /// <summary>Name of the board and role, printable ASCII, not empty.</summary>
    public string Target = "";

    /// <summary>Bytes of the image, 1 or more.</summary>
    public int Size;

    /// <summary>SHA-256 of the image.</summary>
    public readonly byte[] Sha256 = new byte[HashBytes];

    /// <summary>Rises where going back must be refused, 1 or more.</summary>
    public int RollbackCounter;

    /// <summary>Writes the manifest from offset; the byte count, or the negative <see cref="FrameError"/>.</summary>
    public static int Encode(UpdateManifest manifest, byte[] buffer, int offset)
    {
        if (manifest.Version < 1 || manifest.MinimumVersion < 0 || manifest.Size < 1 || manifest.RollbackCounter < 1
            || manifest.Target.Length < 1 || manifest.Target.Length > MaximumTargetLength)
        {
            return -FrameError.OutOfRange;
        }
        for (int i = 0; i < manifest.Target.Length; i++)
        {
            if (manifest.Target[i] < ' ' || manifest.Target[i] > '~') return -FrameError.BadText;
        }
        CborWriter writer = new CborWriter(buffer, offset);
        writer.Map(7);
        writer.Keyed(0, SchemaVersion);
        writer.Keyed(1, manifest.Version);
        writer.Keyed(2, manifest.MinimumVersion);
        writer.Key(3);
        writer.Ascii(manifest.Target);
        writer.Keyed(4, manifest.Size);
        writer.Key(5);
        writer.Bytes(HashBytes);
        for (int i = 0; i < HashBytes; i++) writer.Byte(manifest.Sha256[i]);
        writer.Keyed(6, manifest.RollbackCounter);
        return writer.Result;
    }

    /// <summary>Reads a manifest that fills exactly these bytes; 0, or the <see cref="FrameError"/>.</summary>
    public static int TryDecode(byte[] buffer, int offset, int count, UpdateManifest into)
    {
        CborReader reader = new CborReader(buffer, offset, count, MaximumEncodedBytes);
        if (reader.Map(7) != 7) reader.Fail(FrameError.WrongKey);
        reader.Schema(SchemaVersion);
        into.Version = (int)reader.KeyedInteger(1, 1, int.MaxValue);
        into.MinimumVersion = (int)reader.KeyedInteger(2, 0, int.MaxValue);
        reader.Key(3);
        into.Target = ReadTarget(reader, buffer);
        into.Size = (int)reader.KeyedInteger(4, 1, int.MaxValue);
        reader.Key(5);
        int length = reader.Bytes(HashBytes);
        if (length != HashBytes) reader.Fail(FrameError.OutOfRange);
        for (int i = 0; i < HashBytes && reader.Error == FrameError.None; i++)
        {
            into.Sha256[i] = buffer[reader.Position + i];
        }
        reader.Skip(HashBytes);
        into.RollbackCounter = (int)reader.KeyedInteger(6, 1, int.MaxValue);
        reader.End();
        return reader.Error;
    }

    private static string ReadTarget(CborReader reader, byte[] buffer)
    {
        int length = reader.Text(MaximumTargetLength);
        if (length < 1) reader.Fail(FrameError.OutOfRange);
        if (reader.Error != FrameError.None) return "";
        char[] text = new char[length];
        for (int i = 0; i < length; i++)
        {
            text[i] = (char)buffer[reader.Position + i];
            if (text[i] < ' ' || text[i] > '~') reader.Fail(FrameError.BadText);
        }
        reader.Skip(length);
        return reader.Error == FrameError.None ? new string(text) : "";
    }
}
