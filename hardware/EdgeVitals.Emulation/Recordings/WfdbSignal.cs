namespace EdgeVitals.Emulation.Recordings;

/// <summary>One signal of a WFDB record: header fields and raw samples.</summary>
/// <remarks>Raw −2048 in format 212 and −32768 in format 16 mean "no value" (WFDB_INVALID_SAMPLE).</remarks>
public sealed record WfdbSignal
{
    /// <summary>Signal file beside the header; ~ where there is none (a layout, a gap).</summary>
    public required string FileName { get; init; }

    /// <summary>16 or 212.</summary>
    public required int Format { get; init; }

    /// <summary>Samples of this signal in one frame of the record, 1 and up.</summary>
    public int SamplesAFrame { get; init; } = 1;

    /// <summary>Byte at which the samples begin.</summary>
    public required long ByteOffset { get; init; }

    /// <summary>Steps of the converter for one unit; negative where the signal is upside down.</summary>
    public required double Gain { get; init; }

    /// <summary>Raw value of physical zero.</summary>
    public required int Baseline { get; init; }

    /// <summary>Physical unit as the header has it; mV where it says nothing.</summary>
    public required string Unit { get; init; }

    /// <summary>First sample by the header, or none.</summary>
    public required int? InitialValue { get; init; }

    /// <summary>16-bit sum of all samples by the header, or none.</summary>
    public required int? Checksum { get; init; }

    /// <summary>Description, used as the signal's name.</summary>
    public required string Name { get; init; }

    /// <summary>Line of the header that describes it.</summary>
    public required int HeaderLine { get; init; }

    /// <summary>Raw samples; empty in a record of several segments, whose parts have them.</summary>
    public short[] Samples { get; init; } = [];

    /// <summary>Number of samples.</summary>
    public int Length => Parts.Count > 0 ? Parts[^1].Start + Parts[^1].Length : Samples.Length;

    /// <summary>The segments of a record of several, from 0 without a hole; empty where the record is one.</summary>
    internal IReadOnlyList<WfdbPart> Parts { get; init; } = [];

    /// <summary>Physical value of a sample: (raw − baseline) / gain; NaN where there is none.</summary>
    public double Physical(int index)
    {
        if (Parts.Count > 0)
        {
            WfdbPart part = PartAt(index);
            return part.Signal is null ? double.NaN : part.Signal.Physical(index - part.Start);
        }
        int raw = Samples[index];
        int missing = Format == 212 ? -2048 : short.MinValue;
        return raw == missing ? double.NaN : (raw - Baseline) / Gain;
    }

    private WfdbPart PartAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
        int low = 0;
        int high = Parts.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (Parts[middle].Start <= index)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }
        return Parts[low];
    }
}

/// <summary>A signal's stretch in one segment.</summary>
/// <param name="Start">Sample at which it begins.</param>
/// <param name="Length">Samples, above 0.</param>
/// <param name="Signal">The segment's own signal, or nothing: a gap.</param>
internal sealed record WfdbPart(int Start, int Length, WfdbSignal? Signal);
