using EdgeVitals.Pi;
using EdgeVitals.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVitals.Tests.Pi;

/// <summary>The agent over real sockets to the real listener.</summary>
public sealed class AgentTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Agent_delivers_its_frames_and_says_hello_and_goodbye()
    {
        await using AckingGateway gateway = await AckingGateway.StartAsync();
        await using (DeviceAgent agent = Agent(gateway.Port, "dev1"))
        {
            for (int i = 0; i < 30; i++) agent.Append(Feature(i), backfill: i < 10);
            await agent.StartAsync(Cancellation);
            await agent.DrainAsync(Cancellation);
            Assert.Equal(new AgentCounters(30, 30, 0, 0, 0, 0), agent.Counters);
            Assert.Equal(Enumerable.Range(0, 30).Select(i => (long)i), gateway.Frames.Select(f => f.Sequence).Order());
            Assert.All(gateway.Frames, frame => Assert.Equal(agent.BootId, frame.BootId));
        }
        StatusMessage hello = gateway.Statuses[0].Status;
        Assert.Equal(StatusState.Online, hello.State);
        Assert.InRange(hello.UncertaintyMicros, 0, 5_000_000);
        Assert.Equal(StatusState.Stopped, gateway.Statuses[^1].Status.State);
    }

    [Fact]
    public async Task Frames_of_a_boot_that_was_never_heard_are_sent_by_the_next_one()
    {
        string data = Directory.CreateTempSubdirectory("edgevitals-agent").FullName;
        try
        {
            int first;
            await using (DeviceAgent agent = Agent(1, "dev1", data))
            {
                first = agent.BootId;
                for (int i = 0; i < 5; i++) agent.Append(Feature(i), backfill: false);
            }
            await using AckingGateway gateway = await AckingGateway.StartAsync();
            await using DeviceAgent again = Agent(gateway.Port, "dev1", data);
            Assert.Equal(first + 1, again.BootId);
            Assert.Equal(5, again.Counters.FramesPending);
            again.Append(Feature(5), backfill: false);
            await again.StartAsync(Cancellation);
            await again.DrainAsync(Cancellation);
            Assert.Equal(5, gateway.Frames.Count(f => f.BootId == first));
            Assert.Equal(1, gateway.Frames.Count(f => f.BootId == again.BootId));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task Task_that_hangs_ends_the_boot_and_the_next_one_says_which_it_was()
    {
        string data = Directory.CreateTempSubdirectory("edgevitals-agent").FullName;
        try
        {
            ManualTime time = new();
            await using (DeviceAgent agent = new(Options(1, "dev1", data) with { NetworkTime = time },
                NullLogger<DeviceAgent>.Instance))
            {
                agent.Expect(DeviceTask.Sampling, TimeSpan.FromSeconds(10));
                await time.AdvanceAsync(TimeSpan.FromSeconds(9));
                Assert.Equal(DeviceTask.None, agent.LateTask);
                agent.Alive(DeviceTask.Sampling);
                await time.AdvanceAsync(TimeSpan.FromSeconds(11));
                Assert.Equal(DeviceTask.Sampling, agent.LateTask);
                Assert.Equal(ResetCause.Watchdog, await agent.RestartWanted);
            }
            await using AckingGateway gateway = await AckingGateway.StartAsync();
            await using (DeviceAgent again = Agent(gateway.Port, "dev1", data))
            {
                again.Append(Feature(0), backfill: false);
                await again.StartAsync(Cancellation);
                await again.DrainAsync(Cancellation);
            }
            StatusMessage hello = gateway.Statuses[0].Status;
            Assert.Equal((ResetCause.Watchdog, DeviceTask.Sampling), (hello.ResetCause, hello.LateTask));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task Radio_bursts_deliver_what_waited_say_sleeping_and_are_no_reconnects()
    {
        await using AckingGateway gateway = await AckingGateway.StartAsync();
        await using DeviceAgent agent = new(Options(gateway.Port, "dev1", null) with
        {
            BurstEvery = TimeSpan.FromHours(1),
        }, NullLogger<DeviceAgent>.Instance);
        await agent.StartAsync(Cancellation);
        for (int burst = 0; burst < 3; burst++)
        {
            for (int i = 0; i < 5; i++) agent.Append(Feature(i), backfill: false);
            agent.WakeLink();
            await agent.DrainAsync(Cancellation);
            await UntilAsync(() => gateway.Statuses.Count(s => s.Status.State == StatusState.Sleeping) == burst + 1);
        }
        Assert.Equal(15, gateway.Frames.Count);
        Assert.Equal(0, agent.Counters.Reconnects);
    }

    [Fact]
    public async Task Agent_comes_back_after_the_gateway_was_away_and_loses_nothing()
    {
        int port;
        AckingGateway before = await AckingGateway.StartAsync();
        before.Acknowledges = false;
        port = before.Port;
        await using DeviceAgent agent = Agent(port, "dev1");
        await agent.StartAsync(Cancellation);
        for (int i = 0; i < 20; i++) agent.Append(Feature(i), backfill: false);
        await UntilAsync(() => before.Frames.Count >= 8);
        Assert.Equal(20, agent.Counters.FramesPending);
        await before.DisposeAsync();
        await using AckingGateway after = await AckingGateway.StartAsync(port: port);
        await agent.DrainAsync(Cancellation);
        Assert.Equal(20, after.Frames.Count);
        Assert.True(agent.Counters.Reconnects >= 1);
        Assert.Equal(20, agent.Counters.FramesAcknowledged);
    }

    [Fact]
    public async Task Agent_with_a_wrong_token_keeps_its_frames()
    {
        await using AckingGateway gateway = await AckingGateway.StartAsync();
        TestLog log = new();
        await using DeviceAgent agent = new(
            Options(gateway.Port, "dev1") with { Token = "guess" }, new Logger(log));
        agent.Append(Feature(0), backfill: false);
        await agent.StartAsync(Cancellation);
        await UntilAsync(() => log.Lines.Any(line => line.Contains("not connected", StringComparison.Ordinal)));
        Assert.Equal(1, agent.Counters.FramesPending);
        Assert.Empty(gateway.Frames);
    }

    [Fact]
    public async Task Two_hundred_agents_in_one_process_deliver_everything()
    {
        await using AckingGateway gateway = await AckingGateway.StartAsync();
        List<DeviceAgent> agents = [.. Enumerable.Range(0, 200).Select(i => Agent(gateway.Port, $"dev{i}"))];
        int threads = ThreadPool.ThreadCount;
        foreach (DeviceAgent agent in agents)
        {
            await agent.StartAsync(Cancellation);
            for (int i = 0; i < 10; i++) agent.Append(Feature(i), backfill: true);
        }
        await Task.WhenAll(agents.Select(agent => agent.DrainAsync(Cancellation)));
        Assert.Equal(2000, gateway.Frames.Count);
        Assert.True(ThreadPool.ThreadCount < threads + 100, "a thread per agent");
        foreach (DeviceAgent agent in agents) await agent.DisposeAsync();
    }

    [Fact]
    public void Agent_options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Agent(1883, "a/b"));
        Assert.ThrowsAny<ArgumentException>(() => Agent(0, "dev1"));
        Assert.ThrowsAny<ArgumentException>(() => new DeviceAgent(
            Options(1883, "dev1") with { MaximumInFlight = 0 }, NullLogger<DeviceAgent>.Instance));
    }

    [Fact]
    public void Damaged_boot_number_is_an_error_and_never_a_repeated_identity()
    {
        string data = Directory.CreateTempSubdirectory("edgevitals-boot").FullName;
        try
        {
            File.WriteAllText(Path.Combine(data, "boot"), "7x");
            IOException error = Assert.Throws<IOException>(() => Agent(1883, "dev1", data));
            Assert.Contains("boot", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    internal static AgentOptions Options(
        int port, string device, string? data = null, TimeProvider? time = null) => new()
    {
        Site = "clinic", DeviceId = device, Token = "token-" + device, Host = "127.0.0.1", Port = port,
        Time = time ?? TimeProvider.System, DataDirectory = data,
    };

    private static DeviceAgent Agent(int port, string device, string? data = null) =>
        new(Options(port, device, data), NullLogger<DeviceAgent>.Instance);

    private static Frame Feature(int hour)
    {
        Frame frame = new()
        {
            StartTicks = hour * 3_600_000_000L, PeriodMicros = 3_600_000_000, ChannelId = Channels.HeartRate.Id,
            ScaleExponent = -1, Quality = 90,
        };
        frame.Add(700 + hour);
        return frame;
    }

    /// <summary>Waits for something that another thread does; the test's own time limit ends it.</summary>
    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
        }
    }
}
