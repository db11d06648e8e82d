using EdgeVitals.Benchmarks;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Device;

/// <summary>The stages that EdgeVitals.Benchmarks times: each does its work and allocates nothing.</summary>
public sealed class StageAllocationTests
{
    private const int Runs = 64;

    public static TheoryData<string> Stages() => [.. DeviceStages.Keys];

    [Theory]
    [MemberData(nameof(Stages))]
    public void Stage_handles_its_samples_and_allocates_nothing(string key)
    {
        Stage stage = DeviceStages.Create(key);
        Assert.Equal(stage.Samples * Runs, Run(stage));
        Assert.Equal(0, Allocated(stage));
    }

    [Fact]
    public void Stage_that_allocates_a_single_object_is_caught()
    {
        Stage broken = new("frame decode into a new frame", 1, static () => new Frame(1, 1).Count + 1);
        Assert.Equal(Runs, Run(broken));
        Assert.True(Allocated(broken) > 0);
    }

    [Fact]
    public void State_of_every_channel_is_counted()
    {
        StateBytes[] parts = StateBytes.All();
        Assert.All(parts, part => Assert.True(part.Bytes > 0, part.Part));
        string[] made = [.. parts.SelectMany(part => part.Channels).Distinct()];
        // Red stays on the device.
        Assert.Equal(Channels.All.Select(channel => channel.Name).Except([Channels.PlethRed.Name]).Order(),
            made.Order());
    }

    private static long Run(Stage stage)
    {
        long samples = 0;
        for (int i = 0; i < Runs; i++) samples += stage.Run();
        return samples;
    }

    private static long Allocated(Stage stage)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Runs; i++) stage.Run();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
