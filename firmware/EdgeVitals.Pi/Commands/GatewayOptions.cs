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
    private readonly Option<string?> _data =
        OptionReader.Text("--data", "folder for ring and boot number (none: in memory)");

    public void AddTo(Command command)
    {
        foreach (Option<string?> option in (Option<string?>[])[_host, _port, _site, _device, _token, _data])
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
        Token = OptionReader.Required(parse, _token),
        DataDirectory = needsData ? OptionReader.Required(parse, _data) : OptionReader.Of(parse, _data),
        RingBytes = 256 * 1024,
        Time = TimeProvider.System,
    };
}
