using System.Diagnostics;
using System.Globalization;

namespace EdgeVitals.Pi.Commands.Signals;

/// <summary>Says on standard error how far a long file is read: only on a terminal, and only after a second.</summary>
internal sealed class LoadProgress : IProgress<double>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    private readonly TextWriter error;
    private readonly string file;
    private readonly bool shown;
    private readonly long start = Stopwatch.GetTimestamp();
    private TimeSpan last;
    private int written;

    /// <param name="error">Where words go.</param>
    /// <param name="file">File that is read.</param>
    /// <param name="terminal">Whether somebody looks.</param>
    public LoadProgress(TextWriter error, string file, bool terminal)
    {
        this.error = error;
        this.file = file;
        shown = terminal;
    }

    /// <summary>One for the program's own standard error.</summary>
    public static LoadProgress On(TextWriter error, string path) => new(
        error, Path.GetFileName(path), ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected);

    public void Report(double value)
    {
        TimeSpan now = Stopwatch.GetElapsedTime(start);
        if (!shown || now < Patience || now - last < Between) return;
        last = now;
        string text = string.Create(CultureInfo.InvariantCulture, $"reading {file} {100 * value:0} %");
        error.Write("\r" + text.PadRight(written));
        written = text.Length;
    }

    public void Dispose()
    {
        // Leaves the line empty: what follows may be the one line of an error.
        if (written > 0) error.Write("\r" + new string(' ', written) + "\r");
    }
}
