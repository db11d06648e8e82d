using System.CommandLine;
using EdgeVitals.Gateway.Updates;
using EdgeVitals.Wire;

namespace EdgeVitals.Gateway.Commands;

internal static class UpdatesCommands
{
    public static Command Create() => new("updates", "Firmware images that devices are offered.")
    {
        Manifest(), Add(), List(),
    };

    private static Command Manifest()
    {
        Option<string> image = FileOption("--image", "a file with the image");
        var target = new Option<string>("--target")
        {
            Description = $"board and role, 1..{UpdateManifest.MaximumTargetLength} printable characters",
            Required = true,
        };
        Option<int> version = Number("--version", "version of the image, 1 or more");
        Option<int> counter = Number("--counter", "rollback counter, 1 or more, higher than that of any image before");
        var minimum = new Option<int>("--minimum")
        {
            Description = "oldest version that the image can follow, 0 or more",
            DefaultValueFactory = _ => 0,
        };
        Option<string> output = FileOption("--out", "a file for the manifest's bytes");
        var command = new Command("manifest", "Write the manifest of an image: the bytes that the maker signs.")
        {
            image, target, version, minimum, counter, output,
        };
        command.SetAction(parsed =>
        {
            byte[] manifest = Told(() => FirmwareShelf.ManifestOf(parsed.GetRequiredValue(image),
                parsed.GetRequiredValue(target), parsed.GetValue(version), parsed.GetValue(minimum),
                parsed.GetValue(counter)));
            File.WriteAllBytes(parsed.GetRequiredValue(output), manifest);
            CommandLine.Print(parsed, false, manifest,
                $"{manifest.Length} bytes to sign in {parsed.GetRequiredValue(output)}");
            return CommandLine.Done;
        });
        return command;
    }

    private static Command Add()
    {
        Option<string> data = SharedOptions.Data();
        Option<string> image = FileOption("--image", "a file with the image");
        Option<string> manifest = FileOption("--manifest", "the file that updates manifest wrote");
        Option<string> signature = FileOption("--signature", "a file with the maker's Ed25519 signature, 64 bytes");
        Option<bool> json = SharedOptions.Json();
        var command = new Command("add", "Lay an image ready for devices; a running gateway finds it.")
        {
            data, image, manifest, signature, json,
        };
        command.SetAction(parsed =>
        {
            var shelf = new FirmwareShelf(SharedOptions.Existing(parsed.GetRequiredValue(data)));
            FirmwareUpdate update = Told(() => shelf.Add(parsed.GetRequiredValue(image),
                Small(parsed.GetRequiredValue(manifest)), Small(parsed.GetRequiredValue(signature))));
            CommandLine.Print(parsed, parsed.GetValue(json), Shown(update), Line(update),
                "The signature is checked by the devices, not here.");
            return CommandLine.Done;
        });
        return command;
    }

    private static Command List()
    {
        Option<string> data = SharedOptions.Data();
        Option<bool> json = SharedOptions.Json();
        var command = new Command("list", "List the images that devices are offered.") { data, json };
        command.SetAction(parsed =>
        {
            List<FirmwareUpdate> updates =
                new FirmwareShelf(SharedOptions.Existing(parsed.GetRequiredValue(data))).Read();
            CommandLine.Print(parsed, parsed.GetValue(json), new { updates = updates.Select(Shown) },
                updates.Select(Line));
            return CommandLine.Done;
        });
        return command;
    }

    /// <summary>A manifest or a signature: more than a kilobyte of it is another file.</summary>
    private static byte[] Small(string path) => new FileInfo(path).Length <= 1024 ? File.ReadAllBytes(path)
        : throw new UsageException($"'{path}' is too large for a manifest or a signature");

    private static T Told<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (InvalidDataException exception)
        {
            throw new UsageException(exception.Message);
        }
    }

    private static object Shown(FirmwareUpdate update) => new
    {
        update.Manifest.Target,
        update.Manifest.Version,
        update.Manifest.MinimumVersion,
        counter = update.Manifest.RollbackCounter,
        update.Manifest.Size,
        sha256 = Convert.ToHexStringLower(update.Manifest.Sha256),
    };

    private static string Line(FirmwareUpdate update) =>
        $"{update.Manifest.Target}  version {update.Manifest.Version}  counter {update.Manifest.RollbackCounter}  "
        + $"{update.Manifest.Size} bytes  {Convert.ToHexStringLower(update.Manifest.Sha256)[..16]}";

    private static Option<string> FileOption(string name, string what) =>
        new(name) { Description = what, Required = true };

    private static Option<int> Number(string name, string what) => new(name) { Description = what, Required = true };
}
