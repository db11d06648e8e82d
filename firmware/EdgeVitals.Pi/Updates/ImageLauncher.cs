using System.ComponentModel;
using System.Runtime.InteropServices;
using EdgeVitals.Device;

namespace EdgeVitals.Pi;

/// <summary>Starts the image of a slot in place of this program. The program that was installed runs first at each start:
/// it chooses, verifies, writes the verified bytes out and becomes the image, with the same arguments and the same process
/// id, so that a service manager sees one program.</summary>
public static class ImageLauncher
{
    /// <summary>Tells the image which slot it came from, as "slot" or "slot trial"; without it a program is the installed
    /// one.</summary>
    public const string Variable = "EDGEVITALS_IMAGE";

    /// <summary>Chooses what runs.</summary>
    /// <param name="updates">Key and target.</param>
    /// <param name="directory">Data directory with the slots.</param>
    /// <param name="variable">Value of <see cref="Variable"/>, null when it is not set.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static ImageChoice Choose(AgentUpdates updates, string directory, string? variable)
    {
        ArgumentNullException.ThrowIfNull(updates);
        if (Parse(variable) is ImageChoice own) return own;
        Directory.CreateDirectory(directory);
        using SlotFile file = new(updates, directory);
        BootSelector selector = new(new UpdateSlots(new BlockFlash(file.Store)), updates.PublicKey.ToArray(),
            updates.Target);
        int slot = selector.Choose();
        if (slot == BootSelector.FactoryImage) return new ImageChoice(slot, false, null);
        byte[] image = new byte[selector.Size];
        // What was read a second time is what is written out: verified bytes, whatever the disk answers later.
        return selector.Load(image) == 0
            ? new ImageChoice(slot, selector.IsTrial, WriteOut(directory, image))
            : new ImageChoice(BootSelector.FactoryImage, false, null);
    }

    /// <summary>Becomes the image; returns only when that cannot be, with the reason.</summary>
    public static string Become(ImageChoice choice, IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(choice);
        ArgumentNullException.ThrowIfNull(arguments);
        string path = choice.Path ?? throw new ArgumentException("The installed program runs already.", nameof(choice));
        if (OperatingSystem.IsWindows()) return "images are started on Linux and macOS";
        List<string?> environment = [];
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            if ((string)entry.Key != Variable) environment.Add($"{entry.Key}={entry.Value}");
        }
        environment.Add($"{Variable}={choice.Slot}{(choice.IsTrial ? " trial" : "")}");
        _ = execve(path, [path, .. arguments, null], [.. environment, null]);
        return new Win32Exception(Marshal.GetLastPInvokeError()).Message;
    }

    private static ImageChoice? Parse(string? variable)
    {
        if (variable is null) return null;
        string[] words = variable.Split(' ');
        bool good = words[0] is "0" or "1" && (words.Length == 1 || (words.Length == 2 && words[1] == "trial"));
        return good ? new ImageChoice(words[0][0] - '0', words.Length == 2, null) : null;
    }

    private static string WriteOut(string directory, byte[] image)
    {
        string path = Path.Combine(directory, "image");
        string temporary = path + ".new";
        File.Delete(temporary);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }
        using (FileStream stream = new(temporary, options))
        {
            stream.Write(image);
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
        return path;
    }

#pragma warning disable SYSLIB1054 // A source-generated import would ask for unsafe code in the whole program.
    [DllImport("libc", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true,
        SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int execve(string path, string?[] arguments, string?[] environment);
#pragma warning restore SYSLIB1054
}

/// <summary>What runs.</summary>
/// <param name="Slot">A slot, or <see cref="BootSelector.FactoryImage"/> for the installed program.</param>
/// <param name="IsTrial">Whether it is new and has to confirm itself.</param>
/// <param name="Path">File to become; null for the program that asks.</param>
public sealed record ImageChoice(int Slot, bool IsTrial, string? Path);
