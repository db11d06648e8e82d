using System;

namespace EdgeVitals.Device;

/// <summary>Integers modulo p = 2^255 - 19 in ten limbs of 26 bits, least first. Limbs stay below 2^26 + 2^20: a
/// product of two such numbers sums ten terms below 2^53 per column, which a long holds. Nothing here is secret, so
/// the time may depend on the numbers. One object belongs to one caller: it holds the columns of a product.</summary>
internal sealed class Field25519
{
    public const int Limbs = 10;

    private const int Bits = 26;
    private const int Mask = (1 << Bits) - 1;

    // 2^260 = 2^5 * 2^255 = 32 * 19 modulo p.
    private const int Fold = 608;

    // Bits of the top limb below 2^255.
    private const int TopBits = 255 - 9 * Bits;

    // Bits of an exponent in one step of a power, two products each: about as long as a step of the chain of points.
    private const int BitsOfStep = 8;

    private readonly long[] _columns = new long[2 * Limbs];
    private readonly int[] _power = new int[Limbs];
    private readonly int[] _factor = new int[Limbs];
    private int _bit;
    private int _zeros;

    public static int[] Of(int value)
    {
        int[] number = new int[Limbs];
        number[0] = value;
        return number;
    }

    /// <summary>Reads 32 little-endian bytes without their top bit.</summary>
    public static void FromBytes(byte[] bytes, int offset, int[] to)
    {
        for (int i = 0; i < Limbs; i++) to[i] = 0;
        for (int bit = 0; bit < 255; bit++)
        {
            int value = (bytes[offset + (bit >> 3)] >> (bit & 7)) & 1;
            to[bit / Bits] |= value << (bit % Bits);
        }
    }

    public void Add(int[] to, int[] a, int[] b)
    {
        for (int i = 0; i < Limbs; i++) _columns[i] = a[i] + b[i];
        Carry(to);
    }

    public void Subtract(int[] to, int[] a, int[] b)
    {
        // 2 * (2^260 - 608) = 64 p keeps every limb positive.
        _columns[0] = a[0] - b[0] + 2 * (Mask + 1 - Fold);
        for (int i = 1; i < Limbs; i++) _columns[i] = a[i] - b[i] + 2 * Mask;
        Carry(to);
    }

    public void Multiply(int[] to, int[] a, int[] b)
    {
        long[] columns = _columns;
        for (int i = 0; i < 2 * Limbs; i++) columns[i] = 0;
        for (int i = 0; i < Limbs; i++)
        {
            long factor = a[i];
            for (int j = 0; j < Limbs; j++) columns[i + j] += factor * b[j];
        }
        long carry = 0;
        for (int i = 0; i < 2 * Limbs; i++)
        {
            long value = columns[i] + carry;
            columns[i] = value & Mask;
            carry = value >> Bits;
        }
        // The last column keeps what passed it: two numbers below 2^260.1 make one below 2^520.2.
        columns[2 * Limbs - 1] += carry << Bits;
        for (int i = 0; i < Limbs; i++) columns[i] += Fold * columns[i + Limbs];
        Carry(to);
    }

    public void Square(int[] to, int[] a)
    {
        Multiply(to, a, a);
    }

    /// <summary>Begins a^(2^252 - 3), which is a^((p-5)/8), for square roots (RFC 8032 section 5.1.3).</summary>
    public void BeginPowerForRoot(int[] a)
    {
        // 2^252 - 3 has ones everywhere except in bit 1.
        Begin(a, 251, 2);
    }

    /// <summary>Begins a^(p-2) = 1/a; 0 for 0.</summary>
    public void BeginInversion(int[] a)
    {
        // p - 2 = 2^255 - 21 has ones everywhere except in bits 2 and 4.
        Begin(a, 254, 4 | 16);
    }

    /// <summary>Goes on by some 16 products with the power that was begun; true once it is in the target. Only one
    /// power is under way at a time.</summary>
    public bool StepPower(int[] to)
    {
        for (int i = 0; i < BitsOfStep && _bit > 0; i++)
        {
            _bit--;
            Multiply(_power, _power, _power);
            bool zero = _bit < 8 && ((_zeros >> _bit) & 1) != 0;
            if (!zero) Multiply(_power, _power, _factor);
        }
        if (_bit > 0) return false;
        Array.Copy(_power, 0, to, 0, Limbs);
        return true;
    }

    /// <summary>Whether two numbers are the same modulo p.</summary>
    public bool AreEqual(int[] a, int[] b)
    {
        byte[] first = new byte[32];
        byte[] second = new byte[32];
        ToBytes(a, first);
        ToBytes(b, second);
        for (int i = 0; i < 32; i++)
        {
            if (first[i] != second[i]) return false;
        }
        return true;
    }

    /// <summary>Writes the one number of 0..p-1, 32 little-endian bytes.</summary>
    public void ToBytes(int[] a, byte[] bytes)
    {
        long[] v = _columns;
        for (int i = 0; i < Limbs; i++) v[i] = a[i];
        Straighten(v);
        // Below 2^261, then below 2^255 + 2^11, then below 2^255.
        FoldTop(v);
        FoldTop(v);
        // v >= p exactly where v + 19 reaches 2^255.
        v[0] += 19;
        Straighten(v);
        bool beyond = v[Limbs - 1] >> TopBits != 0;
        if (beyond)
        {
            v[Limbs - 1] &= (1 << TopBits) - 1;
        }
        else
        {
            v[0] -= 19;
            Straighten(v);
        }
        Array.Clear(bytes, 0, 32);
        for (int bit = 0; bit < 255; bit++)
        {
            int value = (int)(v[bit / Bits] >> (bit % Bits)) & 1;
            bytes[bit >> 3] |= (byte)(value << (bit & 7));
        }
    }

    private void Begin(int[] a, int topBit, int zeros)
    {
        Array.Copy(a, 0, _factor, 0, Limbs);
        Array.Copy(a, 0, _power, 0, Limbs);
        _bit = topBit;
        _zeros = zeros;
    }

    private void Carry(int[] to)
    {
        long carry = 0;
        for (int i = 0; i < Limbs; i++)
        {
            long value = _columns[i] + carry;
            to[i] = (int)(value & Mask);
            carry = value >> Bits;
        }
        to[0] += (int)(carry * Fold);
    }

    // Shifts of a negative long keep its sign, so a limb that borrows is served as well as one that carries.
    private static void Straighten(long[] v)
    {
        for (int i = 0; i < Limbs - 1; i++)
        {
            v[i + 1] += v[i] >> Bits;
            v[i] &= Mask;
        }
    }

    private static void FoldTop(long[] v)
    {
        long above = v[Limbs - 1] >> TopBits;
        v[Limbs - 1] &= (1 << TopBits) - 1;
        v[0] += 19 * above;
        Straighten(v);
    }
}
