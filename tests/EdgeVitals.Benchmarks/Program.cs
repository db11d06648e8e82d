using EdgeVitals.Benchmarks;
using EdgeVitals.Benchmarks.Privacy;
using EdgeVitals.Benchmarks.Signals;

// Prints what each stage on the device costs, how its signal processing stands beside public detectors, and what the
// privacy library costs; exit 1 when something allocates, keeps too much state, does not do its work or is too slow, 2
// for an unknown option.
bool quick = args.Contains("--quick");
bool signalsAlone = args.Contains("signals");
bool privacyAlone = args.Contains("privacy");
if (Array.Find(args, arg => arg is not ("--quick" or "signals" or "privacy")) is string unknown)
{
    Console.Error.WriteLine($"edgevitals benchmarks: unknown option '{unknown}'; there are --quick (a stopwatch instead "
        + "of BenchmarkDotNet, some seconds), signals (detectors on recordings and virtual wearers alone) and privacy "
        + "(samplers, reports and accounting alone)");
    return 2;
}
if (signalsAlone || privacyAlone)
{
    // Each of the two that was asked for.
    bool isMet = !signalsAlone || SignalReport.Print(Console.Out, quick);
    isMet &= !privacyAlone || PrivacyReport.Print(Console.Out, quick);
    return isMet ? 0 : 1;
}
Measurement[] measured = quick ? [.. DeviceStages.Keys.Select(Measurement.Quick)] : Measurement.ByBenchmarkDotNet();
Console.WriteLine($"{(quick ? "Stopwatch, median of 9" : "BenchmarkDotNet, short run")}, .NET {Environment.Version}, "
    + $"{Environment.ProcessorCount} cores; chips answer from a recording");
Console.WriteLine();
Console.WriteLine($"| {"stage",-50} | {"samples a run",13} | {"ns a sample",11} | {"bytes a sample",14} |");
Console.WriteLine($"|{new string('-', 52)}|{new string('-', 14)}:|{new string('-', 12)}:|{new string('-', 15)}:|");
bool good = measured.Length == DeviceStages.Keys.Length;
foreach (Measurement measurement in measured)
{
    Stage stage = DeviceStages.Create(measurement.Key);
    double nanoseconds = measurement.NanosecondsPerRun / stage.Samples;
    double bytes = measurement.BytesPerRun / stage.Samples;
    // Not a number is neither.
    good &= bytes == 0 && nanoseconds > 0 && stage.Run() == stage.Samples;
    Console.WriteLine($"| {stage.Name,-50} | {stage.Samples,13:N0} | {nanoseconds,11:N1} | {bytes,14:0.###} |");
}
Console.WriteLine();
string head = $"state, windows of {StateBytes.WindowSeconds} s";
Console.WriteLine($"| {head,-50} | {"channels",8} | {"bytes",8} | {"bytes a channel",15} |");
Console.WriteLine($"|{new string('-', 52)}|{new string('-', 9)}:|{new string('-', 9)}:|{new string('-', 16)}:|");
foreach (StateBytes state in StateBytes.All())
{
    string each = state.Channels.Length > 0 ? $"{state.Bytes / state.Channels.Length:N0}" : "";
    Console.WriteLine($"| {state.Part,-50} | {state.Channels.Length,8} | {state.Bytes,8:N0} | {each,15} |");
}
Console.WriteLine();
good &= SignalReport.Print(Console.Out, quick);
Console.WriteLine();
Console.WriteLine(good ? "every stage does its work and allocates nothing" : "FAILED: a stage allocates or fails");
Console.WriteLine();
good &= PrivacyReport.Print(Console.Out, quick);
return good ? 0 : 1;
