using System.Collections.Frozen;

namespace EdgeVitals.Gateway.Catalog;

/// <summary>A channels file that could not be taken, for the screens and the log.</summary>
/// <param name="File">Its name without folder.</param>
/// <param name="Reason">One line.</param>
public sealed record ChannelProblem(string File, string Reason);

/// <summary>
/// Every channel that this gateway can name: the built-in ones, those of the files given at the start and those of the
/// files in the data folder's <c>channels</c>. Any thread reads; one loop reads the files again when they have changed.
/// </summary>
public sealed class ChannelCatalog
{
    /// <summary>Most files read from the folder.</summary>
    public const int MostFiles = 64;

    private readonly string _folder;
    private readonly IReadOnlyList<string> _given;
    private readonly ILogger<ChannelCatalog> _log;
    private string _seen;
    private Content _content;

    /// <summary>Reads the files that were given and those of the folder.</summary>
    /// <exception cref="ArgumentException">A file that was given cannot be taken; the message says which and why. One
    /// in the folder is a problem that the screens show.</exception>
    public ChannelCatalog(GatewayOptions options, ILogger<ChannelCatalog> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        _folder = FolderIn(options.DataDirectory);
        _given = options.ChannelFiles;
        _log = log;
        _seen = Stamp();
        _content = Read(mustHold: true);
        Complain([]);
    }

    /// <summary>Every channel, by ascending id.</summary>
    public IReadOnlyList<ChannelDeclaration> All => Volatile.Read(ref _content).All;

    /// <summary>Files that are not in force, and why.</summary>
    public IReadOnlyList<ChannelProblem> Problems => Volatile.Read(ref _content).Problems;

    /// <summary>The folder in which a clinic puts the files of its makers.</summary>
    public static string FolderIn(string dataDirectory) => Path.Combine(dataDirectory, "channels");

    /// <summary>The declaration of a number, or null where there is none yet.</summary>
    public ChannelDeclaration? Find(int id) => Volatile.Read(ref _content).ById.GetValueOrDefault(id);

    /// <summary>Reads the files again when one of them has changed; true when it did. Not for two threads.</summary>
    public bool Refresh()
    {
        string now = Stamp();
        if (now == _seen)
        {
            return false;
        }
        IReadOnlyList<ChannelProblem> before = Problems;
        Volatile.Write(ref _content, Read(mustHold: false));
        _seen = now;
        Complain(before);
        return true;
    }

    private Content Read(bool mustHold)
    {
        var all = ChannelDeclaration.BuiltIn.ToDictionary(d => d.Channel.Id);
        List<ChannelProblem> problems = [];
        foreach (string path in _given)
        {
            if (Take(path, all) is { Length: > 0 } reason)
            {
                if (mustHold)
                {
                    throw new ArgumentException($"--channels: accepts a channels file; '{path}': {reason}");
                }
                problems.Add(new ChannelProblem(Path.GetFileName(path), reason));
            }
        }
        string[] found = InFolder(out string fault);
        if (fault.Length > 0)
        {
            problems.Add(new ChannelProblem(Path.GetFileName(_folder), fault));
        }
        foreach (string path in found.Take(MostFiles))
        {
            if (Take(path, all) is { Length: > 0 } reason)
            {
                problems.Add(new ChannelProblem(Path.GetFileName(path), reason));
            }
        }
        problems.AddRange(found.Skip(MostFiles).Select(path =>
            new ChannelProblem(Path.GetFileName(path), $"only the first {MostFiles} files are read")));
        return new Content([.. all.Values.OrderBy(d => d.Channel.Id)], all.ToFrozenDictionary(), problems);
    }

    /// <summary>Adds a whole file, or nothing and the reason.</summary>
    private static string Take(string path, Dictionary<int, ChannelDeclaration> all)
    {
        if (!ChannelFile.TryRead(path, out ChannelFile? file, out string reason))
        {
            return reason;
        }
        foreach (ChannelDeclaration added in file.Channels)
        {
            ChannelDeclaration? other = all.GetValueOrDefault(added.Channel.Id)
                ?? all.Values.FirstOrDefault(d => d.Channel.Name == added.Channel.Name);
            if (other is not null)
            {
                string what = other.Channel.Id == added.Channel.Id ? $"id {added.Channel.Id}"
                    : $"name \"{added.Channel.Name}\"";
                return $"{what} is declared by another file, of {other.Vendor}";
            }
        }
        foreach (ChannelDeclaration added in file.Channels)
        {
            all.Add(added.Channel.Id, added);
        }
        return "";
    }

    /// <summary>The files of the folder, or none and why it cannot be read: names of channels are no reason for a
    /// gateway not to start.</summary>
    private string[] InFolder(out string fault)
    {
        fault = "";
        try
        {
            return Path.Exists(_folder)
                ? [.. Directory.EnumerateFiles(_folder, "*.json").Order(StringComparer.Ordinal)] : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            fault = $"the folder cannot be read: {exception.Message}";
            return [];
        }
    }

    /// <summary>Names, lengths and times of the files: cheap enough to look at all the time.</summary>
    private string Stamp()
    {
        string[] found = InFolder(out string fault);
        return string.Join('\n', _given.Concat(found).Select(path =>
        {
            var info = new FileInfo(path);
            return info.Exists ? $"{path}|{info.Length}|{info.LastWriteTimeUtc.Ticks}" : path;
        }).Prepend(fault));
    }

    private void Complain(IReadOnlyList<ChannelProblem> before)
    {
        foreach (ChannelProblem problem in Problems.Except(before))
        {
            GatewayLog.ChannelFileRefused(_log, problem.File, problem.Reason);
        }
    }

    private sealed record Content(
        IReadOnlyList<ChannelDeclaration> All, FrozenDictionary<int, ChannelDeclaration> ById,
        IReadOnlyList<ChannelProblem> Problems);
}

/// <summary>Takes changed channels files into force while the gateway runs.</summary>
internal sealed class ChannelWatch(ChannelCatalog catalog, ILogger<ChannelWatch> log) : BackgroundService
{
    // Real time even in a rehearsal: it is a person who copies the file and looks at the screen.
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Beat, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                try
                {
                    catalog.Refresh();
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    // The folder went away between two looks at it; the next beat looks again.
                    GatewayLog.LoopFailed(log, exception, "channels");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }
}
