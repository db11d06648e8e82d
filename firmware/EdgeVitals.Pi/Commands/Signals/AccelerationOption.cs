using System.CommandLine;

namespace EdgeVitals.Pi.Commands.Signals;

/// <summary>Three axes of acceleration in the same recording.</summary>
internal sealed class AccelerationOption
{
    public Option<string?> Option { get; } = OptionReader.Text(
        "--accel", "names of the three axes, X,Y,Z, in any unit with gravity in it");

    public string[]? Names(ParseResult parse)
    {
        if (OptionReader.Of(parse, Option) is not string text) return null;
        string[] names = text.Split(',', StringSplitOptions.TrimEntries);
        return names.Length == 3 && !names.Contains("") ? names
            : throw new UsageException($"--accel accepts three names X,Y,Z, not '{text}'");
    }
}
