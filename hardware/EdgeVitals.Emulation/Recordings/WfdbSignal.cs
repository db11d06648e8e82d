namespace EdgeVitals.Emulation.Recordings;

/// <summary>One signal of a WFDB record: header fields and raw samples.</summary>
/// <remarks>Raw −2048 in format 212 and −32768 in format 16 mean "no value" (WFDB_INVALID_SAMPLE).</remarks>
public sealed record WfdbSignal
{
    /// <summary>Signal file beside the header.</summary>
    public required string FileName { get; init; }

    /// <summary>16 or 212.</summary>
    public required int Format { get; init; }

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

    /// <summary>Raw samples.</summary>
    public int[] Samples { get; init; } = [];

    /// <summary>Physical value of a sample: (raw − baseline) / gain; NaN where there is none.</summary>
    public double Physical(int index)
    {
        int raw = Samples[index];
        int missing = Format == 212 ? -2048 : short.MinValue;
        return raw == missing ? double.NaN : (raw - Baseline) / Gain;
    }
}
