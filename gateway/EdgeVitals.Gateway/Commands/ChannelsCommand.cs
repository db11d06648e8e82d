using System.CommandLine;
using System.Globalization;
using EdgeVitals.Gateway.Catalog;
using EdgeVitals.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVitals.Gateway.Commands;

/// <summary>What makers' channels files declare: checked before they are put into the data folder, listed after.
/// </summary>
internal static class ChannelsCommand
{
    /// <summary>The option of every verb that takes channels files.</summary>
    public static Option<string[]> Files() => new("--channels")
    {
        Description = "a maker's channels file; may be given several times",
        DefaultValueFactory = _ => [],
    };

    public static Command Create() => new("channels", "Channels that makers have declared.") { Check(), List() };

    private static Command Check()
    {
        var file = new Argument<string>("FILE") { Description = "a maker's channels file" };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("check", "Check a maker's channels file; exit 2 names the first fault.")
        {
            file, json,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            if (!ChannelFile.TryRead(path, out ChannelFile? read, out string reason))
            {
                throw new UsageException($"'{path}': {reason}");
            }
            CommandLine.Print(parsed, parsed.GetValue(json),
                new { vendor = read.Vendor, channels = read.Channels.Select(Shown) },
                [$"{read.Vendor}: {read.Channels.Count} channels, all good", .. read.Channels.Select(Line)]);
            return CommandLine.Done;
        });
        return command;
    }

    private static Command List()
    {
        Option<string> data = SharedOptions.Data();
        Option<string[]> files = Files();
        Option<bool> json = SharedOptions.Json();
        var command = new Command("list", "List every channel that this gateway can name; exit 1 when a file is bad.")
        {
            data, files, json,
        };
        command.SetAction(parsed =>
        {
            var catalog = new ChannelCatalog(
                new GatewayOptions
                {
                    DataDirectory = SharedOptions.Existing(parsed.GetRequiredValue(data)),
                    ChannelFiles = parsed.GetValue(files) ?? [],
                }, NullLogger<ChannelCatalog>.Instance);
            CommandLine.Print(parsed, parsed.GetValue(json),
                new { channels = catalog.All.Select(Shown), problems = catalog.Problems },
                [.. catalog.All.Select(Line), .. catalog.Problems.Select(p => $"FAIL  {p.File}: {p.Reason}")]);
            return catalog.Problems.Count == 0 ? CommandLine.Done : CommandLine.CheckFailed;
        });
        return command;
    }

    private static string Line(ChannelDeclaration declared)
    {
        Channel channel = declared.Channel;
        string of = declared.Vendor.Length > 0 ? $"  ({declared.Vendor})" : "";
        return $"{channel.Id,5}  {channel.Name}  {declared.Title}  {Value(channel, channel.Minimum)} to "
            + $"{Value(channel, channel.Maximum)} {channel.Unit}{of}";
    }

    /// <summary>A limit in the unit: a scale that is wrong by a digit shows here at a glance.</summary>
    private static string Value(Channel channel, int scaled) => (scaled * Math.Pow(10, channel.ScaleExponent))
        .ToString("F" + Math.Max(0, -channel.ScaleExponent), CultureInfo.InvariantCulture);

    private static object Shown(ChannelDeclaration declared) => new
    {
        id = declared.Channel.Id,
        name = declared.Channel.Name,
        title = declared.Title,
        unit = declared.Channel.Unit,
        scaleExponent = declared.Channel.ScaleExponent,
        minimum = declared.Channel.Minimum,
        maximum = declared.Channel.Maximum,
        loinc = declared.Channel.Loinc,
        mdc = declared.Channel.Mdc,
        @class = declared.Class == ChannelClass.Raw ? "raw" : "feature",
        vendor = declared.Vendor,
    };
}
