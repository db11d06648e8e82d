using System.Globalization;
using System.Text;

namespace EdgeVitals.Emulation.Boards;

/// <summary>Writes the constants that firmware takes from a board file: bus, addresses, and the GPIO of each signal.
/// Firmware on a microcontroller cannot read JSON at start; a test finds a stale file.</summary>
public static class PinMap
{
    /// <summary>Name of the class and of its file: each part of the id with a capital, without hyphens.</summary>
    public static string ClassOf(BoardFile board)
    {
        ArgumentNullException.ThrowIfNull(board);
        return string.Concat(board.Id.Split('-').Select(Capital));
    }

    /// <summary>Folder of that file beside the repository's other firmware: the Pi's agent has its own, a board with a
    /// flash to budget is a microcontroller.</summary>
    public static string FolderOf(BoardFile board)
    {
        ArgumentNullException.ThrowIfNull(board);
        return Path.Combine("firmware", board.Flash is null ? "EdgeVitals.Pi" : "nano", "Boards");
    }

    /// <summary>The source in restricted C#.</summary>
    public static string CSharp(BoardFile board)
    {
        ArgumentNullException.ThrowIfNull(board);
        BoardHeader header = BoardHeader.Find(board.Header)
            ?? throw new ArgumentException($"{board.Id}: no header {board.Header} is known", nameof(board));
        var source = new StringBuilder();
        source.Append("// Written from hardware/boards/").Append(board.Id)
            .Append(".json; change that file, not this.\n");
        source.Append("namespace EdgeVitals.Boards;\n\n");
        source.Append("/// <summary>Pins, bus and addresses of the ").Append(board.Name).Append(".</summary>\n");
        source.Append("public static class ").Append(ClassOf(board)).Append("\n{\n");
        Constant(source, "BusNumber", board.Bus.Number, "Number of the I2C bus.");
        Constant(source, "BusHertz", board.Bus.Hertz, "Clock of the bus, Hz; the slowest chip sets it.");
        Constant(source, "SdaGpio", Gpio(header, board.Bus.SdaPin), "GPIO of the data line.");
        Constant(source, "SclGpio", Gpio(header, board.Bus.SclPin), "GPIO of the clock line.");
        foreach (BoardChip chip in board.Chips)
        {
            string name = Capital(chip.Id);
            if (chip.Address is not null)
            {
                Constant(source, $"{name}Address", chip.AddressValue, $"{chip.Part}: {chip.Use}.");
            }
            foreach (BoardPin pin in chip.Signals)
            {
                string signal = Capital(pin.Chip).Replace("+", "Plus", StringComparison.Ordinal);
                Constant(source, $"{name}{signal}Gpio", Gpio(header, pin.Header),
                    $"GPIO of {pin.Chip} of {chip.Part}.");
            }
        }
        if (board.Flash is FlashBudget flash)
        {
            Constant(source, "RingBytes", FlashEstimate.RingBytes(flash), "Size of the ring's file, bytes.");
            Constant(source, "RingRecords", flash.RingRecords, "Records that the ring's index holds.");
            Constant(source, "FrameBytes", FlashEstimate.EncodingBufferBytes, "Longest frame, bytes.");
        }
        // The last constant needs no empty line after it.
        source.Length--;
        return source.Append("}\n").ToString();
    }

    private static int Gpio(BoardHeader header, int pin) => header.GpioOf(pin)
        ?? throw new ArgumentException($"pin {pin} of {header.Id} has no free GPIO", nameof(pin));

    private static string Capital(string word) => string.Concat(word[..1].ToUpperInvariant(),
        word.All(c => !char.IsLower(c)) ? word[1..].ToLowerInvariant() : word[1..]);

    private static void Constant(StringBuilder source, string name, int value, string meaning)
    {
        string text = name.EndsWith("Address", StringComparison.Ordinal)
            ? "0x" + value.ToString("X2", CultureInfo.InvariantCulture) : value.ToString(CultureInfo.InvariantCulture);
        source.Append("    /// <summary>").Append(meaning).Append("</summary>\n");
        source.Append("    public const int ").Append(name).Append(" = ").Append(text).Append(";\n\n");
    }
}
