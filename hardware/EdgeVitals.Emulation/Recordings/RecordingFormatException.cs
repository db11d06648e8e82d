namespace EdgeVitals.Emulation.Recordings;

/// <summary>A recording's file is not what it says; the message names the file, the line where there is one, and
/// what was expected.</summary>
public sealed class RecordingFormatException : Exception
{
    /// <param name="file">Name of the file.</param>
    /// <param name="line">Line from 1, or 0 where the file has none.</param>
    /// <param name="reason">What is wrong.</param>
    public RecordingFormatException(string file, int line, string reason)
        : base(line > 0 ? $"{file}:{line}: {reason}" : $"{file}: {reason}")
    {
    }
}
