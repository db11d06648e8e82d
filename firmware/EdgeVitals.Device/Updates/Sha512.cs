using System;

namespace EdgeVitals.Device;

/// <summary>SHA-512 of FIPS 180-4, fed piece by piece; a message may have 2^60 bytes. The microcontroller's base
/// library has no SHA-512, and Ed25519 needs it.</summary>
public sealed class Sha512
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashBytes = 64;

    private const int BlockBytes = 128;

    // FIPS 180-4 section 4.2.3: the first 64 bits of the fractional parts of the cube roots of the first 80 primes.
    // The upper halves of the first 64 are the constants of SHA-256 (section 4.2.2), so one table serves both.
    internal static readonly ulong[] Constants =
    {
        0x428A2F98D728AE22, 0x7137449123EF65CD, 0xB5C0FBCFEC4D3B2F, 0xE9B5DBA58189DBBC,
        0x3956C25BF348B538, 0x59F111F1B605D019, 0x923F82A4AF194F9B, 0xAB1C5ED5DA6D8118,
        0xD807AA98A3030242, 0x12835B0145706FBE, 0x243185BE4EE4B28C, 0x550C7DC3D5FFB4E2,
        0x72BE5D74F27B896F, 0x80DEB1FE3B1696B1, 0x9BDC06A725C71235, 0xC19BF174CF692694,
        0xE49B69C19EF14AD2, 0xEFBE4786384F25E3, 0x0FC19DC68B8CD5B5, 0x240CA1CC77AC9C65,
        0x2DE92C6F592B0275, 0x4A7484AA6EA6E483, 0x5CB0A9DCBD41FBD4, 0x76F988DA831153B5,
        0x983E5152EE66DFAB, 0xA831C66D2DB43210, 0xB00327C898FB213F, 0xBF597FC7BEEF0EE4,
        0xC6E00BF33DA88FC2, 0xD5A79147930AA725, 0x06CA6351E003826F, 0x142929670A0E6E70,
        0x27B70A8546D22FFC, 0x2E1B21385C26C926, 0x4D2C6DFC5AC42AED, 0x53380D139D95B3DF,
        0x650A73548BAF63DE, 0x766A0ABB3C77B2A8, 0x81C2C92E47EDAEE6, 0x92722C851482353B,
        0xA2BFE8A14CF10364, 0xA81A664BBC423001, 0xC24B8B70D0F89791, 0xC76C51A30654BE30,
        0xD192E819D6EF5218, 0xD69906245565A910, 0xF40E35855771202A, 0x106AA07032BBD1B8,
        0x19A4C116B8D2D0C8, 0x1E376C085141AB53, 0x2748774CDF8EEB99, 0x34B0BCB5E19B48A8,
        0x391C0CB3C5C95A63, 0x4ED8AA4AE3418ACB, 0x5B9CCA4F7763E373, 0x682E6FF3D6B2B8A3,
        0x748F82EE5DEFB2FC, 0x78A5636F43172F60, 0x84C87814A1F0AB72, 0x8CC702081A6439EC,
        0x90BEFFFA23631E28, 0xA4506CEBDE82BDE9, 0xBEF9A3F7B2C67915, 0xC67178F2E372532B,
        0xCA273ECEEA26619C, 0xD186B8C721C0C207, 0xEADA7DD6CDE0EB1E, 0xF57D4F7FEE6ED178,
        0x06F067AA72176FBA, 0x0A637DC5A2C898A6, 0x113F9804BEF90DAE, 0x1B710B35131C471B,
        0x28DB77F523047D84, 0x32CAAB7B40C72493, 0x3C9EBE0A15C9BEBC, 0x431D67C49C100D4C,
        0x4CC5D4BECB3E42B6, 0x597F299CFC657E2A, 0x5FCB6FAB3AD6FAEC, 0x6C44198C4A475817,
    };

    // Section 5.3.5: the same of the square roots of the first 8 primes; upper halves again for SHA-256.
    internal static readonly ulong[] Start =
    {
        0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
        0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179,
    };

    private readonly ulong[] _state = new ulong[8];
    private readonly ulong[] _schedule = new ulong[80];
    private readonly byte[] _block = new byte[BlockBytes];
    private int _held;
    private long _total;

    /// <summary>Ready for a first message.</summary>
    public Sha512()
    {
        Reset();
    }

    /// <summary>Forgets what was fed.</summary>
    public void Reset()
    {
        Array.Copy(Start, 0, _state, 0, 8);
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

    /// <summary>Writes the 64 bytes of the hash from offset, and is ready for the next message.</summary>
    public void Finish(byte[] hash, int offset)
    {
        long total = _total;
        _block[_held++] = 0x80;
        if (_held > BlockBytes - 16)
        {
            Array.Clear(_block, _held, BlockBytes - _held);
            Compress();
            _held = 0;
        }
        Array.Clear(_block, _held, BlockBytes - _held);
        for (int i = 0; i < 8; i++) _block[BlockBytes - 1 - i] = (byte)((total * 8) >> (8 * i));
        Compress();
        for (int i = 0; i < HashBytes; i++) hash[offset + i] = (byte)(_state[i >> 3] >> (56 - 8 * (i & 7)));
        Reset();
    }

    // Section 6.4.2, with the letters of the standard.
    private void Compress()
    {
        ulong[] w = _schedule;
        for (int t = 0; t < 16; t++)
        {
            ulong word = 0;
            for (int i = 0; i < 8; i++) word = (word << 8) | _block[8 * t + i];
            w[t] = word;
        }
        for (int t = 16; t < 80; t++)
        {
            ulong s0 = Rotate(w[t - 15], 1) ^ Rotate(w[t - 15], 8) ^ (w[t - 15] >> 7);
            ulong s1 = Rotate(w[t - 2], 19) ^ Rotate(w[t - 2], 61) ^ (w[t - 2] >> 6);
            w[t] = s1 + w[t - 7] + s0 + w[t - 16];
        }
        ulong a = _state[0], b = _state[1], c = _state[2], d = _state[3];
        ulong e = _state[4], f = _state[5], g = _state[6], h = _state[7];
        for (int t = 0; t < 80; t++)
        {
            ulong s1 = Rotate(e, 14) ^ Rotate(e, 18) ^ Rotate(e, 41);
            ulong t1 = h + s1 + ((e & f) ^ (~e & g)) + Constants[t] + w[t];
            ulong s0 = Rotate(a, 28) ^ Rotate(a, 34) ^ Rotate(a, 39);
            ulong t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
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

    private static ulong Rotate(ulong value, int by)
    {
        return (value >> by) | (value << (64 - by));
    }
}
