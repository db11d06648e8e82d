using System;

namespace EdgeVitals.Device;

/// <summary>SHA-256 of FIPS 180-4, fed piece by piece; a message may have 2^60 bytes. Its constants are the upper
/// halves of those of <see cref="Sha512"/>.</summary>
public sealed class Sha256
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashBytes = 32;

    private const int BlockBytes = 64;

    private readonly uint[] _state = new uint[8];
    private readonly uint[] _schedule = new uint[64];
    private readonly byte[] _block = new byte[BlockBytes];
    private int _held;
    private long _total;

    /// <summary>Ready for a first message.</summary>
    public Sha256()
    {
        Reset();
    }

    /// <summary>Forgets what was fed.</summary>
    public void Reset()
    {
        for (int i = 0; i < 8; i++) _state[i] = (uint)(Sha512.Start[i] >> 32);
        _held = 0;
        _total = 0;
    }

    /// <summary>Feeds count bytes from offset.</summary>
    public void Update(byte[] buffer, int offset, int count)
    {
        _total += count;
        while (count > 0)
        {
            int piece = Math.Min(count, BlockBytes - _held);
            Array.Copy(buffer, offset, _block, _held, piece);
            _held += piece;
            offset += piece;
            count -= piece;
            if (_held < BlockBytes) return;
            Compress();
            _held = 0;
        }
    }

    /// <summary>Writes the 32 bytes of the hash from offset, and is ready for the next message.</summary>
    public void Finish(byte[] hash, int offset)
    {
        long total = _total;
        _block[_held++] = 0x80;
        if (_held > BlockBytes - 8)
        {
            Array.Clear(_block, _held, BlockBytes - _held);
            Compress();
            _held = 0;
        }
        Array.Clear(_block, _held, BlockBytes - _held);
        for (int i = 0; i < 8; i++) _block[BlockBytes - 1 - i] = (byte)((total * 8) >> (8 * i));
        Compress();
        for (int i = 0; i < HashBytes; i++) hash[offset + i] = (byte)(_state[i >> 2] >> (24 - 8 * (i & 3)));
        Reset();
    }

    // Section 6.2.2, with the letters of the standard.
    private void Compress()
    {
        uint[] w = _schedule;
        for (int t = 0; t < 16; t++)
        {
            uint word = 0;
            for (int i = 0; i < 4; i++) word = (word << 8) | _block[4 * t + i];
            w[t] = word;
        }
        for (int t = 16; t < 64; t++)
        {
            uint s0 = Rotate(w[t - 15], 7) ^ Rotate(w[t - 15], 18) ^ (w[t - 15] >> 3);
            uint s1 = Rotate(w[t - 2], 17) ^ Rotate(w[t - 2], 19) ^ (w[t - 2] >> 10);
            w[t] = s1 + w[t - 7] + s0 + w[t - 16];
        }
        uint a = _state[0], b = _state[1], c = _state[2], d = _state[3];
        uint e = _state[4], f = _state[5], g = _state[6], h = _state[7];
        for (int t = 0; t < 64; t++)
        {
            uint s1 = Rotate(e, 6) ^ Rotate(e, 11) ^ Rotate(e, 25);
            uint t1 = h + s1 + ((e & f) ^ (~e & g)) + (uint)(Sha512.Constants[t] >> 32) + w[t];
            uint s0 = Rotate(a, 2) ^ Rotate(a, 13) ^ Rotate(a, 22);
            uint t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;
        }
        _state[0] += a;
        _state[1] += b;
        _state[2] += c;
        _state[3] += d;
        _state[4] += e;
        _state[5] += f;
        _state[6] += g;
        _state[7] += h;
    }

    private static uint Rotate(uint value, int by)
    {
        return (value >> by) | (value << (32 - by));
    }
}
