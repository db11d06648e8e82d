using System.Diagnostics;
using System.Text.Json;

namespace EdgeVitals.Tests.Cloud;

/// <summary>The real program in a process of its own.</summary>
internal sealed class CloudProcess : IAsyncDisposable
{
    private readonly Process _process;

    private CloudProcess(Process process) => _process = process;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(Token);
        Task<string> error = process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Starts "run --json" and reads the one line that it prints once it listens.</summary>
    public static async Task<(CloudProcess Process, JsonElement Started)> ServeAsync(params string[] arguments)
    {
        var process = Start(["run", "--json", .. arguments]);
        _ = process.StandardError.ReadToEndAsync(Token);
        string? line = await process.StandardOutput.ReadLineAsync(Token);
        return (new CloudProcess(process), JsonDocument.Parse(line!).RootElement);
    }

    /// <summary>SIGKILL: no handler of the program runs.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private static Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "edgevitals-cloud.dll") },
        };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
