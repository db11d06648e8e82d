using System.CommandLine;
using System.Globalization;
using EdgeVitals.Wire;

namespace EdgeVitals.Pi.Commands;

/// <summary>Which GPIOs the chips' outputs are wired to.</summary>
internal sealed class PinOption
{
    private const int HighestGpio = 53;

    private static readonly InterruptWiring Usual = new();

    private readonly Option<string?> _pins = OptionReader.Text("--pins",
        "GPIOs of the interrupt outputs that are wired, of "
        + $"max30102={Usual.Optics},adxl345={Usual.Motion},leads-off={Usual.LeadsOff} (these three)");

    private readonly Option<bool> _none =
        OptionReader.Flag("--no-gpio", "no interrupt output is wired: poll the chips");

    public void AddTo(Command command)
    {
        command.Options.Add(_pins);
        command.Options.Add(_none);
    }

    /// <summary>The wiring of a board with these chips; null where nothing is wired.</summary>
    public InterruptWiring? Read(ParseResult parse, IReadOnlyCollection<int> chips)
    {
        string? text = OptionReader.Of(parse, _pins);
        if (parse.GetValue(_none))
        {
            if (text is not null) throw new UsageException("--pins and --no-gpio exclude each other");
            return null;
        }
        InterruptWiring wiring = text is null ? Usual : Parse(text);
        // A chip that the board does not have has no wire, and its pin may belong to somebody else.
        if (!chips.Contains(ChipKind.Adxl345)) wiring = wiring with { Motion = null };
        if (!chips.Contains(ChipKind.Ads1115)) wiring = wiring with { LeadsOff = null };
        return wiring;
    }

    /// <summary>The pins, opened; null for no wiring.</summary>
    public static InterruptPins? Open(InterruptWiring? wiring)
    {
        if (wiring is null) return null;
        try
        {
            return InterruptPins.OnThisMachine(wiring);
        }
        catch (IOException exception)
        {
            throw new UsageException($"--pins cannot be opened: {exception.Message}; is libgpiod installed and the "
                + "user in group gpio? A board without these wires runs with --no-gpio");
        }
    }

    private static InterruptWiring Parse(string text)
    {
        InterruptWiring wiring = new() { Optics = null, Motion = null, LeadsOff = null };
        HashSet<int> taken = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] pair = part.Split('=');
            bool good = int.TryParse(pair[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int pin)
                && pair.Length == 2 && pin <= HighestGpio;
            wiring = (good ? pair[0].ToLowerInvariant() : "") switch
            {
                "max30102" when wiring.Optics is null => wiring with { Optics = pin },
                "adxl345" when wiring.Motion is null => wiring with { Motion = pin },
                "leads-off" when wiring.LeadsOff is null => wiring with { LeadsOff = pin },
                _ => throw new UsageException("--pins accepts max30102=, adxl345= and leads-off= once each, with GPIO "
                    + $"numbers 0..{HighestGpio}, not '{part}'"),
            };
            if (!taken.Add(pin)) throw new UsageException($"--pins names GPIO {pin} twice");
        }
        return wiring;
    }
}
