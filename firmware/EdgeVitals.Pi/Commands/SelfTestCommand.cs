using System.CommandLine;
using System.Text.Json;
using EdgeVitals.Emulation.Wearers;

namespace EdgeVitals.Pi.Commands;

/// <summary>What is on the bus.</summary>
internal sealed class SelfTestCommand
{
    private readonly Option<string?> _bus = OptionReader.Text("--bus", "number of the I2C bus, 0..255 (1)");
    private readonly Option<bool> _twins = OptionReader.Flag("--twins", "examine the emulated chips instead");
    private readonly ChipOption _chips = new();
    private readonly Option<bool> _json = OptionReader.Flag("--json", "one JSON object");

    public Command Build()
    {
        Command command = new("selftest", "Say which chips are found on which bus; exit 1 when one is missing.");
        command.Options.Add(_bus);
        _chips.AddTo(command);
        command.Options.Add(_twins);
        command.Options.Add(_json);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parse)
    {
        int bus = OptionReader.Number(parse, _bus, 0, 255, 1);
        using SensorBoard board = parse.GetValue(_twins) ? Twins()
            : Open(bus, _bus.Name, _chips.Read(parse), static () => null);
        IReadOnlyList<ChipReport> chips = board.Examine();
        IReadOnlyList<string> others = parse.GetValue(_twins) ? [] : SecondOpinion.On(bus, _chips.Read(parse));
        bool good = chips.All(chip => chip.Good);
        TextWriter output = parse.InvocationConfiguration.Output;
        if (parse.GetValue(_json))
        {
            output.WriteLine(JsonSerializer.Serialize(new { bus = board.Name, chips, good }, Logs.Json));
        }
        else
        {
            foreach (ChipReport chip in chips)
            {
                string detail = chip.Detail.Length > 0 ? $" ({chip.Detail})" : "";
                output.WriteLine($"{board.Name} 0x{chip.Address:x2} {chip.Chip}: "
                    + $"{(chip.Good ? "found" : "MISSING")}, {chip.Finding}{detail}");
            }
            foreach (string line in others) output.WriteLine(line);
        }
        return good ? 0 : 1;
    }

    internal static SensorBoard Open(int bus, string option, IReadOnlyCollection<int> chips,
        Func<InterruptPins?> pins)
    {
        try
        {
            // The bus first: a machine without one lacks more than its pins.
            SensorBoard.RequireI2cBus(bus);
            return SensorBoard.OnI2cBus(bus, chips, TimeProvider.System, pins());
        }
        catch (IOException exception)
        {
            throw new UsageException($"{option} accepts the number of an I2C bus of this machine: {exception.Message}");
        }
    }

    private static SensorBoard Twins()
    {
        WaveformWearer wearer = new(new VitalScenario(), 1);
        return new EmulatedBoard(wearer, wearer, wearer).Drivers;
    }
}
