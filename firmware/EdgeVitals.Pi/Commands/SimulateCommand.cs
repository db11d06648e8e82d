using System.CommandLine;
using System.Text.Json;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Recordings;
using EdgeVitals.Emulation.Wearers;
using Microsoft.Extensions.Logging;

namespace EdgeVitals.Pi.Commands;

/// <summary>The whole firmware on emulated chips against a gateway.</summary>
internal sealed class SimulateCommand
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(15);

    private readonly GatewayOptions _gateway = new();
    private readonly UpdateOption _updates = new();
    private readonly Option<string?> _duration = OptionReader.Text("--duration", "how long, as 30s, 5m or 1h (60s)");
    private readonly Option<string?> _window =
        OptionReader.Text("--window", "length of a measurement, 1s..40s (10s)");
    private readonly Option<string?> _every =
        OptionReader.Text("--every", "from one measurement to the next (the window: continuous)");
    private readonly Option<string?> _seed = OptionReader.Text("--seed", "seed of the virtual wearer (1)");
    private readonly Option<string?> _heartRate =
        OptionReader.Text("--heart-rate", "level of the virtual wearer, 30..200 /min (72)");
    private readonly Option<string?> _recording =
        OptionReader.Text("--recording", "recorded pulse wave instead of a virtual one: a .csv or WFDB .hea file");
    private readonly Option<string?> _signal =
        OptionReader.Text("--signal", "name of the recording's pulse wave (PLETH)");
    private readonly Option<bool> _json = OptionReader.Flag("--json", "one JSON object at the end");

    public Command Build()
    {
        Command command = new("simulate", "Run the firmware on emulated chips against a gateway.");
        _gateway.AddTo(command);
        _updates.AddTo(command);
        foreach (Option option in (Option[])[
            _duration, _window, _every, _seed, _heartRate, _recording, _signal, _json])
        {
            command.Options.Add(option);
        }
        command.SetAction((parse, cancellation) => RunAsync(parse, cancellation));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        TimeSpan duration = OptionReader.Span(parse, _duration, 1, 30 * 86400) ?? TimeSpan.FromSeconds(60);
        SimulatedWearableOptions options = Options(parse);
        using ILoggerFactory log = Logs.ToStandardError();
        await using SimulatedWearable wearable = new(options, log);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        end.CancelAfter(duration);
        try
        {
            await wearable.RunAsync(end.Token);
        }
        catch (OperationCanceledException)
        {
            // The end that was asked for.
        }
        using CancellationTokenSource drain = new(DrainTime);
        try
        {
            await wearable.Agent.DrainAsync(drain.Token);
        }
        catch (OperationCanceledException)
        {
            // The counters below say what is left.
        }
        AgentCounters counters = wearable.Agent.Counters;
        bool done = counters.FramesAcknowledged > 0 && counters.FramesPending == 0 && counters.FramesDropped == 0;
        parse.InvocationConfiguration.Output.WriteLine(parse.GetValue(_json)
            ? JsonSerializer.Serialize(
                new
                {
                    device = options.Agent.DeviceId, wearable.Agent.FirmwareNumber, wearable.Windows, counters, done,
                }, Logs.Json)
            : $"{wearable.Windows} windows, {counters.FramesAppended} frames, {counters.FramesAcknowledged} "
                + $"acknowledged, {counters.FramesPending} pending, {counters.FramesDropped} dropped, "
                + $"{counters.Reconnects} reconnects");
        return done ? 0 : 1;
    }

    private SimulatedWearableOptions Options(ParseResult parse)
    {
        AgentOptions agent = _gateway.Read(parse, needsData: false) with
        {
            Updates = _updates.Read(parse, restartsInPlace: true),
        };
        TimeSpan window = OptionReader.Span(parse, _window, 1, 40) ?? TimeSpan.FromSeconds(10);
        TimeSpan every = OptionReader.Span(parse, _every, 1, 86400) ?? window;
        if (every < window || (every > window && every - window < TimeSpan.FromSeconds(1)))
        {
            throw new UsageException($"--every accepts the window ({window.TotalSeconds}s) or at least 1s more");
        }
        int rate = OptionReader.Number(parse, _heartRate, 30, 200, 72);
        WaveformWearer wearer = new(new VitalScenario { HeartRate = rate }, OptionReader.Seed(parse, _seed));
        string? recording = OptionReader.Of(parse, _recording);
        string signal = OptionReader.Of(parse, _signal) ?? "PLETH";
        IOpticalSource optics = recording is null ? wearer : Player(recording, signal, window, every);
        return new SimulatedWearableOptions
        {
            Agent = agent, Optics = optics, Temperature = wearer, Body = recording is null ? wearer : null,
            Window = window, Every = every,
        };
    }

    private static RecordingPlayer Player(string path, string signal, TimeSpan window, TimeSpan every)
    {
        try
        {
            RecordedSignal recorded = path.EndsWith(".hea", StringComparison.OrdinalIgnoreCase)
                ? WfdbRecord.Load(path).Signal(signal) : CsvRecording.Load(path).Signal(signal);
            bool continuous = window == every;
            return new RecordingPlayer(recorded, new RecordingPlayback
            {
                Polarity = PulsePolarity.RisesWithVolume,
                WindowMicros = continuous ? 0 : window.Ticks / TimeSpan.TicksPerMicrosecond,
                EveryMicros = continuous ? 0 : every.Ticks / TimeSpan.TicksPerMicrosecond,
            });
        }
        catch (Exception exception) when (exception is RecordingFormatException or ArgumentException or IOException)
        {
            throw new UsageException($"--recording accepts a .csv or WFDB .hea file with the signal '{signal}': "
                + exception.Message.ReplaceLineEndings(" "));
        }
    }
}
