using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace EdgeVitals.Privacy;

/// <summary>Hands out random bits one draw at a time, so that a fair coin costs a bit and not a call.</summary>
/// <remarks>
/// Lives on the stack of one sampling call, which may draw many samples: bits that one sample leaves over are the next
/// one's. With a buffer the generator is asked for as many bytes as the buffer has, and the buffer keeps what was
/// drawn: who gave one calls <see cref="Clear"/>. Without one it is asked for eight bytes at a time and their copy is
/// zeroised; what stays behind is fewer than 64 bits that no draw has used, and they tell nothing of a release.
/// </remarks>
internal ref struct BitSource
{
    private const int WordBytes = 8;

    // A discrete Gaussian takes 30 bytes on average: one sample mostly needs one call, and many share 4 KiB.
    private const int LeastBuffer = 64;
    private const int MostBuffer = 4096;
    private const int BytesASample = 32;

    private readonly IRandomBytes _random;
    private readonly Span<byte> _buffer;
    private int _position;
    private ulong _bits;
    private int _left;

    /// <summary>Asks the generator for eight bytes at a time.</summary>
    public BitSource(IRandomBytes random)
        : this(random, [])
    {
    }

    /// <summary>Asks the generator for as many bytes as the buffer has, a multiple of eight.</summary>
    public BitSource(IRandomBytes random, Span<byte> buffer)
    {
        _random = random;
        _buffer = buffer;
        _position = buffer.Length;
    }

    /// <summary>Bytes of a buffer for so many samples.</summary>
    public static int BufferFor(int samples) =>
        (int)Math.Clamp((long)samples * BytesASample, LeastBuffer, MostBuffer);

    /// <summary>Uniform on 0..2^count-1, count 1 to 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Take(int count)
    {
        if (count <= _left)
        {
            ulong taken = _bits & (ulong.MaxValue >> (64 - count));
            // At most 63 bits are ever left over, so the shift stays below 64.
            _bits >>= count;
            _left -= count;
            return taken;
        }

        ulong fresh = TakeWord();
        if (count == 64)
        {
            return fresh;
        }

        // The bits that were left stay below, independent of the fresh ones; what does not fit is kept.
        ulong low = _left == 0 ? 0 : _bits & (ulong.MaxValue >> (64 - _left));
        int needed = count - _left;
        ulong result = low | ((fresh & (ulong.MaxValue >> (64 - needed))) << _left);
        _bits = fresh >> needed;
        _left = 64 - needed;
        return result;
    }

    /// <summary>Uniform on 0..2^64-1, from bytes that no draw has touched; single bits that are left stay.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong TakeWord()
    {
        if (_position == _buffer.Length)
        {
            return TakeFreshWord();
        }

        ulong word = BinaryPrimitives.ReadUInt64LittleEndian(_buffer[_position..]);
        _position += WordBytes;
        return word;
    }

    /// <summary>Zeroises the buffer and the bits that are left; the source is not used afterwards.</summary>
    public void Clear()
    {
        CryptographicOperations.ZeroMemory(_buffer);
        _position = _buffer.Length;
        _bits = 0;
        _left = 0;
    }

    private ulong TakeFreshWord()
    {
        if (_buffer.IsEmpty)
        {
            Span<byte> bytes = stackalloc byte[WordBytes];
            _random.Fill(bytes);
            ulong fresh = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            CryptographicOperations.ZeroMemory(bytes);
            return fresh;
        }

        _random.Fill(_buffer);
        _position = WordBytes;
        return BinaryPrimitives.ReadUInt64LittleEndian(_buffer);
    }
}
