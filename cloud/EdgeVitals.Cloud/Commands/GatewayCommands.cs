using System.CommandLine;
using EdgeVitals.Cloud.Enrollment;

namespace EdgeVitals.Cloud.Commands;

/// <summary>
/// edgevitals-cloud gateways and auditors: who may connect. They work on the data directory; a server that runs there
/// sees the change with the next message.
/// </summary>
internal static class GatewayCommands
{
    /// <summary>An enrolment is made on the system's clock even where the server rehearses.</summary>
    private static readonly TimeProvider Clock = TimeProvider.System;

    internal static Command Create()
    {
        var command = new Command("gateways", "Enrol, revoke and list gateways.");
        command.Subcommands.Add(Enroll());
        command.Subcommands.Add(Revoke());
        command.Subcommands.Add(List());
        return command;
    }

    internal static Command CreateAuditors()
    {
        var data = CloudCommands.Data();
        var output = CloudCommands.Text("--out", "FILE", "Where user name and token go.", required: true);
        var json = CloudCommands.JsonFlag();
        var add = new Command("add", "Make an auditor, who reads every message and publishes nothing.")
        {
            data, output, json,
        };
        add.SetAction(parsed =>
        {
            using var database = Open(parsed.GetRequiredValue(data));
            if (database is null) return NoServer("--data", parsed.GetRequiredValue(data));
            string file = parsed.GetRequiredValue(output);
            if (File.Exists(file)) return CloudCommands.Usage($"--out '{file}': a file that does not exist yet");
            var access = new GatewayRegistry(database, Clock).AddAuditor();
            WriteSecret(file, System.Text.Json.JsonSerializer.Serialize(
                access, System.Text.Json.JsonSerializerOptions.Web));
            Report(parsed.GetValue(json), new { access.UserName, File = file }, $"auditor {access.UserName}: {file}");
            return CloudCommands.Done;
        });
        return new Command("auditors", "Make accounts that may read every message.") { add };
    }

    private static Command Enroll()
    {
        var data = CloudCommands.Data();
        var publicKey = CloudCommands.Text("--public-key", "FILE", "PEM file of the gateway's key.", required: true);
        var output = CloudCommands.Text("--out", "FILE", "Where the enrolment goes.", required: true);
        var json = CloudCommands.JsonFlag();
        var command = new Command("enroll", "Enrol a gateway and write its enrolment file.")
        {
            data, publicKey, output, json,
        };
        command.SetAction(parsed =>
        {
            string pem = parsed.GetRequiredValue(publicKey), file = parsed.GetRequiredValue(output);
            if (!File.Exists(pem)) return CloudCommands.Usage($"--public-key '{pem}': an existing PEM file");
            if (File.Exists(file)) return CloudCommands.Usage($"--out '{file}': a file that does not exist yet");
            using var database = Open(parsed.GetRequiredValue(data));
            if (database is null) return NoServer("--data", parsed.GetRequiredValue(data));
            try
            {
                var enrollment = new GatewayRegistry(database, Clock).Enroll(File.ReadAllText(pem));
                WriteSecret(file, enrollment.ToJson());
                Report(
                    parsed.GetValue(json), new { enrollment.Gateway, enrollment.Tenant, File = file },
                    $"gateway {enrollment.Gateway}: {file}");
                return CloudCommands.Done;
            }
            catch (ArgumentException exception)
            {
                return CloudCommands.Usage($"--public-key '{pem}': {exception.Message}");
            }
        });
        return command;
    }

    private static Command Revoke()
    {
        var data = CloudCommands.Data();
        var gateway = new Argument<string>("gateway") { Description = "The gateway's pseudonym." };
        var json = CloudCommands.JsonFlag();
        var command = new Command("revoke", "End a gateway's access.") { gateway, data, json };
        command.SetAction(parsed =>
        {
            using var database = Open(parsed.GetRequiredValue(data));
            if (database is null) return NoServer("--data", parsed.GetRequiredValue(data));
            string id = parsed.GetRequiredValue(gateway);
            bool revoked = new GatewayRegistry(database, Clock).Revoke(id);
            Report(
                parsed.GetValue(json), new { Gateway = id, Revoked = revoked },
                revoked ? $"gateway {id} revoked" : $"no enrolled gateway {id}");
            return revoked ? CloudCommands.Done : CloudCommands.Failed;
        });
        return command;
    }

    private static Command List()
    {
        var data = CloudCommands.Data();
        var json = CloudCommands.JsonFlag();
        var command = new Command("list", "List gateways.") { data, json };
        command.SetAction(parsed =>
        {
            using var database = CloudDatabase.OpenReadOnly(parsed.GetRequiredValue(data));
            if (database is null) return NoServer("--data", parsed.GetRequiredValue(data));
            var gateways = new GatewayRegistry(database, Clock).List();
            if (parsed.GetValue(json)) CloudCommands.Print(new { gateways });
            else foreach (var g in gateways)
                Console.Out.WriteLine(
                    $"{g.Id}  enrolled {g.EnrolledAt:yyyy-MM-dd}  "
                    + (g.RevokedAt is { } end ? $"revoked {end:yyyy-MM-dd}" : "active")
                    + $"  last counted update {(g.LastUpdateAt is { } last ? $"{last:yyyy-MM-dd HH:mm}" : "none")}");
            return CloudCommands.Done;
        });
        return command;
    }

    internal static int NoServer(string option, string data) => CloudCommands.Usage(
        $"{option} '{data}': a folder in which edgevitals-cloud run has run");

    private static CloudDatabase? Open(string data) =>
        File.Exists(Path.Combine(data, CloudDatabase.FileName)) ? CloudDatabase.Create(data) : null;

    private static void Report(bool json, object value, string line)
    {
        if (json) CloudCommands.Print(value);
        else Console.Out.WriteLine(line);
    }

    /// <summary>A token is readable by its owner alone.</summary>
    private static void WriteSecret(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.WriteLine(text);
    }
}
