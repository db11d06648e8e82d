using System.CommandLine;
using EdgeVitals.Device;
using EdgeVitals.Pi.Signals;

namespace EdgeVitals.Pi.Commands.Signals;

/// <summary>Which channel, and what it shows.</summary>
internal sealed class SignalOption
{
    private readonly Option<string?> _name = OptionReader.Text(
        "--signal", "name of the channel, or its index from 0 in a WFDB record; --column is the same");

    private readonly Option<string?> _kind = OptionReader.Text(
        "--kind", "ecg or ppg, instead of by the channel's name and unit");

    public SignalOption() => _name.Aliases.Add("--column");

    public Option[] Options => [_name, _kind];

    public string Name(ParseResult parse) => OptionReader.Required(parse, _name);

    /// <summary>What the channel shows; its detector must run at the channel's rate. A channel that says nothing is an
    /// ECG, or the other kind where that is commoner.</summary>
    /// <exception cref="UsageException">Another word than ecg or ppg, or a rate that the detector does not take.
    /// </exception>
    public SignalKind Kind(ParseResult parse, SignalChannel channel, SignalKind otherwise = SignalKind.Ecg)
    {
        SignalKind kind = OptionReader.Of(parse, _kind) switch
        {
            null => SignalKinds.Of(channel.Name, channel.Unit, otherwise),
            "ecg" => SignalKind.Ecg,
            "ppg" => SignalKind.Pulse,
            string other => throw new UsageException($"--kind accepts ecg or ppg, not '{other}'"),
        };
        if (kind == SignalKind.Ecg && channel.SamplesASecond < EcgBeatDetector.LowestRate)
        {
            throw new UsageException($"{channel.Name} has {channel.SamplesASecond:0.###} samples a second, the ECG "
                + $"detector needs {EcgBeatDetector.LowestRate:0} (--kind ppg if it is a pulse wave)");
        }
        return kind;
    }
}
