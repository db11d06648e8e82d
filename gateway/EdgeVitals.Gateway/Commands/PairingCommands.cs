using System.CommandLine;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Gateway.Pairing;

namespace EdgeVitals.Gateway.Commands;

internal static class PairingCommands
{
    public static Command Pair()
    {
        Option<string> data = SharedOptions.Data();
        Option<string> device = SharedOptions.Id("--device", "device id");
        Option<string> wearer = SharedOptions.Id("--wearer", "wearer id");
        var name = new Option<string>("--name")
        {
            Description = "the wearer's name, 1..100 characters",
            Required = true,
        };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("pair", "Pair a device with a wearer and print its token, once.")
        {
            data, device, wearer, name, json,
        };
        command.SetAction(parsed =>
        {
            string deviceId = parsed.GetRequiredValue(device), wearerId = parsed.GetRequiredValue(wearer);
            Require(Wire.Topics.IsValidId(deviceId), device);
            Require(Wire.Topics.IsValidId(wearerId), wearer);
            using SqliteFile clinic = ClinicFile.Open(parsed.GetRequiredValue(data));
            using var status = new GatewayStatus();
            string token = Book(clinic, parsed.GetRequiredValue(data), status)
                .Pair(deviceId, wearerId, parsed.GetRequiredValue(name));
            CommandLine.Print(parsed, parsed.GetValue(json), new { device = deviceId, wearer = wearerId, token },
                $"device {deviceId} is paired with wearer {wearerId}", $"token {token}",
                "It is shown once; pairing again makes a new one.");
            return CommandLine.Done;
        });
        return command;
    }

    public static Command Devices()
    {
        Option<string> data = SharedOptions.Data();
        Option<bool> json = SharedOptions.Json();
        var command = new Command("devices", "List the paired devices.") { data, json };
        command.SetAction(parsed =>
        {
            using SqliteFile clinic = ClinicFile.Open(SharedOptions.Existing(parsed.GetRequiredValue(data)));
            using var status = new GatewayStatus();
            List<PairedDevice> devices = Book(clinic, parsed.GetRequiredValue(data), status).Devices();
            CommandLine.Print(parsed, parsed.GetValue(json), new { devices },
                devices.Select(d => $"{d.Id}  wearer {d.WearerId}  paired {d.PairedAt:yyyy-MM-dd HH:mm} UTC"));
            return CommandLine.Done;
        });
        return command;
    }

    private static PairingBook Book(SqliteFile clinic, string data, GatewayStatus status) =>
        new(clinic, new GatewayOptions { DataDirectory = data }, status);

    private static void Require(bool holds, Option option)
    {
        if (!holds)
        {
            throw new UsageException($"{option.Name}: accepts {option.Description}");
        }
    }
}
