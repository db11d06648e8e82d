using System.Diagnostics;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace EdgeVitals.Benchmarks;

/// <summary>Figures of one stage.</summary>
/// <param name="Key">Which stage.</param>
/// <param name="NanosecondsPerRun">Time of a run: BenchmarkDotNet's mean, or our median.</param>
/// <param name="BytesPerRun">Managed bytes that a run allocates, counted by the runtime on this thread. Not by
/// BenchmarkDotNet's diagnoser: it shares out to the runs what its own engine allocates, and zero would not be zero.
/// </param>
internal sealed record Measurement(string Key, double NanosecondsPerRun, double BytesPerRun)
{
    // Ours: short enough that all stages take some seconds, long enough that a run of a millisecond is in it often.
    private const int Rounds = 9;
    private const int CountedRuns = 64;
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(40);

    /// <summary>By BenchmarkDotNet, in this process: a program built for each stage would take minutes.</summary>
    public static Measurement[] ByBenchmarkDotNet()
    {
        string artifacts = Directory.CreateTempSubdirectory("edgevitals-benchmarks").FullName;
        Job job = Job.ShortRun.WithToolchain(new InProcessEmitToolchain(logOutput: false))
            .WithIterationTime(TimeInterval.FromMilliseconds(200));
        IConfig config = ManualConfig.CreateEmpty().AddJob(job)
            .AddColumnProvider(DefaultColumnProviders.Instance).AddLogger(NullLogger.Instance)
            .WithArtifactsPath(artifacts).WithOptions(ConfigOptions.DisableLogFile);
        Summary summary = BenchmarkRunner.Run<DeviceBenchmarks>(config);
        Directory.Delete(artifacts, recursive: true);
        return [.. summary.Reports.Select(Of).OrderBy(stage => Array.IndexOf(DeviceStages.Keys, stage.Key))];
    }

    /// <summary>By a stopwatch: the median of some rounds.</summary>
    public static Measurement Quick(string key)
    {
        Stage stage = DeviceStages.Create(key);
        RunFor(stage, Round * 3);
        double[] times = new double[Rounds];
        for (int i = 0; i < Rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            long done = RunFor(stage, Round);
            times[i] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / done;
        }
        Array.Sort(times);
        return new Measurement(key, times[Rounds / 2], BytesOf(stage));
    }

    private static long RunFor(Stage stage, TimeSpan time)
    {
        long start = Stopwatch.GetTimestamp();
        long runs = 0;
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            // A run may be as short as a look at the stopwatch.
            for (int i = 0; i < 16; i++) stage.Run();
            runs += 16;
        }
        return runs;
    }

    private static Measurement Of(BenchmarkReport report)
    {
        string key = (string)report.BenchmarkCase.Parameters[nameof(DeviceBenchmarks.Key)];
        return new Measurement(key, report.ResultStatistics?.Mean ?? double.NaN, BytesOf(DeviceStages.Create(key)));
    }

    private static double BytesOf(Stage stage)
    {
        for (int i = 0; i < CountedRuns; i++) stage.Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < CountedRuns; i++) stage.Run();
        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / CountedRuns;
    }
}
