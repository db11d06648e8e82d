using System.Buffers.Binary;

namespace EdgeVitals.Privacy;

/// <summary>Hands out random bits one draw at a time, so that a fair coin costs a bit and not a call.</summary>
/// <remarks>Lives on the stack of one sampling call; bits that are left over are dropped with it.</remarks>
internal ref struct BitSource(IRandomBytes random)
{
    private readonly IRandomBytes _random = random;
    private ulong _bits;
    private int _left;

    /// <summary>Uniform on 0..2^count-1, count 1 to 64.</summary>
    public ulong Take(int count)
    {
        if (count <= _left)
        {
            ulong taken = _bits & (ulong.MaxValue >> (64 - count));
            // A shift by 64 would be a shift by 0; _left is then 0 and the bits are never read again.
            _bits >>= count & 63;
            _left -= count;
            return taken;
        }

        Span<byte> bytes = stackalloc byte[8];
        _random.Fill(bytes);
        ulong fresh = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        bytes.Clear();
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
}
