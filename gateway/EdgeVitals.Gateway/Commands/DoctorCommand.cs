using System.CommandLine;
using System.Net;
using EdgeVitals.Broker;
using EdgeVitals.Federated;
using EdgeVitals.Gateway.Audit;
using EdgeVitals.Gateway.Catalog;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Gateway.Release;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVitals.Gateway.Commands;

/// <summary>Looks at everything that a gateway needs, changes nothing of its records, and says what it found.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        Option<string> data = SharedOptions.Data();
        var mqttPort = new Option<int>("--mqtt-port") { Description = "0..65535", DefaultValueFactory = _ => 8883 };
        var webPort = new Option<int>("--web-port") { Description = "0..65535", DefaultValueFactory = _ => 8080 };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("doctor", "Check data folder, journal, ledger, clock, channels files and ports.")
        {
            data, mqttPort, webPort, json,
        };
        command.SetAction(parsed =>
        {
            string folder = parsed.GetRequiredValue(data);
            int[] ports = [parsed.GetValue(mqttPort), parsed.GetValue(webPort)];
            if (ports.Any(p => p is < 0 or > 65535))
            {
                throw new UsageException("--mqtt-port, --web-port: accept 0..65535");
            }
            List<Finding> findings = [Folder(folder)];
            if (findings[0].Ok)
            {
                findings.AddRange([
                    JournalOf(folder), LedgerOf(folder), ClockOf(folder), KeyOf(folder), ChannelsOf(folder)]);
            }
            findings.Add(PortOf("mqtt port", ports[0]));
            findings.Add(PortOf("web port", ports[1]));
            CommandLine.Print(parsed, parsed.GetValue(json), new { ok = findings.All(f => f.Ok), checks = findings },
                findings.Select(f => $"{(f.Ok ? "ok  " : "FAIL")}  {f.Check}: {f.Detail}"));
            return findings.All(f => f.Ok) ? CommandLine.Done : CommandLine.CheckFailed;
        });
        return command;
    }

    private static Finding Folder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return new Finding("data folder", false, $"'{folder}' does not exist");
        }
        string probe = Path.Combine(folder, ".doctor");
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return new Finding("data folder", true, "writable");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new Finding("data folder", false, exception.Message);
        }
    }

    private static Finding JournalOf(string folder)
    {
        string path = FrameJournal.PathIn(folder);
        if (!File.Exists(path))
        {
            return new Finding("journal", true, "none yet");
        }
        WalTail tail = WalInspector.Inspect(path + "-wal");
        using var status = new GatewayStatus();
        using FrameJournal journal = FrameJournal.Open(
            new GatewayOptions { DataDirectory = folder }, status, NullLogger<FrameJournal>.Instance);
        string check = journal.IntegrityCheck();
        string torn = tail.TornBytes > 0 ? $", {tail.TornBytes} bytes of a cut-off write (they come again)" : "";
        return new Finding("journal", check == "ok", $"{journal.Count()} frames, {check}{torn}");
    }

    private static Finding LedgerOf(string folder)
    {
        using ReleaseLedger? ledger =
            File.Exists(ReleaseLedger.PathIn(folder)) ? ReleaseLedger.Open(folder) : null;
        using SqliteFile? clinic = File.Exists(ClinicFile.PathIn(folder)) ? ClinicFile.Open(folder) : null;
        string objection = clinic is null ? "" : new LedgerMark(clinic).Objection(ledger);
        if (objection.Length > 0)
        {
            return new Finding("ledger", false, objection + "; nothing is released");
        }
        if (ledger is null)
        {
            return new Finding("ledger", true, "none yet");
        }
        LedgerCheck check = ledger.StartCheck;
        if (!check.Holds)
        {
            return new Finding("ledger", false, $"entry {check.FirstBad} does not hold: {check.Reason}");
        }
        long seconds = ledger.SecondUpdates();
        return new Finding("ledger", seconds == 0, seconds == 0 ? $"{check.Entries} entries hold"
            : $"the cloud refused {seconds} second updates: the ledger was put back and has forgotten charges");
    }

    private static Finding ChannelsOf(string folder)
    {
        var catalog = new ChannelCatalog(
            new GatewayOptions { DataDirectory = folder }, NullLogger<ChannelCatalog>.Instance);
        int declared = catalog.All.Count - ChannelDeclaration.BuiltIn.Count;
        return catalog.Problems is [ChannelProblem first, ..]
            ? new Finding("channels", false, $"{first.File} is not in force: {first.Reason}")
            : new Finding("channels", true, $"{declared} of makers");
    }

    private static Finding ClockOf(string folder)
    {
        int today = BudgetCalendar.DayOf(TimeProvider.System.GetUtcNow());
        if (!File.Exists(ReleaseLedger.PathIn(folder)))
        {
            return new Finding("clock", true, $"day {today}");
        }
        using ReleaseLedger ledger = ReleaseLedger.Open(folder);
        return new Finding("clock", today >= ledger.LastBudgetDay, today >= ledger.LastBudgetDay ? $"day {today}"
            : $"day {today} lies before day {ledger.LastBudgetDay} of the ledger; nothing is released until then");
    }

    private static Finding KeyOf(string folder)
    {
        try
        {
            using MessageSigner signer = GatewayKey.Open(folder);
            return new Finding("signing key", true, signer.KeyId);
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or UnauthorizedAccessException)
        {
            return new Finding("signing key", false, exception.Message);
        }
    }

    private static Finding PortOf(string name, int port)
    {
        bool isFree = port == 0 || FreePort.Or(IPAddress.Loopback, port) == port;
        return new Finding(name, true, isFree ? $"{port} is free" : $"{port} is taken; a free one would be used");
    }

    private sealed record Finding(string Check, bool Ok, string Detail);
}
