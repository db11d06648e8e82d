using System.Buffers.Binary;
using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

/// <summary>
/// xoshiro256** (Blackman and Vigna 2018) seeded by SplitMix64: a statistical test gives the same answer every time.
/// It is predictable, so it lives in the tests alone.
/// </summary>
internal sealed class SeededBytes : IRandomBytes
{
    private readonly ulong[] _state = new ulong[4];

    public SeededBytes(ulong seed)
    {
        for (int i = 0; i < 4; i++)
        {
            seed += 0x9E3779B97F4A7C15;
            ulong mixed = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            _state[i] = mixed ^ (mixed >> 31);
        }
    }

    public void Fill(Span<byte> destination)
    {
        Span<byte> word = stackalloc byte[8];
        while (destination.Length > 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, Next());
            int taken = Math.Min(8, destination.Length);
            word[..taken].CopyTo(destination);
            destination = destination[taken..];
        }
    }

    public ulong Next()
    {
        ulong result = ulong.RotateLeft(_state[1] * 5, 7) * 9;
        ulong shifted = _state[1] << 17;
        _state[2] ^= _state[0];
        _state[3] ^= _state[1];
        _state[1] ^= _state[2];
        _state[0] ^= _state[3];
        _state[2] ^= shifted;
        _state[3] = ulong.RotateLeft(_state[3], 45);
        return result;
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Standard normal by Box and Muller.</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>Uniform on 0..bound-1 (the bias of the modulus is far below what any test here can see).</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);
}
