namespace EdgeVitals.Benchmarks;

/// <summary>Every stage on the way of a sample from a chip's registers to the gateway's acknowledgement.</summary>
internal static class DeviceStages
{
    private static readonly (string Key, Func<Stage> Create)[] Makers =
    [
        ("max30102", DriverStages.Max30102),
        ("adxl345", DriverStages.Adxl345),
        ("ads1115", DriverStages.Ads1115),
        ("tmp117", DriverStages.Tmp117),
        ("mlx90614", DriverStages.Mlx90614),
        ("max17048", DriverStages.Max17048),
        ("sampling", SamplingStage.Create),
        ("signals", FrameStages.Signals),
        ("encode", FrameStages.Encode),
        ("append", FrameStages.Append),
        ("append-flash", FrameStages.AppendFullFlash),
        ("load", FrameStages.Load),
        ("acknowledge", FrameStages.AppendLoadAcknowledge),
        ("decode", FrameStages.Decode),
    ];

    /// <summary>Short names, in the order of the way.</summary>
    public static string[] Keys { get; } = [.. Makers.Select(maker => maker.Key)];

    /// <summary>A stage that is ready to run.</summary>
    public static Stage Create(string key) => Array.Find(Makers, maker => maker.Key == key).Create();
}
