using System.Net.Sockets;
using System.Text;
using EdgeVitals.Device;
using EdgeVitals.Pi;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Pi;

/// <summary>What the service manager hears, over a real unix datagram socket.</summary>
public sealed class SupervisionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("notify").FullName;
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Words_arrive_at_a_socket_by_path_and_by_abstract_name(bool isAbstract)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "unix datagram sockets");
        Assert.SkipWhen(isAbstract && !OperatingSystem.IsLinux(), "abstract sockets are Linux's");
        using ServiceManager manager = Manager(Listen(isAbstract), "30000000", "")!;
        manager.Ready();
        manager.Alive();
        manager.Stopping();
        Assert.Equal(["READY=1", "WATCHDOG=1", "STOPPING=1"], Heard());
        Assert.Equal(TimeSpan.FromSeconds(30), manager.Watchdog);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("vsock:2:1234", false)]
    [InlineData("relative", false)]
    [InlineData("/run/none", true)]
    public void Manager_is_found_by_a_name_that_we_can_reach(string? name, bool found)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "unix datagram sockets");
        using ServiceManager? manager = Manager(name, null, null);
        Assert.Equal(found, manager is not null);
        // Nobody listens there: the service runs on.
        manager?.Ready();
        Assert.Null(manager?.Watchdog);
    }

    [Theory]
    [InlineData("30000000", "77", true)]
    [InlineData("30000000", "78", false)]
    [InlineData("0", "77", false)]
    [InlineData("-5", "", false)]
    [InlineData("soon", "", false)]
    public void Watchdog_is_ours_when_it_has_a_time_and_names_us(string micros, string process, bool ours)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "unix datagram sockets");
        using ServiceManager manager = Manager("/run/none", micros, process)!;
        Assert.Equal(ours, manager.Watchdog is not null);
    }

    [Fact]
    public async Task Watchdog_is_fed_only_while_every_task_makes_progress()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "unix datagram sockets");
        ManualTime time = new();
        using ServiceManager manager = Manager(Listen(false), "30000000", "")!;
        bool alive = true;
        int asked = 0;
        await using WatchdogFeeder feeder = new(manager, manager.Watchdog!.Value, time, () => asked++, () => alive);
        foreach ((bool isAlive, string[] heard) in ((bool, string[])[])
            [(true, ["WATCHDOG=1"]), (false, []), (true, ["WATCHDOG=1"])])
        {
            alive = isAlive;
            await time.AdvanceAsync(TimeSpan.FromSeconds(15));
            Assert.Equal(heard, Heard());
        }
        Assert.Equal((1, 4), (feeder.Missed, asked));
    }

    [Fact]
    public async Task Loop_that_stands_still_ends_the_feeding_and_is_named_in_the_next_boot()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "unix datagram sockets");
        ManualTime time = new();
        AgentOptions options = new()
        {
            Site = "clinic", DeviceId = "dev1", Token = "token", Host = "127.0.0.1", Port = 1, Time = time,
            NetworkTime = time, DataDirectory = Path.Combine(_folder, "data"),
        };
        using ServiceManager manager = Manager(Listen(false), "30000000", "")!;
        await using (DeviceAgent agent = new(options, new Logger(new TestLog())))
        {
            agent.Expect(DeviceTask.Sampling, TimeSpan.FromSeconds(10));
            await using WatchdogFeeder feeder = new(
                manager, manager.Watchdog!.Value, time, static () => { }, () => agent.LateTask == DeviceTask.None);
            await time.AdvanceAsync(TimeSpan.FromSeconds(14));
            agent.Alive(DeviceTask.Sampling);
            await time.AdvanceAsync(TimeSpan.FromSeconds(1));
            Assert.Equal(["WATCHDOG=1"], Heard());
            await time.AdvanceAsync(TimeSpan.FromSeconds(15));
            Assert.Empty(Heard());
            Assert.Equal(ResetCause.Watchdog, await agent.RestartWanted);
        }
        byte[] bytes = File.ReadAllBytes(Path.Combine(options.DataDirectory, "boot.bin"));
        MemoryBlockStore store = new(bytes.Length);
        store.Write(0, bytes, 0, bytes.Length);
        BootLog next = new(store);
        Assert.Equal(0, next.Open(0));
        Assert.Equal((2, ResetCause.Watchdog, DeviceTask.Sampling), (next.BootId, next.Cause, next.LateTask));
    }

    public void Dispose()
    {
        _socket.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static ServiceManager? Manager(string? name, string? micros, string? process) => ServiceManager.Find(
        variable => variable switch
        {
            "NOTIFY_SOCKET" => name,
            "WATCHDOG_USEC" => micros,
            "WATCHDOG_PID" => process,
            _ => null,
        }, 77);

    private string Listen(bool isAbstract)
    {
        string name = isAbstract ? "@edgevitals-" + Path.GetFileName(_folder) : Path.Combine(_folder, "notify");
        _socket.Bind(new UnixDomainSocketEndPoint(isAbstract ? "\0" + name[1..] : name));
        return name;
    }

    /// <summary>Every datagram that has come; one that was sent is there at once.</summary>
    private List<string> Heard()
    {
        List<string> words = [];
        byte[] buffer = new byte[256];
        while (_socket.Poll(0, SelectMode.SelectRead))
        {
            words.Add(Encoding.ASCII.GetString(buffer, 0, _socket.Receive(buffer)));
        }
        return words;
    }
}
