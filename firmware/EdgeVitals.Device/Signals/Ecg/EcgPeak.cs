namespace EdgeVitals.Device;

/// <summary>One hump of the slope's mean, with what tells a QRS complex from anything else.</summary>
internal sealed class EcgPeak
{
    /// <summary>Index of the hump's top among the samples of 120 Hz.</summary>
    public long At;

    /// <summary>Height of the hump, µV in 17 ms; 0 when there is none.</summary>
    public float Height;

    /// <summary>Steepest change of the wave around it, µV in 17 ms.</summary>
    public int Steepest;

    /// <summary>The R peak, samples of 120 Hz after <see cref="At"/>; negative.</summary>
    public float Offset;

    /// <summary>Height of the R wave in the band, µV, signed.</summary>
    public int Amplitude;

    /// <summary>Likeness to the beats before, 0..100.</summary>
    public int Quality;

    /// <summary>Numbers that <see cref="Save"/> writes.</summary>
    public const int SavedLength = 5;

    // Of a sample and of a microvolt in 17 ms: far below what decides anything.
    private const float SavedParts = 64;

    /// <summary>Writes it as whole numbers: an object for each of some peaks would be twice the memory.</summary>
    public void Save(int[] saved, int offset, long start)
    {
        saved[offset] = (int)(At - start);
        saved[offset + 1] = (int)(Height * SavedParts);
        saved[offset + 2] = Steepest;
        saved[offset + 3] = (int)(Offset * SavedParts);
        saved[offset + 4] = Amplitude * 128 + Quality;
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(int[] saved, int offset, long start)
    {
        At = start + saved[offset];
        Height = saved[offset + 1] / SavedParts;
        Steepest = saved[offset + 2];
        Offset = saved[offset + 3] / SavedParts;
        Amplitude = saved[offset + 4] >> 7;
        Quality = saved[offset + 4] & 127;
    }

    /// <summary>Takes all of another one.</summary>
    public void Copy(EcgPeak other)
    {
        At = other.At;
        Height = other.Height;
        Steepest = other.Steepest;
        Offset = other.Offset;
        Amplitude = other.Amplitude;
        Quality = other.Quality;
    }
}
