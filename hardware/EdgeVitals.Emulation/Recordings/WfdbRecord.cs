namespace EdgeVitals.Emulation.Recordings;

/// <summary>
/// A PhysioNet record (NAME.hea with its signal files) in formats 16 and 212, of one segment or several, verified:
/// length, first value and checksum of every signal must be the header's.
/// </summary>
/// <remarks>Samples are kept raw, two bytes each: 24 hours of two signals at 360 Hz are 124 MB.</remarks>
public sealed class WfdbRecord
{
    // A header of a thousand segments has some 20 kB.
    private const int LongestHeader = 4 << 20;

    /// <summary>Most samples of one signal unless the caller says otherwise: 24 hours at 1000 Hz, 0.7 GB as physical
    /// values. All signals together may have sixteen times as many. A header of three lines can ask for more memory
    /// than there is.</summary>
    public const int LongestSignal = 24 * 3600 * 1000;

    internal const int MostLongSignals = 16;

    private readonly List<WfdbSignal> signals;

    internal WfdbRecord(string name, double framesASecond, List<WfdbSignal> signals)
    {
        Name = name;
        SamplesASecond = framesASecond;
        this.signals = signals;
    }

    /// <summary>Record name by the header.</summary>
    public string Name { get; }

    /// <summary>Frames a second, Hz: the rate of every signal with one sample a frame, and of annotations.</summary>
    public double SamplesASecond { get; }

    /// <summary>Frames of the record.</summary>
    public int Length => signals[0].Length / signals[0].SamplesAFrame;

    /// <summary>Signals in header order.</summary>
    public IReadOnlyList<WfdbSignal> Signals => signals;

    /// <summary>Reads and verifies a record.</summary>
    /// <param name="headerPath">Path of NAME.hea. No file outside its folder is opened, whatever the header says.
    /// </param>
    /// <param name="progress">Told the share that is read, 0..1.</param>
    /// <param name="longest">Most samples of one signal; sixteen times as many of all together.</param>
    /// <exception cref="RecordingFormatException">A file is missing, cut short or not what the header says, or the
    /// record is too long.</exception>
    public static WfdbRecord Load(string headerPath, IProgress<double>? progress = null, int longest = LongestSignal)
    {
        WfdbHeader header = ReadHeader(headerPath);
        string folder = Path.GetDirectoryName(Path.GetFullPath(headerPath))!;
        if (header.Segments.Count > 0)
        {
            return new WfdbSegments(folder, header, progress, longest).Load();
        }
        if (header.Signals.Find(signal => signal.FileName == WfdbHeader.NoFile) is { } none)
        {
            throw new RecordingFormatException(header.File, none.HeaderLine,
                $"signal {none.Name} has no file: this is the layout of another record");
        }
        long all = header.Signals.Select(signal => signal.FileName).Distinct()
            .Select(name => new FileInfo(Path.Combine(folder, name))).Where(file => file.Exists)
            .Sum(file => file.Length);
        long done = 0;
        List<WfdbSignal> signals = WfdbSamples.Load(folder, header, longest, progress is null ? null : bytes =>
        {
            done += bytes;
            progress.Report(Math.Min(1, (double)done / all));
        });
        return new WfdbRecord(header.RecordName, header.SamplesASecond, signals);
    }

    /// <summary>Rate of one signal, Hz.</summary>
    public double SamplesASecondOf(WfdbSignal signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        return SamplesASecond * signal.SamplesAFrame;
    }

    /// <summary>A signal by its name, or by its index from 0 where none has that name.</summary>
    /// <exception cref="ArgumentException">There is no such signal, and the message lists those there are; or several
    /// have that name.</exception>
    public WfdbSignal Find(string nameOrIndex)
    {
        WfdbSignal? found = signals.Find(signal => signal.Name == nameOrIndex);
        if (found is not null && signals.FindLast(signal => signal.Name == nameOrIndex) != found)
        {
            throw new ArgumentException($"Record {Name} has several signals '{nameOrIndex}', ask for the index: "
                + string.Join(", ", signals.Select((signal, i) => $"{i} {signal.Name}")) + ".");
        }
        if (found is null && int.TryParse(nameOrIndex, out int index) && index >= 0 && index < signals.Count)
        {
            found = signals[index];
        }
        return found ?? throw new ArgumentException($"Record {Name} has no signal '{nameOrIndex}', but "
            + string.Join(", ", signals.Select((signal, i) => $"{i} {signal.Name}")) + ".");
    }

    /// <summary>A signal in physical units by its name or index.</summary>
    public RecordedSignal Signal(string name)
    {
        WfdbSignal found = Find(name);
        double[] values = new double[found.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = found.Physical(i);
        }
        return new RecordedSignal(found.Name, values, SamplesASecondOf(found));
    }

    internal static WfdbHeader ReadHeader(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new RecordingFormatException(path, 0, "there is no such header");
        }
        if (file.Length > LongestHeader)
        {
            throw new RecordingFormatException(file.Name, 0, $"{file.Length} bytes are no header");
        }
        WfdbHeader header = WfdbHeader.Parse(file.Name, File.ReadAllLines(path));
        // The WFDB library's own test: a header that was copied under a longer name is accepted.
        if (!Path.GetFileNameWithoutExtension(file.Name).StartsWith(header.RecordName, StringComparison.Ordinal))
        {
            throw new RecordingFormatException(file.Name, header.RecordLine,
                $"the header is of record {header.RecordName}");
        }
        return header;
    }
}
