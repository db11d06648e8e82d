using BenchmarkDotNet.Attributes;

namespace EdgeVitals.Benchmarks;

/// <summary>The stages for BenchmarkDotNet, which wants a public class.</summary>
public class DeviceBenchmarks
{
    private Stage? _stage;

    /// <summary>Which stage.</summary>
    [ParamsSource(nameof(Keys))]
    public string Key { get; set; } = "";

    /// <summary>Every stage.</summary>
    public static string[] Keys => DeviceStages.Keys;

    /// <summary>Makes the stage.</summary>
    [GlobalSetup]
    public void Setup() => _stage = DeviceStages.Create(Key);

    /// <summary>Runs it once.</summary>
    [Benchmark]
    public int Run() => _stage!.Run();
}
