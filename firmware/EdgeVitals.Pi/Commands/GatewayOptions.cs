using System.CommandLine;

namespace EdgeVitals.Pi.Commands;

/// <summary>The options that say who the device is and where its gateway is.</summary>
internal sealed class GatewayOptions
{
    private readonly Option<string?> _host = OptionReader.Text("--host", "name or address of the gateway (127.0.0.1)");
    private readonly Option<string?> _port = OptionReader.Text("--port", "MQTT port of the gateway, 1..65535 (1883)");
    private readonly Option<string?> _site = OptionReader.Text("--site", "site id, 1..64 of A-Z a-z 0-9 _ -");
    private readonly Option<string?> _device = OptionReader.Text("--device", "device id, 1..64 of A-Z a-z 0-9 _ -");
    private readonly Option<string?> _token = OptionReader.Text("--token", "pairing token of the device");
    private readonly Option<string?> _tokenFile =
        OptionReader.Text("--token-file", "file with the pairing token, which no other user then sees");
    private readonly Option<string?> _data =
        OptionReader.Text("--data", "folder for ring and boot number (none: in memory)");

    private readonly Option<string?> _burst =
        OptionReader.Text("--burst", "send in bursts and disconnect between, each 10s..24h (stay connected)");

    public void AddTo(Command command)
    {
        foreach (Option<string?> option in (Option<string?>[])[
            _host, _port, _site, _device, _token, _tokenFile, _data, _burst])
        {
            command.Options.Add(option);
        }
    }

    public AgentOptions Read(ParseResult parse, bool needsData) => new()
    {
        Host = OptionReader.Of(parse, _host) ?? "127.0.0.1",
        Port = OptionReader.Number(parse, _port, 1, 65535, 1883),
        Site = OptionReader.Id(parse, _site),
        DeviceId = OptionReader.Id(parse, _device),
        Token = Token(parse),
        DataDirectory = needsData ? OptionReader.Required(parse, _data) : OptionReader.Of(parse, _data),
        RingBytes = 256 * 1024,
        BurstEvery = OptionReader.Span(parse, _burst, 10, 86_400) ?? TimeSpan.Zero,
        Time = TimeProvider.System,
    };

    // A command line is read by every user of the machine (ps), a credential of systemd by the service alone.
    private string Token(ParseResult parse)
    {
        string? path = OptionReader.Of(parse, _tokenFile);
        if (path is null) return OptionReader.Required(parse, _token);
        if (OptionReader.Of(parse, _token) is not null)
        {
            throw new UsageException("--token and --token-file exclude each other");
        }
        try
        {
            string token = File.ReadAllText(path).Trim();
            return token.Length is > 0 and <= 256 ? token
                : throw new UsageException("--token-file accepts a file with a token of 1..256 characters");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--token-file accepts a file that can be read: {exception.Message}");
        }
    }
}
