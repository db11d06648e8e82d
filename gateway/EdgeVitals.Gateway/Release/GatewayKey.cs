using System.Text;
using EdgeVitals.Federated;

namespace EdgeVitals.Gateway.Release;

/// <summary>The gateway's own signing key, made here and never sent anywhere.</summary>
public static class GatewayKey
{
    private const string FileName = "gateway-key.pem";

    /// <summary>Reads the key, or makes it: written beside, flushed, then renamed, readable by the owner alone.
    /// </summary>
    public static MessageSigner Open(string dataDirectory)
    {
        string path = Path.Combine(dataDirectory, FileName);
        if (File.Exists(path))
        {
            return MessageSigner.FromPem(File.ReadAllText(path));
        }
        Directory.CreateDirectory(dataDirectory);
        MessageSigner made = MessageSigner.Create();
        string temporary = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(Encoding.ASCII.GetBytes(made.ToPem()));
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: false);
        return made;
    }
}
