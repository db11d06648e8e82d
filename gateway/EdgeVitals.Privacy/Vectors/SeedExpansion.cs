using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace EdgeVitals.Privacy;

/// <summary>
/// The keystream of a seed as 64-bit words, in pieces: AES-128 in counter mode with the seed as key. Same seed, same
/// words, on every machine.
/// </summary>
/// <remarks>
/// Block i is AES(seed, "EVPUG-v1" || i), i as 64 bits little-endian, and gives words 2i and 2i + 1, little-endian.
/// Another law or order of words is another version and takes another domain. Words come in pieces of at most
/// 8,192: 64 KiB stay in the second-level cache and off the large-object heap.
/// </remarks>
internal sealed class SeedExpansion : IDisposable
{
    private const int BlockBytes = 16;
    private const int PieceWords = 8192;

    private static readonly ulong Domain = BinaryPrimitives.ReadUInt64LittleEndian("EVPUG-v1"u8);

    private readonly Aes _aes = Aes.Create();
    private readonly ulong[] _words;
    private readonly ulong[] _counters;
    private readonly int _total;
    private int _next;
    private long _countersAt = -1;

    /// <summary>Buffers for keystreams of so many words, at least 1.</summary>
    public SeedExpansion(int words)
    {
        _total = words;
        int piece = Math.Min((words + 1) & ~1, PieceWords);
        _words = new ulong[piece];
        _counters = new ulong[piece];
    }

    /// <summary>Begins the keystream of a seed.</summary>
    public void Start(PrivUnitSeed seed)
    {
        Span<byte> key = stackalloc byte[PrivUnitSeed.Bytes];
        seed.Write(key);
        _aes.SetKey(key);
        CryptographicOperations.ZeroMemory(key);
        _next = 0;
    }

    /// <summary>The next piece; empty after the last.</summary>
    public ReadOnlySpan<ulong> Next()
    {
        int count = Math.Min(_total - _next, _words.Length);
        if (count <= 0)
        {
            return [];
        }

        CountFrom(_next / 2);
        _next += count;
        int bytes = ((count + 1) / 2) * BlockBytes;
        Span<byte> stream = MemoryMarshal.AsBytes(_words.AsSpan())[..bytes];
        _aes.EncryptEcb(MemoryMarshal.AsBytes(_counters.AsSpan())[..bytes], stream, PaddingMode.None);
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(_words, _words);
        }

        return _words.AsSpan(0, count);
    }

    /// <summary>Zeroises the key and the words.</summary>
    public void Dispose()
    {
        _aes.Dispose();
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_words.AsSpan()));
    }

    /// <summary>Counter blocks from a block on; for vectors of one piece they are made once and stay.</summary>
    private void CountFrom(long block)
    {
        if (_countersAt == block)
        {
            return;
        }

        for (int i = 0; i < _counters.Length; i += 2)
        {
            _counters[i] = Domain;
            _counters[i + 1] = (ulong)(block + (i / 2));
        }

        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(_counters, _counters);
        }

        _countersAt = block;
    }
}
