using System.Globalization;
using System.Text;

namespace EdgeVitals.Emulation.Recordings;

/// <summary>An annotation file of a WFDB record in MIT format (annot(5) of the WFDB applications guide).</summary>
/// <remarks>
/// Little-endian words: the upper 6 bits are the code, the lower 10 the samples since the annotation before. Codes from
/// 59 on are no annotations: SKIP (59) is followed by 32 bits of samples, upper word first; NUM (60), SUB (61), CHN
/// (62) and AUX (63) belong to the annotation before them, whose number and channel hold for those after it as well.
/// Code 0 moves the time and marks nothing; with no time it is the zero word that ends the file.
/// </remarks>
public sealed class WfdbAnnotations
{
    private const int Skip = 59, Num = 60, Sub = 61, Chn = 62, Aux = 63, Note = 22;
    private const string Resolution = "## time resolution:";

    private readonly List<WfdbAnnotation> annotations = [];
    private readonly string file;

    private WfdbAnnotations(string file) => this.file = file;

    /// <summary>Annotations in the file's order, which is that of time.</summary>
    public IReadOnlyList<WfdbAnnotation> All => annotations;

    /// <summary>Samples a second of the annotations where the file says so and they are not the record's, or none.
    /// </summary>
    public double? SamplesASecond { get; private set; }

    /// <summary>Sample indexes of the heartbeats.</summary>
    public long[] Beats() => [.. annotations.Where(a => a.IsBeat).Select(a => a.Sample)];

    /// <summary>Spans of ventricular flutter or fibrillation; one that does not end goes to the end of time.</summary>
    public IReadOnlyList<(long From, long To)> Flutter()
    {
        var spans = new List<(long From, long To)>();
        bool open = false;
        foreach (WfdbAnnotation annotation in annotations)
        {
            if (annotation.Code == WfdbAnnotation.FlutterStart && !open)
            {
                spans.Add((annotation.Sample, long.MaxValue));
                open = true;
            }
            else if (annotation.Code == WfdbAnnotation.FlutterEnd && open)
            {
                spans[^1] = (spans[^1].From, annotation.Sample);
                open = false;
            }
        }
        return spans;
    }

    /// <summary>Reads an annotation file.</summary>
    /// <param name="path">The file, NAME.atr for the reference annotations.</param>
    /// <exception cref="RecordingFormatException">No such file, cut short, or not in MIT format.</exception>
    public static WfdbAnnotations Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new RecordingFormatException(path, 0, "there is no such annotation file");
        }
        return Parse(Path.GetFileName(path), File.ReadAllBytes(path));
    }

    internal static WfdbAnnotations Parse(string file, ReadOnlySpan<byte> bytes)
    {
        var result = new WfdbAnnotations(file);
        long time = 0;
        int at = 0;
        while (true)
        {
            int word = result.Word(bytes, at);
            int code = word >> 10;
            int field = word & 0x3FF;
            if (word == 0)
            {
                break;
            }
            at += 2;
            switch (code)
            {
                case Skip:
                    time += (result.Word(bytes, at) << 16) | result.Word(bytes, at + 2);
                    at += 4;
                    break;
                case Num or Sub or Chn or Aux:
                    result.Attach(bytes, code, field, ref at);
                    break;
                case > 49:
                    throw new RecordingFormatException(file, 0, $"byte {at - 2}: code {code} is no annotation");
                default:
                    time += field;
                    // Code 0 is NOTQRS, no annotation at all: only its time counts.
                    if (code != 0)
                    {
                        result.Add(time, code, at - 2);
                    }
                    break;
            }
        }
        result.TakeResolution();
        return result;
    }

    private int Word(ReadOnlySpan<byte> bytes, int at) => at + 2 <= bytes.Length
        ? bytes[at] | (bytes[at + 1] << 8)
        : throw new RecordingFormatException(file, 0, $"byte {at}: cut short, no end mark");

    private void Add(long time, int code, int at)
    {
        bool first = annotations.Count == 0;
        if (time < 0 || (!first && time < annotations[^1].Sample))
        {
            throw new RecordingFormatException(file, 0, $"byte {at}: time goes back to sample {time}");
        }
        annotations.Add(new WfdbAnnotation(time, code, 0, first ? 0 : annotations[^1].Channel,
            first ? 0 : annotations[^1].Number, ""));
    }

    private void Attach(ReadOnlySpan<byte> bytes, int code, int field, ref int at)
    {
        if (annotations.Count == 0)
        {
            throw new RecordingFormatException(file, 0, $"byte {at - 2}: code {code} before any annotation");
        }
        WfdbAnnotation last = annotations[^1];
        annotations[^1] = code switch
        {
            Num => last with { Number = unchecked((sbyte)field) },
            Sub => last with { SubType = unchecked((sbyte)field) },
            Chn => last with { Channel = field & 0xFF },
            _ => last with { Text = TextAt(bytes, field, ref at) },
        };
    }

    private string TextAt(ReadOnlySpan<byte> bytes, int length, ref int at)
    {
        int end = at + length + length % 2;
        if (end > bytes.Length)
        {
            throw new RecordingFormatException(file, 0, $"byte {at}: cut short in a text of {length} bytes");
        }
        string text = Encoding.Latin1.GetString(bytes.Slice(at, length)).TrimEnd('\0');
        at = end;
        return text;
    }

    /// <summary>A note at time zero may say in which rate the times are; it marks nothing in the signal.</summary>
    private void TakeResolution()
    {
        int index = annotations.FindIndex(a => a.Sample == 0 && a.Code == Note
            && a.Text.StartsWith(Resolution, StringComparison.Ordinal));
        if (index < 0)
        {
            return;
        }
        string text = annotations[index].Text[Resolution.Length..].Trim();
        SamplesASecond = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate)
            && rate > 0 && double.IsFinite(rate)
            ? rate : throw new RecordingFormatException(file, 0, $"time resolution '{text}' is not a rate");
        annotations.RemoveAt(index);
    }
}
