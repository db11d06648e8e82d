using System.CommandLine;
using EdgeVitals.Device;
using Microsoft.Extensions.Logging;

namespace EdgeVitals.Pi.Commands;

/// <summary>The agent on real chips.</summary>
internal sealed class RunCommand
{
    // The FIFOs can wait ten times as long; the ECG's slots are 8 ms apart and lost when they are served 4 ms late.
    private static readonly TimeSpan ServicePeriod = TimeSpan.FromMilliseconds(2);

    private readonly GatewayOptions _gateway = new();
    private readonly Option<string?> _bus = OptionReader.Text("--bus", "number of the I2C bus, 0..255 (1)");
    private readonly ChipOption _chips = new();
    private readonly Option<string?> _window = OptionReader.Text("--window", "seconds in a frame, 1s..40s (10s)");

    public Command Build()
    {
        Command command = new("run", "Measure with the chips on an I2C bus and send to a gateway until stopped.");
        _gateway.AddTo(command);
        command.Options.Add(_bus);
        _chips.AddTo(command);
        command.Options.Add(_window);
        command.SetAction((parse, cancellation) => RunAsync(parse, cancellation));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        AgentOptions options = _gateway.Read(parse, needsData: true);
        TimeSpan window = OptionReader.Span(parse, _window, 1, 40) ?? TimeSpan.FromSeconds(10);
        using SensorBoard board = SelfTestCommand.Open(
            OptionReader.Number(parse, _bus, 0, 255, 1), _bus.Name, _chips.Read(parse));
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
            await MeasureAsync(board, agent, options, (int)window.TotalSeconds, log, cancellation);
        }
        return 0;
    }

    private static async Task MeasureAsync(SensorBoard board, DeviceAgent agent, AgentOptions options, int seconds,
        ILoggerFactory log, CancellationToken cancellation)
    {
        SensorSampler sampler = board.Sampler(new Aligned(agent, board.Clock), seconds);
        ILogger<RunCommand> logger = log.CreateLogger<RunCommand>();
        sampler.Begin();
        long faults = 0;
        using PeriodicTimer timer = new(ServicePeriod, options.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                sampler.Service();
                agent.ReportOverflow(board.OverflowSamples);
                agent.ReportChips(sampler);
                if (sampler.Vitals.BusFaults == faults) continue;
                faults = sampler.Vitals.BusFaults;
                AgentLog.SensorFault(logger, options.DeviceId, DriverStatus.Text(sampler.Vitals.OpticsStatus),
                    DriverStatus.Text(sampler.Vitals.ThermometerStatus));
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped by a signal: what was measured goes into the ring.
        }
        sampler.End();
    }

    /// <summary>The drivers' clock began a moment before or after the agent's.</summary>
    private sealed class Aligned(DeviceAgent agent, IClock clock) : IFrameSink
    {
        private readonly long _ahead = agent.TicksNow - clock.Micros();

        public void Append(Wire.Frame frame)
        {
            frame.StartTicks = Math.Max(0, frame.StartTicks + _ahead);
            agent.Append(frame, backfill: false);
        }
    }
}
