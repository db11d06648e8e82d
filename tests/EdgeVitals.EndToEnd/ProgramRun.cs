using System.Collections.Concurrent;
using System.Diagnostics;

namespace EdgeVitals.EndToEnd;

/// <summary>One of our programs as a process of its own, started from its own build output.</summary>
internal sealed class ProgramRun : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource _outputClosed = new(), _errorClosed = new();

    private ProgramRun(string assembly, IEnumerable<string> arguments, string? folder = null)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        if (folder is not null) start.WorkingDirectory = folder;
        start.ArgumentList.Add(assembly);
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Take(e.Data, Output, _outputClosed);
        _process.ErrorDataReceived += (_, e) => Take(e.Data, Errors, _errorClosed);
    }

    /// <summary>Lines of standard output so far.</summary>
    public ConcurrentQueue<string> Output { get; } = new();

    /// <summary>Lines of standard error so far.</summary>
    public ConcurrentQueue<string> Errors { get; } = new();

    public static string Root { get; } = FindRoot();

    public static ProgramRun Start(string program, params string[] arguments)
    {
        string tier = program is "Cloud" or "Fleet" ? "cloud" : program == "Gateway" ? "gateway" : "firmware";
        // bin/<configuration>/<framework> is the same for every project of one build.
        string[] own = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar);
        string assembly = Path.Combine(
            Root, tier, $"EdgeVitals.{program}", "bin", own[^2], own[^1], $"edgevitals-{program.ToLowerInvariant()}.dll");
        return new ProgramRun(assembly, arguments).Started();
    }

    /// <summary>A dotnet command, such as a build, or an assembly of a maker's own, in a folder of its own.</summary>
    public static ProgramRun StartDotnet(string folder, string command, params string[] arguments) =>
        new ProgramRun(command, arguments, folder).Started();

    /// <summary>Runs to the end and gives the exit code.</summary>
    public static async Task<(int Code, string[] Output, string[] Errors)> ToEndAsync(
        string program, TimeSpan limit, params string[] arguments)
    {
        await using ProgramRun run = Start(program, arguments);
        int code = await run.ExitAsync(limit);
        return (code, [.. run.Output], [.. run.Errors]);
    }

    /// <summary>The first line that fits, from now or before.</summary>
    public async Task<string> LineAsync(ConcurrentQueue<string> lines, Func<string, bool> fits, TimeSpan limit)
    {
        using CancellationTokenSource end = Limit(limit);
        while (true)
        {
            if (lines.FirstOrDefault(fits) is string line) return line;
            if (_process.HasExited || end.IsCancellationRequested)
            {
                throw new TimeoutException($"The line did not come.\n{string.Join('\n', Output.Concat(Errors))}");
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    public async Task<int> ExitAsync(TimeSpan limit)
    {
        using CancellationTokenSource end = Limit(limit);
        await _process.WaitForExitAsync(end.Token);
        await Task.WhenAll(_outputClosed.Task, _errorClosed.Task).WaitAsync(end.Token);
        return _process.ExitCode;
    }

    /// <summary>kill -9: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private ProgramRun Started()
    {
        // A build server that outlived the test would hold the pipes open.
        _process.StartInfo.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        return this;
    }

    private static CancellationTokenSource Limit(TimeSpan limit)
    {
        var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        end.CancelAfter(limit);
        return end;
    }

    private static void Take(string? line, ConcurrentQueue<string> lines, TaskCompletionSource closed)
    {
        if (line is null) closed.TrySetResult();
        else lines.Enqueue(line);
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(Path.Combine(d.FullName, "EdgeVitals.sln"))) return d.FullName;
        }

        throw new DirectoryNotFoundException($"No EdgeVitals.sln above {AppContext.BaseDirectory}.");
    }
}
