namespace EdgeVitals.Wire;

/// <summary>A run of equally spaced samples of one channel with its gaps. Sample i stands at
/// <c>StartTicks + PeriodMicros * (i + gap periods before it)</c>: time comes from the sample index, never from the
/// moment of reading.</summary>
public sealed class Frame
{
    /// <summary>Version of the layout on the wire.</summary>
    public const int SchemaVersion = 1;

    private static readonly int[] NoValues = new int[0];
    private static readonly short[] NoShorts = new short[0];

    /// <summary>Most samples in one frame: 40 s of a 25 Hz waveform.</summary>
    public const int MaximumSamples = 1024;

    /// <summary>Most gaps in one frame.</summary>
    public const int MaximumGaps = 64;

    /// <summary>Room that any valid frame fits: 1023 deltas of 5 bytes, 64 gaps of 10 and the head come to 5.9 KB.
    /// </summary>
    public const int MaximumEncodedBytes = 8192;

    /// <summary>Longest sample period, one day in microseconds.</summary>
    public const long MaximumPeriodMicros = 86400000000L;

    /// <summary>Bound of every tick, 2^53 µs = 285 years, so that time arithmetic cannot overflow.</summary>
    public const long MaximumTicks = 1L << 53;

    /// <summary>Which start of the device, 0..2^31-1.</summary>
    public int BootId;

    /// <summary>Number of the frame within its boot, from 0.</summary>
    public long Sequence;

    /// <summary>Device monotonic microseconds of sample index 0.</summary>
    public long StartTicks;

    /// <summary>Microseconds between samples, 1..<see cref="MaximumPeriodMicros"/>.</summary>
    public long PeriodMicros;

    /// <summary>See <see cref="Channels"/>; 1..65535, a number that this version does not know is kept.</summary>
    public int ChannelId;

    /// <summary>value = integer * 10^ScaleExponent, -9..9.</summary>
    public int ScaleExponent;

    /// <summary>Scaled integers; only the first <see cref="Count"/> count. Empty in a frame of 16 bit samples: see
    /// <see cref="ValueAt"/>, which reads either kind.</summary>
    public int[] Values;

    private readonly short[] _narrow;

    /// <summary>Number of samples, 0..<see cref="MaximumSamples"/>.</summary>
    public int Count;

    /// <summary>0 (do not use) .. 100 (clean).</summary>
    public int Quality;

    /// <summary>Index of the value before which the gap lies; <see cref="Count"/> for a gap at the end. Never
    /// descending.</summary>
    public int[] GapStarts;

    /// <summary>Missing sample periods of each gap, 1 or more.</summary>
    public int[] GapLengths;

    /// <summary>See <see cref="GapReason"/>, 1..255.</summary>
    public int[] GapReasons;

    /// <summary>Number of gaps, 0..<see cref="MaximumGaps"/>.</summary>
    public int GapCount;

    /// <summary>State of the codec while this frame is encoded or decoded, so that neither allocates. A frame is encoded
    /// by one thread at a time.</summary>
    internal readonly CborWriter Writer = new CborWriter();

    /// <summary>The same, from the first decoding on: a device's own frames never need it.</summary>
    internal CborReader? Reader;

    /// <summary>A frame with room for every valid frame (about 5 KB).</summary>
    public Frame() : this(MaximumSamples, MaximumGaps)
    {
    }

    /// <summary>A frame with room for that many samples and gaps, for a device that knows its own windows.</summary>
    public Frame(int sampleRoom, int gapRoom) : this(sampleRoom, gapRoom, false)
    {
    }

    /// <summary>The same, with samples of 16 bits on request: half the memory, for a device's waveforms that fit.
    /// </summary>
    public Frame(int sampleRoom, int gapRoom, bool narrow)
    {
        Values = narrow ? NoValues : new int[sampleRoom];
        _narrow = narrow ? new short[sampleRoom] : NoShorts;
        GapStarts = new int[gapRoom];
        GapLengths = new int[gapRoom];
        GapReasons = new int[gapRoom];
    }

    /// <summary>Room for samples.</summary>
    public int Room
    {
        get { return _narrow.Length > 0 ? _narrow.Length : Values.Length; }
    }

    /// <summary>Sample i of 0..<see cref="Count"/> − 1.</summary>
    public int ValueAt(int i)
    {
        return _narrow.Length > 0 ? _narrow[i] : Values[i];
    }

    /// <summary>Takes out all samples and gaps; the room stays.</summary>
    public void Clear()
    {
        Count = 0;
        GapCount = 0;
        Quality = 0;
    }

    /// <summary>Takes over everything of another frame; false, and nothing taken, when it does not fit.</summary>
    public bool CopyFrom(Frame other)
    {
        if (other.Count > Room || other.GapCount > GapStarts.Length || !Holds(other)) return false;
        BootId = other.BootId;
        Sequence = other.Sequence;
        StartTicks = other.StartTicks;
        PeriodMicros = other.PeriodMicros;
        ChannelId = other.ChannelId;
        ScaleExponent = other.ScaleExponent;
        Quality = other.Quality;
        GapCount = other.GapCount;
        Count = 0;
        for (int i = 0; i < other.Count; i++) Add(other.ValueAt(i));
        for (int i = 0; i < GapCount; i++)
        {
            GapStarts[i] = other.GapStarts[i];
            GapLengths[i] = other.GapLengths[i];
            GapReasons[i] = other.GapReasons[i];
        }
        return true;
    }

    /// <summary>Appends a value; false when the frame is full, or has 16 bit samples and the value is none.</summary>
    public bool Add(int value)
    {
        if (Count >= Room || Count >= MaximumSamples || !Holds(value)) return false;
        if (_narrow.Length > 0) _narrow[Count++] = (short)value;
        else Values[Count++] = value;
        return true;
    }

    private bool Holds(int value)
    {
        return _narrow.Length == 0 || (value >= short.MinValue && value <= short.MaxValue);
    }

    private bool Holds(Frame other)
    {
        for (int i = 0; i < other.Count; i++)
        {
            if (!Holds(other.ValueAt(i))) return false;
        }
        return true;
    }

    /// <summary>Appends missing periods after the last value, joining a gap of the same reason; false when full.
    /// </summary>
    public bool AddGap(int periods, int reason)
    {
        if (periods <= 0) return true;
        int last = GapCount - 1;
        if (last >= 0 && GapStarts[last] == Count && GapReasons[last] == reason)
        {
            if (GapLengths[last] > int.MaxValue - periods) return false;
            GapLengths[last] += periods;
            return true;
        }
        if (GapCount >= GapStarts.Length || GapCount >= MaximumGaps) return false;
        GapStarts[GapCount] = Count;
        GapLengths[GapCount] = periods;
        GapReasons[GapCount] = reason;
        GapCount++;
        return true;
    }

    /// <summary>Device ticks (µs) of sample i, 0..Count; TicksOf(Count) is after the gaps at the end.</summary>
    public long TicksOf(int i)
    {
        long periods = i;
        for (int g = 0; g < GapCount && GapStarts[g] <= i; g++) periods += GapLengths[g];
        return StartTicks + PeriodMicros * periods;
    }

    /// <summary>Device ticks (µs) at which the next frame of the channel would start.</summary>
    public long EndTicks
    {
        get { return TicksOf(Count); }
    }

    /// <summary>FrameError.None when the frame may be sent.</summary>
    public int Check()
    {
        if (BootId < 0 || Sequence < 0 || Sequence > MaximumTicks) return FrameError.OutOfRange;
        if (StartTicks < 0 || StartTicks > MaximumTicks) return FrameError.OutOfRange;
        if (PeriodMicros < 1 || PeriodMicros > MaximumPeriodMicros) return FrameError.OutOfRange;
        if (ChannelId < 1 || ChannelId > 65535) return FrameError.OutOfRange;
        if (ScaleExponent < -9 || ScaleExponent > 9) return FrameError.OutOfRange;
        if (Quality < 0 || Quality > 100) return FrameError.OutOfRange;
        if (Count < 0 || Count > MaximumSamples || Count > Room) return FrameError.TooManySamples;
        if (GapCount < 0 || GapCount > MaximumGaps || GapCount > GapStarts.Length) return FrameError.TooManyGaps;
        if (Count == 0 && GapCount == 0) return FrameError.Empty;
        return CheckGaps();
    }

    private int CheckGaps()
    {
        if (GapCount > GapLengths.Length || GapCount > GapReasons.Length) return FrameError.TooManyGaps;
        long periods = Count;
        int before = 0;
        for (int g = 0; g < GapCount; g++)
        {
            if (GapStarts[g] < before || GapStarts[g] > Count) return FrameError.BadGap;
            if (GapLengths[g] < 1) return FrameError.OutOfRange;
            if (GapReasons[g] < 1 || GapReasons[g] > 255) return FrameError.OutOfRange;
            before = GapStarts[g];
            periods += GapLengths[g];
        }
        // By division, since the product of a hostile period and gap would overflow.
        if (periods > (MaximumTicks - StartTicks) / PeriodMicros) return FrameError.OutOfRange;
        return FrameError.None;
    }
}
