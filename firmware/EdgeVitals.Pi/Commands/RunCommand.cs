using System.CommandLine;
using EdgeVitals.Device;
using EdgeVitals.Wire;
using Microsoft.Extensions.Logging;

namespace EdgeVitals.Pi.Commands;

/// <summary>The agent on real chips.</summary>
internal sealed class RunCommand
{
    // The loop looks at the chips at least each second; a bus that stretches its clock at every transfer takes seconds.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(3);

    private readonly GatewayOptions _gateway = new();
    private readonly Option<string?> _bus = OptionReader.Text("--bus", "number of the I2C bus, 0..255 (1)");
    private readonly ChipOption _chips = new();
    private readonly PinOption _pins = new();
    private readonly PowerOption _power = new();
    private readonly UpdateOption _updates = new();
    private readonly Option<string?> _window = OptionReader.Text("--window", "seconds in a frame, 1s..40s (10s)");

    public Command Build()
    {
        Command command = new("run", "Measure with the chips on an I2C bus and send to a gateway until stopped.");
        _gateway.AddTo(command);
        command.Options.Add(_bus);
        _chips.AddTo(command);
        _pins.AddTo(command);
        _power.AddTo(command);
        _updates.AddTo(command);
        command.Options.Add(_window);
        command.SetAction((parse, cancellation) => RunAsync(parse, cancellation));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        AgentOptions options = Launched(parse, _gateway.Read(parse, needsData: true));
        TimeSpan window = OptionReader.Span(parse, _window, 1, 40) ?? TimeSpan.FromSeconds(10);
        IReadOnlyCollection<int> chips = _chips.Read(parse);
        PowerPlan plan = _power.Plan(parse, chips);
        InterruptWiring? wiring = _pins.Read(parse, chips);
        InterruptPins? pins = null;
        using SensorBoard board = SelfTestCommand.Open(OptionReader.Number(parse, _bus, 0, 255, 1), _bus.Name, chips,
            () => pins = PinOption.Open(wiring));
        using InterruptPins? opened = pins;
        using ILoggerFactory log = Logs.ToStandardError();
        DeviceAgent agent;
        try
        {
            agent = new DeviceAgent(options, log.CreateLogger<DeviceAgent>());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--data accepts a folder that can be written: {exception.Message}");
        }
        await using (agent)
        {
            await agent.StartAsync(cancellation);
            IFrameSink sink = _power.Policy(parse, new Aligned(agent, board.Clock));
            SensorSampler sampler = board.Sampler(sink, (int)window.TotalSeconds);
            PowerManager power = new(sampler, board.Motion, board.Clock, plan);
            Reporter reporter = new(board, sampler, power, agent, options.DeviceId, log.CreateLogger<RunCommand>());
            using EdgeRest rest = new(board.Clock, pins);
            MeasuringLoop loop = new(board, power, () => agent.FramesPending, rest, reporter.Served);
            return await SupervisedAsync(loop, agent, options, log.CreateLogger<RunCommand>(), cancellation);
        }
    }

    /// <summary>The image of a slot takes this program's place, unless it is that image, or there is none.</summary>
    private AgentOptions Launched(ParseResult parse, AgentOptions options)
    {
        if (_updates.Read(parse, restartsInPlace: false) is not AgentUpdates updates) return options;
        try
        {
            ImageChoice choice = ImageLauncher.Choose(
                updates, options.DataDirectory!, Environment.GetEnvironmentVariable(ImageLauncher.Variable));
            if (choice.Path is not null)
            {
                string reason = ImageLauncher.Become(choice, Environment.GetCommandLineArgs()[1..]);
                parse.InvocationConfiguration.Error.WriteLine($"the image cannot be started: {reason}");
                choice = new ImageChoice(BootSelector.FactoryImage, false, null);
            }
            return options with { Updates = updates with { Chosen = choice } };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--data accepts a folder that can be written: {exception.Message}");
        }
    }

    /// <summary>The loop on a thread of its own, since a shared one would make slots late; a service manager hears of
    /// it. Exit 1 when the agent wants to be started again, with the reason noted for its next boot.</summary>
    private static async Task<int> SupervisedAsync(MeasuringLoop loop, DeviceAgent agent, AgentOptions options,
        ILogger logger, CancellationToken cancellation)
    {
        TimeProvider time = options.NetworkTime;
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        agent.Expect(DeviceTask.Sampling, LongestSilence);
        Task measuring = Task.Factory.StartNew(() => loop.Run(stop.Token), CancellationToken.None,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);
        using ServiceManager? manager =
            ServiceManager.Find(Environment.GetEnvironmentVariable, Environment.ProcessId);
        manager?.Ready();
        // The feeder asks the session for a sign of life twice a period.
        if (manager?.Watchdog is TimeSpan watched) agent.Expect(DeviceTask.Session, 2 * watched);
        await using WatchdogFeeder? feeder = manager?.Watchdog is TimeSpan period
            ? new WatchdogFeeder(manager, period, time, agent.Poke, () => agent.LateTask == DeviceTask.None) : null;
        await Task.WhenAny(measuring, agent.RestartWanted);
        manager?.Stopping();
        await stop.CancelAsync();
        // A loop that hangs does not end; the process does.
        await Task.WhenAny(measuring, Task.Delay(EndTime, time, CancellationToken.None));
        if (measuring.IsFaulted) await measuring;
        if (!agent.RestartWanted.IsCompleted) return 0;
        AgentLog.Restarts(logger, options.DeviceId, ResetCause.Text(await agent.RestartWanted));
        return 1;
    }

    /// <summary>Takes what the loop has learned upstream.</summary>
    private sealed class Reporter(
        SensorBoard board, SensorSampler sampler, PowerManager power, DeviceAgent agent, string device,
        ILogger logger)
    {
        private long _faults;

        public void Served()
        {
            agent.Alive(DeviceTask.Sampling);
            agent.ReportPower(power.State);
            if (power.TakeSendDue()) agent.WakeLink();
            agent.ReportOverflow(board.OverflowSamples);
            agent.ReportChips(sampler);
            if (sampler.Vitals.BusFaults == _faults) return;
            _faults = sampler.Vitals.BusFaults;
            AgentLog.SensorFault(logger, device, DriverStatus.Text(sampler.Vitals.OpticsStatus),
                DriverStatus.Text(sampler.Vitals.ThermometerStatus));
        }
    }

    /// <summary>The drivers' clock began a moment before or after the agent's.</summary>
    private sealed class Aligned(DeviceAgent agent, IClock clock) : IFrameSink
    {
        private readonly long _ahead = agent.TicksNow - clock.Micros();

        public void Append(Frame frame)
        {
            frame.StartTicks = Math.Max(0, frame.StartTicks + _ahead);
            agent.Append(frame, backfill: false);
        }
    }
}
