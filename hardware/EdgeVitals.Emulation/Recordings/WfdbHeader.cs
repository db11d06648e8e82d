using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeVitals.Emulation.Recordings;

/// <summary>Text header of a WFDB record, after header(5) of the WFDB applications guide.</summary>
internal sealed partial class WfdbHeader
{
    /// <summary>Name of a segment that is a gap, and of the file of a signal that has none.</summary>
    public const string NoFile = "~";

    private readonly string file;

    private WfdbHeader(string file) => this.file = file;

    /// <summary>Name of the header's file.</summary>
    public string File => file;

    /// <summary>Line of the record's name.</summary>
    public int RecordLine { get; private set; }

    /// <summary>Signals by the record line.</summary>
    public int SignalCount { get; private set; }

    /// <summary>Segments of a record of several; empty otherwise, and then there are signals.</summary>
    public List<WfdbSegment> Segments { get; } = [];

    public string RecordName { get; private set; } = "";

    public double SamplesASecond { get; private set; }

    /// <summary>Samples of each signal, or 0 where the header leaves it to the file's length.</summary>
    public long Length { get; private set; }

    public List<WfdbSignal> Signals { get; } = [];

    public static WfdbHeader Parse(string file, string[] lines)
    {
        var header = new WfdbHeader(file);
        // Lines that follow the record line: of signals, or of segments.
        int expected = -1;
        bool segmented = false;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }
            if (expected < 0)
            {
                expected = header.ParseRecordLine(line, i + 1, out segmented);
            }
            else if (segmented && header.Segments.Count < expected)
            {
                header.Segments.Add(header.ParseSegmentLine(line, i + 1));
            }
            else if (!segmented && header.Signals.Count < expected)
            {
                header.Signals.Add(header.ParseSignalLine(line, i + 1));
            }
            else
            {
                throw new RecordingFormatException(
                    file, i + 1, $"a line beyond the {expected} {(segmented ? "segments" : "signals")} declared");
            }
        }
        if (expected < 0)
        {
            throw new RecordingFormatException(file, 0, "no record line");
        }
        int described = segmented ? header.Segments.Count : header.Signals.Count;
        if (described < expected)
        {
            throw new RecordingFormatException(file, lines.Length,
                $"{expected} {(segmented ? "segments" : "signals")} declared, {described} described");
        }
        return header;
    }

    /// <returns>Lines to come.</returns>
    private int ParseRecordLine(string line, int number, out bool segmented)
    {
        string[] fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        string[] name = fields[0].Split('/');
        segmented = name.Length == 2;
        if (name.Length > 2 || name[0].Length == 0)
        {
            throw new RecordingFormatException(file, number, $"record name '{fields[0]}' is not NAME or NAME/SEGMENTS");
        }
        RecordName = name[0];
        RecordLine = number;
        SignalCount = fields.Length > 1 ? (int)Whole(fields[1], number, "number of signals", 1, 1024)
            : throw new RecordingFormatException(file, number, "the number of signals is missing");
        // fs may carry a counter frequency and its base: 360/1(0).
        SamplesASecond = fields.Length > 2 ? Real(fields[2].Split('/')[0], number, "sampling frequency") : 250;
        if (!(SamplesASecond > 0))
        {
            throw new RecordingFormatException(file, number, $"sampling frequency '{fields[2]}' is not above zero");
        }
        Length = fields.Length > 3 ? Whole(fields[3], number, "number of samples", 0, int.MaxValue) : 0;
        return segmented ? (int)Whole(name[1], number, "number of segments", 1, 100_000) : SignalCount;
    }

    private WfdbSegment ParseSegmentLine(string line, int number)
    {
        string[] fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 2)
        {
            throw new RecordingFormatException(file, number, "a segment line needs a name and a number of samples");
        }
        RequireInside(fields[0], number, "segment");
        return new WfdbSegment(fields[0], Whole(fields[1], number, "number of samples", 0, int.MaxValue), number);
    }

    /// <summary>A record reads no file outside its folder: a header comes from anywhere.</summary>
    private void RequireInside(string name, int number, string what)
    {
        if (name.AsSpan().IndexOfAny('/', '\\') >= 0 || name is "." or ".." || Path.IsPathRooted(name))
        {
            throw new RecordingFormatException(file, number, $"{what} '{name}' leaves the record's folder");
        }
    }

    private WfdbSignal ParseSignalLine(string line, int number)
    {
        string[] fields = line.Split((char[]?)null, 9, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 2)
        {
            throw new RecordingFormatException(file, number, "a signal line needs a file and a format");
        }
        RequireInside(fields[0], number, "signal file");
        (int format, int samplesAFrame, long byteOffset) = ParseFormat(fields[1], number);
        if (format == 0 && fields[0] != NoFile)
        {
            throw new RecordingFormatException(file, number, "format 0 is for signals without a file (~)");
        }
        int adcZero = fields.Length > 4 ? Int(fields[4], number, "ADC zero") : 0;
        (double gain, int? baseline, string unit) =
            fields.Length > 2 ? ParseGain(fields[2], number) : (200, null, "mV");
        return new WfdbSignal
        {
            FileName = fields[0],
            Format = format,
            SamplesAFrame = samplesAFrame,
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

    private (int Format, int SamplesAFrame, long ByteOffset) ParseFormat(string text, int number)
    {
        Match match = FormatPattern().Match(text);
        if (!match.Success)
        {
            throw new RecordingFormatException(
                file, number, $"format '{text}' is not read (16 and 212 are, without skew)");
        }
        Group frame = match.Groups[2];
        Group skipped = match.Groups[3];
        int samplesAFrame = frame.Success ? (int)Whole(frame.Value, number, "samples a frame", 1, 10_000) : 1;
        long offset = skipped.Success ? Whole(skipped.Value, number, "byte offset", 0, int.MaxValue) : 0;
        // A layout's signals have no samples; format 0 says so.
        int format = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return (format, samplesAFrame, offset);
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

    [GeneratedRegex(@"^(16|212|0)(?:x(\d+))?(?:\+(\d+))?$")]
    private static partial Regex FormatPattern();

    [GeneratedRegex(@"^([^(/]+)(?:\(([^)]*)\))?(?:/(.+))?$")]
    private static partial Regex GainPattern();
}

/// <summary>One line of a header with segments.</summary>
/// <param name="Name">Record name of the segment; ~ for a gap.</param>
/// <param name="Length">Samples; 0 for a layout.</param>
/// <param name="Line">Line of the header.</param>
internal readonly record struct WfdbSegment(string Name, long Length, int Line)
{
    public bool IsGap => Name == WfdbHeader.NoFile;
}
