using EdgeVitals.Federated;

namespace EdgeVitals.Cloud.Enrollment;

/// <summary>The key that signs tasks, rounds, models and acknowledgements; made once a data directory.</summary>
internal static class CloudKey
{
    private const string FileName = "cloud-signing-key.pem";

    /// <summary>
    /// Reads the key, or makes one: written aside, flushed, then renamed, so that half a key never stands.
    /// </summary>
    internal static MessageSigner LoadOrCreate(string dataDirectory)
    {
        string path = Path.Combine(dataDirectory, FileName);
        if (File.Exists(path)) return MessageSigner.FromPem(File.ReadAllText(path));
        var signer = MessageSigner.Create();
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        string aside = path + ".new";
        using (var stream = new FileStream(aside, options))
        using (var writer = new StreamWriter(stream))
        {
            writer.Write(signer.ToPem());
            writer.Flush();
            stream.Flush(flushToDisk: true);
        }
        File.Move(aside, path);
        return signer;
    }
}
