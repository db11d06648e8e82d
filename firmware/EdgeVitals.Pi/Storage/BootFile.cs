using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace EdgeVitals.Pi;

/// <summary>The number of boots, in a file of a data directory.</summary>
internal static class BootFile
{
    /// <summary>Counts one boot more and answers its number. It is durable before any frame bears it, or two boots
    /// would share an identity and the second one's frames would be dropped as duplicates.</summary>
    /// <exception cref="IOException">The file is not a boot number: to guess one could repeat an identity.</exception>
    public static int Next(string directory)
    {
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, "boot");
        int boot = 0;
        if (File.Exists(path))
        {
            string text = File.ReadAllText(path).Trim();
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out boot) || boot == int.MaxValue)
            {
                throw new IOException($"{path} holds '{text}', not a boot number below {int.MaxValue}");
            }
        }
        boot++;
        string temporary = path + ".new";
        using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write))
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(boot.ToString(CultureInfo.InvariantCulture)));
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
        FlushFolder(directory);
        return boot;
    }

    private static void FlushFolder(string directory)
    {
        // The rename is in the folder; Windows flushes it with the file and opens no folders.
        if (OperatingSystem.IsWindows()) return;
        try
        {
            using SafeFileHandle handle = File.OpenHandle(directory);
            RandomAccess.FlushToDisk(handle);
        }
        catch (UnauthorizedAccessException)
        {
            // Some file systems refuse to open a folder; the rename itself is still atomic.
        }
    }
}
