using System.CommandLine;
using EdgeVitals.Device;
using EdgeVitals.Wire;

namespace EdgeVitals.Pi.Commands;

/// <summary>The options that say when to measure and which raw windows to send.</summary>
internal sealed class PowerOption
{
    // Raw windows go on for this long after an event: the time in which someone looks up.
    private const int AfterSeconds = 30;

    // The oximeter's wave and the ECG; raw motion has its own event, movement.
    private const int HeldChannels = 2;

    private readonly Option<string?> _every =
        OptionReader.Text("--spot-every", "a measurement now and then instead of always, each 1m..24h");
    private readonly Option<string?> _spot = OptionReader.Text("--spot", "length of such a measurement, 5s..600s (30s)");
    private readonly Option<bool> _motion =
        OptionReader.Flag("--wake-on-motion", "motion starts a measurement too; needs the ADXL345");
    private readonly Option<string?> _raw =
        OptionReader.Text("--raw", "waveforms: always, or events for windows around them (always)");

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_every, _spot, _motion, _raw]) command.Options.Add(option);
    }

    public PowerPlan Plan(ParseResult parse, IReadOnlyCollection<int> chips)
    {
        _ = IsAlways(parse);
        TimeSpan? every = OptionReader.Span(parse, _every, 60, 86_400);
        TimeSpan? spot = OptionReader.Span(parse, _spot, 5, 600);
        bool motion = parse.GetValue(_motion);
        if (every is null && (spot is not null || motion))
        {
            throw new UsageException("--spot and --wake-on-motion go with --spot-every");
        }
        if (motion && !chips.Contains(ChipKind.Adxl345))
        {
            throw new UsageException("--wake-on-motion needs adxl345 among --chips");
        }
        if (every <= spot) throw new UsageException("--spot accepts less than --spot-every");
        PowerPlan plan = new() { Continuous = every is null, WakeOnMotion = motion };
        if (every is not null) plan.SpotEveryMicros = every.Value.Ticks / TimeSpan.TicksPerMicrosecond;
        if (spot is not null) plan.SpotMicros = spot.Value.Ticks / TimeSpan.TicksPerMicrosecond;
        return plan;
    }

    /// <summary>The sink, behind the policy of raw windows. Limits are the bands that NEWS2 (Royal College of Physicians
    /// 2017) scores with 2 or more: earlier than an alarm, since a waveform is wanted from before it.</summary>
    public IFrameSink Policy(ParseResult parse, IFrameSink sink)
    {
        if (IsAlways(parse)) return sink;
        EventWindows policy = new(sink, AfterSeconds, HeldChannels, Frame.MaximumSamples, 3);
        policy.Watch(Channels.HeartRate.Id, 410, 1100);
        policy.Watch(Channels.SpO2.Id, 940, 1000);
        policy.Watch(Channels.BodyTemperature.Id, 35_100, 39_000);
        return policy;
    }

    private bool IsAlways(ParseResult parse) => (OptionReader.Of(parse, _raw) ?? "always") switch
    {
        "always" => true,
        "events" => false,
        string other => throw new UsageException($"--raw accepts always or events, not '{other}'"),
    };
}
