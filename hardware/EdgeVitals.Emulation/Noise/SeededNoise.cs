namespace EdgeVitals.Emulation.Noise;

/// <summary>
/// Repeatable noise by counter: the draw is a pure function of (seed, stream, index), so that hour 400,000 can be
/// asked for without the hours before it, from any thread. For simulation alone; nothing private is noised with it.
/// </summary>
/// <remarks>The mixing function is SplitMix64's (Steele, Lea and Flood 2014, fig. 15) applied twice, over a state
/// that keeps streams apart by an odd constant. Test vectors of the plain generator are in the tests.</remarks>
public readonly struct SeededNoise(ulong seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private const ulong StreamStep = 0xD1342543DE82EF95;

    /// <summary>SplitMix64's output function.</summary>
    public static ulong Mix(ulong state)
    {
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
        return state ^ (state >> 31);
    }

    /// <summary>The plain SplitMix64 sequence: value number <paramref name="index"/> (from 0) of a seed.</summary>
    public static ulong Sequence(ulong seed, ulong index) => unchecked(Mix(seed + (index + 1) * Golden));

    /// <summary>64 bits.</summary>
    public ulong Bits(int stream, long index) => unchecked(
        Mix(Sequence(seed, (ulong)index) + ((ulong)(uint)stream + 1) * StreamStep));

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double Uniform(int stream, long index) => (Bits(stream, index) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double Uniform(int stream, long index, double low, double high) =>
        low + (high - low) * Uniform(stream, index);

    /// <summary>True with the probability given.</summary>
    public bool Chance(int stream, long index, double probability) => Uniform(stream, index) < probability;

    /// <summary>Standard normal (Box and Muller 1958, the cosine branch), from one 64-bit draw split in two.</summary>
    public double Normal(int stream, long index)
    {
        ulong first = Bits(stream, index);
        ulong second = Mix(first ^ Golden);
        double radiusUniform = ((first >> 11) + 1) * (1.0 / (1UL << 53));
        double angleUniform = (second >> 11) * (1.0 / (1UL << 53));
        return Math.Sqrt(-2 * Math.Log(radiusUniform)) * Math.Cos(2 * Math.PI * angleUniform);
    }
}
