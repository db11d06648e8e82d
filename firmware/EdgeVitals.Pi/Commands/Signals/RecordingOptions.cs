using System.CommandLine;
using System.Globalization;
using EdgeVitals.Device;
using EdgeVitals.Emulation.Recordings;
using EdgeVitals.Pi.Signals;

namespace EdgeVitals.Pi.Commands.Signals;

/// <summary>Which file, and at what rate. Every fault of it is one line that names the file.</summary>
internal sealed class RecordingOptions
{
    private readonly Option<string?> _file = OptionReader.Text(
        "--record", "a WFDB header (.hea) or separated text with a header line (.csv); --input is the same");

    private readonly Option<string?> _rate = OptionReader.Text(
        "--rate", "samples a second of a .csv, 25..1000; not needed where it has a time column");

    public RecordingOptions() => _file.Aliases.Add("--input");

    public void AddTo(Command command)
    {
        command.Options.Add(_file);
        command.Options.Add(_rate);
    }

    /// <summary>Name of the file without its folder.</summary>
    public string NameOf(ParseResult parse) => Path.GetFileName(OptionReader.Required(parse, _file));

    /// <summary>True for a file of the recording itself, which nothing may overwrite.</summary>
    public bool IsInput(ParseResult parse, string path)
    {
        string input = OptionReader.Required(parse, _file);
        return path.EndsWith(".hea", StringComparison.OrdinalIgnoreCase)
            || path.EndsWith(".dat", StringComparison.OrdinalIgnoreCase)
            || Target(path).Equals(Target(input), StringComparison.OrdinalIgnoreCase);
    }

    private static string Target(string path)
    {
        string full = Path.GetFullPath(path);
        return File.Exists(full) ? File.ResolveLinkTarget(full, true)?.FullName ?? full : full;
    }

    /// <summary>Channels by their names, in that order.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="names">Names in the file, or indexes from 0 in a WFDB record.</param>
    /// <exception cref="UsageException">The file cannot be used.</exception>
    public SignalChannel[] Open(ParseResult parse, params string[] names)
    {
        string path = OptionReader.Required(parse, _file);
        double? rate = Rate(parse);
        try
        {
            using LoadProgress progress = LoadProgress.On(parse.InvocationConfiguration.Error, path);
            SignalChannel[] channels = IsRecord(ref path)
                ? OpenRecord(path, rate, names, progress) : OpenText(path, rate, names, progress);
            foreach (SignalChannel channel in channels) RequireRate(channel, path);
            return channels;
        }
        catch (Exception exception) when (exception is RecordingFormatException or ArgumentException or IOException
            or UnauthorizedAccessException)
        {
            throw new UsageException(exception.Message);
        }
    }

    /// <summary>Acceleration of the last three channels; nothing where there are fewer.</summary>
    /// <exception cref="UsageException">There is no gravity in them.</exception>
    public static Acceleration? Motion(SignalChannel[] channels) => channels.Length < 3 ? null : Axes(channels);

    /// <summary>Acceleration of the last three channels.</summary>
    /// <exception cref="UsageException">There is no gravity in them.</exception>
    public static Acceleration Axes(SignalChannel[] channels)
    {
        try
        {
            return Acceleration.Of(channels[^3], channels[^2], channels[^1]);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException($"--accel: {exception.Message}");
        }
    }

    private double? Rate(ParseResult parse)
    {
        if (OptionReader.Of(parse, _rate) is not string text) return null;
        bool good = double.TryParse(
            text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double rate);
        return good && rate >= RateConverter.LowestRate && rate <= RateConverter.HighestRate ? rate
            : throw new UsageException($"--rate accepts 25..1000 samples a second, not '{text}'");
    }

    private static bool IsRecord(ref string path)
    {
        if (path.EndsWith(".hea", StringComparison.OrdinalIgnoreCase)) return true;
        // WFDB's own programs name a record without the ending.
        if (File.Exists(path) || !File.Exists(path + ".hea")) return false;
        path += ".hea";
        return true;
    }

    private static SignalChannel[] OpenRecord(string path, double? rate, string[] names, IProgress<double> progress)
    {
        WfdbRecord record = WfdbRecord.Load(path, progress);
        SignalChannel[] channels = [.. names.Select(name => SignalChannel.Of(record, record.Find(name)))];
        foreach (SignalChannel channel in channels)
        {
            if (rate is double given && Math.Abs(given - channel.SamplesASecond) > 0.001 * channel.SamplesASecond)
            {
                throw new UsageException($"--rate is {given:0.###}, but {Path.GetFileName(path)} has "
                    + $"{channel.SamplesASecond:0.###} samples a second");
            }
        }
        return channels;
    }

    private static SignalChannel[] OpenText(string path, double? rate, string[] names, IProgress<double> progress)
    {
        CsvRecording text = CsvRecording.Load(path, new CsvReading
        {
            Channels = [.. names.Distinct()], SamplesASecond = rate, Progress = progress,
        });
        return [.. names.Select(name => SignalChannel.Of(text.Signal(name), rate))];
    }

    private static void RequireRate(SignalChannel channel, string path)
    {
        double rate = channel.SamplesASecond;
        if (rate >= RateConverter.LowestRate && rate <= RateConverter.HighestRate) return;
        throw new UsageException($"{Path.GetFileName(path)}: {channel.Name} has {rate:0.###} samples a second, "
            + "25..1000 are read");
    }
}
