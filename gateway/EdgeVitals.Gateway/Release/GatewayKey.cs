using System.Text;
using EdgeVitals.Federated;

namespace EdgeVitals.Gateway.Release;

/// <summary>
/// The gateway's own signing key, made here and never sent anywhere; its public half lies beside it, for the cloud's
/// enrolment.
/// </summary>
public static class GatewayKey
{
    /// <summary>Name of the public half in the data folder.</summary>
    public const string PublicFileName = "gateway-public.pem";

    private const string FileName = "gateway-key.pem";

    /// <summary>Reads the key, or makes it: written beside, flushed, then renamed; the secret half is readable by the
    /// owner alone.</summary>
    public static MessageSigner Open(string dataDirectory)
    {
        string path = Path.Combine(dataDirectory, FileName);
        string publicPath = Path.Combine(dataDirectory, PublicFileName);
        if (File.Exists(path))
        {
            MessageSigner known = MessageSigner.FromPem(File.ReadAllText(path));
            // A kill between the two writes of the first start must not leave the gateway without its public half.
            if (!File.Exists(publicPath))
            {
                Write(publicPath, known.PublicPem, UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            }
            return known;
        }
        Directory.CreateDirectory(dataDirectory);
        MessageSigner made = MessageSigner.Create();
        Write(path, made.ToPem(), UnixFileMode.None);
        Write(publicPath, made.PublicPem, UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        return made;
    }

    private static void Write(string path, string pem, UnixFileMode others)
    {
        string temporary = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | others;
        }
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(Encoding.ASCII.GetBytes(pem));
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: false);
    }
}
