using System.Globalization;
using EdgeVitals.Device;

namespace EdgeVitals.Pi;

/// <summary>Number and last words of the boots, in a file of a data directory.</summary>
internal sealed class BootFile : IDisposable
{
    private readonly FileBlockStore _store;
    private readonly BootLog _log;

    /// <summary>Counts one boot more.</summary>
    /// <exception cref="IOException">The file cannot be written, or an earlier version's number cannot be read: to guess
    /// one could repeat an identity.</exception>
    public BootFile(string directory)
    {
        Directory.CreateDirectory(directory);
        int atLeast = FromText(Path.Combine(directory, "boot"));
        string path = Path.Combine(directory, "boot.bin");
        _store = new FileBlockStore(path, BootLog.StoreBytes);
        _log = new BootLog(_store);
        if (_log.Open(atLeast) == 0) return;
        _store.Dispose();
        throw new IOException($"{path} cannot be written, or its number of boots is used up");
    }

    /// <summary>Number of this boot.</summary>
    public int BootId => _log.BootId;

    /// <summary>Why it began, see <see cref="Wire.ResetCause"/>.</summary>
    public int Cause => _log.Cause;

    /// <summary>Task that was late in the boot before, see <see cref="Wire.DeviceTask"/>.</summary>
    public int LateTask => _log.LateTask;

    /// <summary>Notes why the next boot will begin.</summary>
    public void End(int cause, int lateTask) => _ = _log.End(cause, lateTask);

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();

    // Before there were last words the number stood in a text file; a folder of then goes on counting.
    private static int FromText(string path)
    {
        if (!File.Exists(path)) return 0;
        string text = File.ReadAllText(path).Trim();
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int boot)) return boot;
        throw new IOException($"{path} holds '{text}', not a boot number below {int.MaxValue}");
    }
}
