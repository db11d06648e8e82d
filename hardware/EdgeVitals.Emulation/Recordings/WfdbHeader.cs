using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeVitals.Emulation.Recordings;

/// <summary>Text header of a WFDB record, after header(5) of the WFDB applications guide.</summary>
internal sealed partial class WfdbHeader
{
    private readonly string file;

    private WfdbHeader(string file) => this.file = file;

    public string RecordName { get; private set; } = "";

    public double SamplesASecond { get; private set; }

    /// <summary>Samples of each signal, or 0 where the header leaves it to the file's length.</summary>
    public long Length { get; private set; }

    public List<WfdbSignal> Signals { get; } = [];

    public static WfdbHeader Parse(string file, string[] lines)
    {
        var header = new WfdbHeader(file);
        int signalCount = -1;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }
            if (signalCount < 0)
            {
                signalCount = header.ParseRecordLine(line, i + 1);
            }
            else if (header.Signals.Count < signalCount)
            {
                header.Signals.Add(header.ParseSignalLine(line, i + 1));
            }
            else
            {
                throw new RecordingFormatException(file, i + 1, $"a line beyond the {signalCount} signals declared");
            }
        }
        if (signalCount < 0)
        {
            throw new RecordingFormatException(file, 0, "no record line");
        }
        if (header.Signals.Count < signalCount)
        {
            throw new RecordingFormatException(
                file, lines.Length, $"{signalCount} signals declared, {header.Signals.Count} described");
        }
        return header;
    }

    private int ParseRecordLine(string line, int number)
    {
        string[] fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields[0].Contains('/'))
        {
            throw new RecordingFormatException(file, number, "records of several segments are not read");
        }
        RecordName = fields[0];
        int signals = fields.Length > 1 ? (int)Whole(fields[1], number, "number of signals", 1, 1024)
            : throw new RecordingFormatException(file, number, "the number of signals is missing");
        // fs may carry a counter frequency and its base: 360/1(0).
        SamplesASecond = fields.Length > 2 ? Real(fields[2].Split('/')[0], number, "sampling frequency") : 250;
        if (!(SamplesASecond > 0))
        {
            throw new RecordingFormatException(file, number, $"sampling frequency '{fields[2]}' is not above zero");
        }
        Length = fields.Length > 3 ? Whole(fields[3], number, "number of samples", 0, int.MaxValue) : 0;
        return signals;
    }

    private WfdbSignal ParseSignalLine(string line, int number)
    {
        string[] fields = line.Split((char[]?)null, 9, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 2)
        {
            throw new RecordingFormatException(file, number, "a signal line needs a file and a format");
        }
        if (fields[0].AsSpan().IndexOfAny('/', '\\') >= 0 || fields[0] is "." or "..")
        {
            throw new RecordingFormatException(file, number, $"signal file '{fields[0]}' leaves the record's folder");
        }
        (int format, long byteOffset) = ParseFormat(fields[1], number);
        int adcZero = fields.Length > 4 ? Int(fields[4], number, "ADC zero") : 0;
        (double gain, int? baseline, string unit) =
            fields.Length > 2 ? ParseGain(fields[2], number) : (200, null, "mV");
        return new WfdbSignal
        {
            FileName = fields[0],
            Format = format,
            ByteOffset = byteOffset,
            Gain = gain,
            Baseline = baseline ?? adcZero,
            Unit = unit,
            InitialValue = fields.Length > 5 ? Int(fields[5], number, "initial value") : null,
            Checksum = fields.Length > 6 ? Int(fields[6], number, "checksum") : null,
            Name = fields.Length > 8 ? fields[8].Trim() : $"signal {Signals.Count}",
            HeaderLine = number,
        };
    }

    private (int Format, long ByteOffset) ParseFormat(string text, int number)
    {
        Match match = FormatPattern().Match(text);
        if (!match.Success)
        {
            throw new RecordingFormatException(
                file, number, $"format '{text}' is not read (16 and 212 are, one sample a frame, without skew)");
        }
        Group skipped = match.Groups[2];
        long offset = skipped.Success ? Whole(skipped.Value, number, "byte offset", 0, int.MaxValue) : 0;
        return (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), offset);
    }

    private (double Gain, int? Baseline, string Unit) ParseGain(string text, int number)
    {
        Match match = GainPattern().Match(text);
        if (!match.Success)
        {
            throw new RecordingFormatException(file, number, $"gain '{text}' is not GAIN(BASELINE)/UNIT");
        }
        double gain = Real(match.Groups[1].Value, number, "gain");
        int? baseline = match.Groups[2].Success ? Int(match.Groups[2].Value, number, "baseline") : null;
        // Zero stands for "not calibrated"; the guide's default is 200 steps a millivolt.
        return (gain == 0 ? 200 : gain, baseline, match.Groups[3].Success ? match.Groups[3].Value : "mV");
    }

    private double Real(string text, int number, string what) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value)
            ? value : throw new RecordingFormatException(file, number, $"{what} '{text}' is not a number");

    private int Int(string text, int number, string what) =>
        (int)Whole(text, number, what, int.MinValue, int.MaxValue);

    private long Whole(string text, int number, string what, long low, long high) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            && value >= low && value <= high
            ? value : throw new RecordingFormatException(file, number, $"{what} '{text}' is not in {low}..{high}");

    [GeneratedRegex(@"^(16|212)(?:\+(\d+))?$")]
    private static partial Regex FormatPattern();

    [GeneratedRegex(@"^([^(/]+)(?:\(([^)]*)\))?(?:/(.+))?$")]
    private static partial Regex GainPattern();
}
