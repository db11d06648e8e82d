using System.CommandLine;
using EdgeVitals.Device;

namespace EdgeVitals.Pi.Commands;

/// <summary>The options that say which updates a device takes.</summary>
internal sealed class UpdateOption
{
    private readonly Option<string?> _key = OptionReader.Text(
        "--update-key", "file with the maker's Ed25519 public key, 32 bytes or 64 hexadecimal digits");
    private readonly Option<string?> _target =
        OptionReader.Text("--update-target", "name of this board and role in manifests, 1..32 printable characters");

    public void AddTo(Command command)
    {
        command.Options.Add(_key);
        command.Options.Add(_target);
    }

    /// <summary>Null when neither option is given: then the agent takes no updates.</summary>
    public AgentUpdates? Read(ParseResult parse, bool restartsInPlace)
    {
        if (OptionReader.Of(parse, _key) is null && OptionReader.Of(parse, _target) is null) return null;
        AgentUpdates updates = new()
        {
            PublicKey = Key(OptionReader.Required(parse, _key)), Target = OptionReader.Required(parse, _target),
            RestartsInPlace = restartsInPlace,
        };
        try
        {
            updates.Validate();
            return updates;
        }
        catch (ArgumentException)
        {
            throw new UsageException($"--update-target accepts {_target.Description}");
        }
    }

    private byte[] Key(string path)
    {
        byte[] key = [];
        string reason = "";
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            string text = System.Text.Encoding.ASCII.GetString(bytes).Trim();
            bool isHex = bytes.Length != Ed25519.PublicKeyBytes && text.All(char.IsAsciiHexDigit)
                && text.Length == 2 * Ed25519.PublicKeyBytes;
            key = isHex ? Convert.FromHexString(text) : bytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reason = $": {exception.Message}";
        }
        return key.Length == Ed25519.PublicKeyBytes ? key
            : throw new UsageException($"--update-key accepts a {_key.Description}{reason}");
    }
}
