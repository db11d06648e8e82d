namespace EdgeVitals.Emulation.Recordings;

/// <summary>
/// Puts a record of several segments together, after header(5): in a fixed layout every segment has the same signals
/// in the same order; in a variable one the first segment, of length 0, lays out all signals, and each segment has some
/// of them, found by name. Segment ~ is a gap, and so is a signal that a segment does not have.
/// </summary>
internal sealed class WfdbSegments
{
    private readonly string folder;
    private readonly WfdbHeader master;
    private readonly IProgress<double>? progress;
    private readonly int longest;

    // A header may name a segment as often as it likes; it is read once.
    private readonly Dictionary<string, List<WfdbSignal>> loaded = [];
    private long samples;

    public WfdbSegments(string folder, WfdbHeader master, IProgress<double>? progress, int longest)
    {
        this.longest = longest;
        this.folder = folder;
        this.master = master;
        this.progress = progress;
    }

    public WfdbRecord Load()
    {
        long total = master.Segments.Sum(segment => segment.Length);
        if (master.Length > 0 && total != master.Length)
        {
            throw Wrong(master.RecordLine, $"{master.Length} samples declared, the segments have {total}");
        }
        if (total == 0 || total > longest || total * master.SignalCount > Most)
        {
            throw Wrong(master.RecordLine, $"segments of {total} samples together cannot be read");
        }
        List<WfdbSignal>? layout = Layout();
        bool variable = layout is not null;
        var parts = new List<List<WfdbPart>>();
        long start = 0;
        foreach (WfdbSegment segment in master.Segments.Skip(variable ? 1 : 0))
        {
            if (segment.Length == 0)
            {
                throw Wrong(segment.Line, $"segment {segment.Name} is empty");
            }
            List<WfdbSignal>? signals = segment.IsGap ? null : LoadSegment(segment, start, total);
            if (layout is null && signals is not null)
            {
                layout = signals;
            }
            Append(parts, signals, segment, start, layout, variable);
            start += segment.Length;
        }
        if (layout is null)
        {
            throw Wrong(master.RecordLine, "every segment is a gap");
        }
        return new WfdbRecord(master.RecordName, master.SamplesASecond, [.. layout.Select((signal, s) => signal with
        {
            Samples = [], Parts = Scaled(parts[s], signal, total),
        })]);
    }

    private long Most => (long)WfdbRecord.MostLongSignals * longest;

    /// <summary>Signals of the layout segment, or nothing in a fixed layout.</summary>
    private List<WfdbSignal>? Layout()
    {
        WfdbSegment first = master.Segments[0];
        if (first.Length > 0)
        {
            return null;
        }
        WfdbHeader layout = HeaderOf(first);
        if (layout.Length > 0 || layout.Signals.Exists(signal => signal.FileName != WfdbHeader.NoFile))
        {
            throw Wrong(first.Line, $"segment {first.Name} is a layout by its length 0, and has samples");
        }
        return layout.Signals.Count == master.SignalCount ? layout.Signals : throw Wrong(first.Line,
            $"segment {first.Name} lays out {layout.Signals.Count} signals, {master.SignalCount} are declared");
    }

    private List<WfdbSignal> LoadSegment(WfdbSegment segment, long start, long total)
    {
        if (!loaded.TryGetValue(segment.Name, out List<WfdbSignal>? signals))
        {
            WfdbHeader header = HeaderOf(segment);
            if (header.Length > 0 && header.Length != segment.Length)
            {
                throw Wrong(segment.Line,
                    $"segment {segment.Name} has {header.Length} samples by its own header, {segment.Length} here");
            }
            signals = WfdbSamples.Load(folder, header, longest, null);
            loaded[segment.Name] = signals;
            samples += signals.Sum(signal => (long)signal.Samples.Length);
            if (samples > Most)
            {
                throw Wrong(segment.Line, $"the segments up to here have {samples} samples, {Most} are read");
            }
        }
        if (signals[0].Samples.Length != segment.Length * signals[0].SamplesAFrame)
        {
            throw Wrong(segment.Line, $"segment {segment.Name} is not {segment.Length} samples long");
        }
        progress?.Report((double)(start + segment.Length) / total);
        return signals;
    }

    private WfdbHeader HeaderOf(WfdbSegment segment)
    {
        string path = Path.Combine(folder, segment.Name + ".hea");
        if (!File.Exists(path))
        {
            throw Wrong(segment.Line, $"segment {segment.Name}.hea is not beside the header");
        }
        WfdbHeader header = WfdbRecord.ReadHeader(path);
        if (header.Segments.Count > 0)
        {
            throw Wrong(segment.Line, $"segment {segment.Name} has segments itself");
        }
        return header.SamplesASecond == master.SamplesASecond ? header : throw Wrong(segment.Line,
            $"segment {segment.Name} has {header.SamplesASecond} samples a second, {master.SamplesASecond} here");
    }

    private void Append(List<List<WfdbPart>> parts, List<WfdbSignal>? signals, WfdbSegment segment, long start,
        List<WfdbSignal>? layout, bool variable)
    {
        int count = master.SignalCount;
        if (signals is not null && !variable && signals.Count != count)
        {
            throw Wrong(segment.Line, $"segment {segment.Name} has {signals.Count} signals, {count} are declared");
        }
        while (parts.Count < count)
        {
            parts.Add([]);
        }
        for (int s = 0; s < count; s++)
        {
            WfdbSignal? signal = signals is null || layout is null ? null
                : variable ? signals.Find(one => one.Name == layout[s].Name) : signals[s];
            if (signal is not null && (signal.Unit != layout![s].Unit || signal.Name != layout[s].Name
                || signal.SamplesAFrame != layout[s].SamplesAFrame))
            {
                throw Wrong(segment.Line, $"signal {s} of segment {segment.Name} is {signal.Name} in {signal.Unit}, "
                    + $"{layout[s].Name} in {layout[s].Unit} before");
            }
            parts[s].Add(new WfdbPart((int)start, (int)segment.Length, signal));
        }
    }

    /// <summary>From frames to the signal's own samples.</summary>
    private List<WfdbPart> Scaled(List<WfdbPart> parts, WfdbSignal signal, long total)
    {
        int each = signal.SamplesAFrame;
        if (total * each > longest)
        {
            throw Wrong(master.RecordLine, $"{total * each} samples of signal {signal.Name} cannot be read");
        }
        return each == 1 ? parts
            : [.. parts.Select(part => new WfdbPart(part.Start * each, part.Length * each, part.Signal))];
    }

    private RecordingFormatException Wrong(int line, string reason) => new(master.File, line, reason);
}
