using EdgeVitals.Emulation.Wearers;
using EdgeVitals.Pi;
using EdgeVitals.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVitals.Tests.Pi;

public sealed class WearableTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Windows_of_a_duty_cycled_wearable_carry_values_and_a_waveform()
    {
        await using SimulatedWearable wearable = Wearable(TimeSpan.FromHours(1));
        for (int hour = 0; hour < 3; hour++) wearable.Measure(hour * 3_600_000_000L);
        Assert.Equal((15L, 15L, 0L),
            (wearable.Agent.Counters.FramesAppended, wearable.Agent.Counters.FramesPending,
                wearable.Agent.Counters.FramesDropped));
        Assert.Equal(0, wearable.Optics.EmptyReads);
    }

    [Fact]
    public async Task Wearable_sends_the_truth_of_its_wearer_through_the_gateway()
    {
        await using AckingGateway gateway = await AckingGateway.StartAsync();
        await using SimulatedWearable wearable = Wearable(TimeSpan.FromSeconds(30), gateway.Port);
        await wearable.Agent.StartAsync(TestContext.Current.CancellationToken);
        wearable.Measure(0);
        wearable.Measure(30_000_000);
        await wearable.Agent.DrainAsync(TestContext.Current.CancellationToken);
        List<Frame> frames = gateway.Frames;
        Assert.Equal(10, frames.Count);
        Assert.All(Values(frames, Channels.HeartRate), v => Assert.InRange(v, 650, 790));
        Assert.All(Values(frames, Channels.SpO2), v => Assert.InRange(v, 960, 980));
        Assert.All(Values(frames, Channels.BodyTemperature), v => Assert.InRange(v, 36_600, 36_800));
        Assert.Equal(1500, Values(frames, Channels.PlethInfrared).Count);
        // Continuous: the second window needs no warm-up.
        Frame second = frames.Where(f => f.ChannelId == Channels.HeartRate.Id).MaxBy(f => f.StartTicks)!;
        Assert.Equal(30, second.Count);
    }

    [Fact]
    public async Task Wearable_follows_its_time_provider_and_stops_when_cancelled()
    {
        ManualTime time = new();
        await using SimulatedWearable wearable = Wearable(TimeSpan.FromHours(1), time: time);
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken);
        Task run = wearable.RunAsync(cancel.Token);
        Assert.Equal(0, wearable.Windows);
        await time.AdvanceAsync(TimeSpan.FromSeconds(29));
        Assert.Equal(0, wearable.Windows);
        await time.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(1, wearable.Windows);
        await time.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.Equal(2, wearable.Windows);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task Hundreds_of_windows_allocate_next_to_nothing()
    {
        await using SimulatedWearable wearable = Wearable(TimeSpan.FromHours(1));
        const int Warm = 60;
        const int Windows = 400;
        for (int hour = 0; hour < Warm; hour++) wearable.Measure(hour * 3_600_000_000L);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int hour = Warm; hour < Warm + Windows; hour++) wearable.Measure(hour * 3_600_000_000L);
        allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / Windows;
        output.WriteLine($"{allocated} bytes a window");
        // About 200 were measured: what is not allocated cannot be kept either.
        Assert.True(allocated < 2_000, $"{allocated} bytes a window");
    }

    [Theory]
    [InlineData(0, 3600)]
    [InlineData(41, 3600)]
    [InlineData(30, 29)]
    public void Wearable_refuses_windows_that_cannot_be(int window, int every)
    {
        WaveformWearer wearer = new(new VitalScenario(), 1);
        Assert.Throws<ArgumentException>(() => new SimulatedWearable(new SimulatedWearableOptions
        {
            Agent = AgentTests.Options(1883, "dev1"), Optics = wearer, Temperature = wearer,
            Window = TimeSpan.FromSeconds(window), Every = TimeSpan.FromSeconds(every),
        }, NullLoggerFactory.Instance));
    }

    private static SimulatedWearable Wearable(TimeSpan every, int port = 1, TimeProvider? time = null)
    {
        WaveformWearer wearer = new(new VitalScenario(), 1);
        return new SimulatedWearable(new SimulatedWearableOptions
        {
            Agent = AgentTests.Options(port, "dev1", time: time), Optics = wearer, Temperature = wearer, Every = every,
        }, NullLoggerFactory.Instance);
    }

    private static List<int> Values(List<Frame> frames, Channel channel) =>
        [.. frames.Where(f => f.ChannelId == channel.Id).SelectMany(f => f.Values.Take(f.Count))];
}
