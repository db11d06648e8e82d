using System;

namespace EdgeVitals.Device;

/// <summary>A point of edwards25519 in extended coordinates: x = X/Z, y = Y/Z, xy = T/Z.</summary>
internal sealed class EdwardsPoint
{
    public readonly int[] X = Field25519.Of(0);
    public readonly int[] Y = Field25519.Of(1);
    public readonly int[] Z = Field25519.Of(1);
    public readonly int[] T = Field25519.Of(0);

    public void Set(EdwardsPoint from)
    {
        Array.Copy(from.X, 0, X, 0, Field25519.Limbs);
        Array.Copy(from.Y, 0, Y, 0, Field25519.Limbs);
        Array.Copy(from.Z, 0, Z, 0, Field25519.Limbs);
        Array.Copy(from.T, 0, T, 0, Field25519.Limbs);
    }
}

/// <summary>The group of RFC 8032 section 5.1: -x² + y² = 1 + d x² y² modulo 2^255 - 19. The formulas are complete, so
/// the neutral point and equal points need no cases of their own. A new point is neutral.</summary>
internal sealed class Edwards25519
{
    // RFC 8032 section 5.1, table 1: d = -121665/121666, and the base point, whose y is 4/5; little endian.
    private static readonly byte[] BytesOfD =
    {
        0xA3, 0x78, 0x59, 0x13, 0xCA, 0x4D, 0xEB, 0x75, 0xAB, 0xD8, 0x41, 0x41, 0x4D, 0x0A, 0x70, 0x00,
        0x98, 0xE8, 0x79, 0x77, 0x79, 0x40, 0xC7, 0x8C, 0x73, 0xFE, 0x6F, 0x2B, 0xEE, 0x6C, 0x03, 0x52,
    };

    private static readonly byte[] BytesOfBaseX =
    {
        0x1A, 0xD5, 0x25, 0x8F, 0x60, 0x2D, 0x56, 0xC9, 0xB2, 0xA7, 0x25, 0x95, 0x60, 0xC7, 0x2C, 0x69,
        0x5C, 0xDC, 0xD6, 0xFD, 0x31, 0xE2, 0xA4, 0xC0, 0xFE, 0x53, 0x6E, 0xCD, 0xD3, 0x36, 0x69, 0x21,
    };

    private static readonly byte[] BytesOfBaseY =
    {
        0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
        0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
    };

    // Section 5.1.3: a square root of -1, 2^((p-1)/4).
    private static readonly byte[] BytesOfRoot =
    {
        0xB0, 0xA0, 0x0E, 0x4A, 0x27, 0x1B, 0xEE, 0xC4, 0x78, 0xE4, 0x2F, 0xAD, 0x06, 0x18, 0x43, 0x2F,
        0xA7, 0xD7, 0xFB, 0x3D, 0x99, 0x00, 0x4D, 0x2B, 0x0B, 0xDF, 0xC1, 0x4F, 0x80, 0x24, 0x83, 0x2B,
    };

    private static readonly int[] Zero = Field25519.Of(0);
    private static readonly int[] One = Field25519.Of(1);

    private readonly Field25519 _field = new Field25519();
    private readonly int[] _d = new int[Field25519.Limbs];
    private readonly int[] _twiceD = new int[Field25519.Limbs];
    private readonly int[] _root = new int[Field25519.Limbs];
    private readonly int[] _a = new int[Field25519.Limbs];
    private readonly int[] _b = new int[Field25519.Limbs];
    private readonly int[] _c = new int[Field25519.Limbs];
    private readonly int[] _e = new int[Field25519.Limbs];
    private readonly int[] _f = new int[Field25519.Limbs];
    private readonly int[] _g = new int[Field25519.Limbs];
    private readonly int[] _h = new int[Field25519.Limbs];

    public readonly EdwardsPoint Base = new EdwardsPoint();

    public Edwards25519()
    {
        Field25519.FromBytes(BytesOfD, 0, _d);
        _field.Add(_twiceD, _d, _d);
        Field25519.FromBytes(BytesOfRoot, 0, _root);
        Field25519.FromBytes(BytesOfBaseX, 0, Base.X);
        Field25519.FromBytes(BytesOfBaseY, 0, Base.Y);
        _field.Multiply(Base.T, Base.X, Base.Y);
    }

    /// <summary>p += q (section 5.1.4).</summary>
    public void Add(EdwardsPoint p, EdwardsPoint q)
    {
        _field.Subtract(_a, p.Y, p.X);
        _field.Subtract(_b, q.Y, q.X);
        _field.Multiply(_a, _a, _b);
        _field.Add(_b, p.Y, p.X);
        _field.Add(_c, q.Y, q.X);
        _field.Multiply(_b, _b, _c);
        _field.Multiply(_c, p.T, q.T);
        _field.Multiply(_c, _c, _twiceD);
        _field.Multiply(_g, p.Z, q.Z);
        _field.Add(_g, _g, _g);
        _field.Subtract(_e, _b, _a);
        _field.Subtract(_f, _g, _c);
        _field.Add(_g, _g, _c);
        _field.Add(_h, _b, _a);
        Complete(p);
    }

    /// <summary>p += p (section 5.1.4).</summary>
    public void Double(EdwardsPoint p)
    {
        _field.Square(_a, p.X);
        _field.Square(_b, p.Y);
        _field.Square(_c, p.Z);
        _field.Add(_c, _c, _c);
        _field.Add(_h, _a, _b);
        _field.Add(_e, p.X, p.Y);
        _field.Square(_e, _e);
        _field.Subtract(_e, _h, _e);
        _field.Subtract(_g, _a, _b);
        _field.Add(_f, _c, _g);
        Complete(p);
    }

    public void Negate(EdwardsPoint p)
    {
        _field.Subtract(p.X, Zero, p.X);
        _field.Subtract(p.T, Zero, p.T);
    }

    public bool IsNeutral(EdwardsPoint p)
    {
        return _field.AreEqual(p.X, Zero) && _field.AreEqual(p.Y, p.Z);
    }

    /// <summary>Whether 8 p is neutral: such a key would accept a signature of anybody.</summary>
    public bool HasSmallOrder(EdwardsPoint p)
    {
        EdwardsPoint times8 = new EdwardsPoint();
        times8.Set(p);
        for (int i = 0; i < 3; i++) Double(times8);
        return IsNeutral(times8);
    }

    /// <summary>Begins the 32 bytes of a point (section 5.1.2); no other use of the curve until they are there.
    /// </summary>
    public void BeginEncode(EdwardsPoint p)
    {
        _field.BeginInversion(p.Z);
    }

    /// <summary>Goes on by some 16 products; true once the bytes are there.</summary>
    public bool StepEncode(EdwardsPoint p, byte[] bytes)
    {
        if (!_field.StepPower(_a)) return false;
        byte[] x = new byte[32];
        _field.Multiply(_b, p.X, _a);
        _field.ToBytes(_b, x);
        _field.Multiply(_b, p.Y, _a);
        _field.ToBytes(_b, bytes);
        bytes[31] |= (byte)((x[0] & 1) << 7);
        return true;
    }

    /// <summary>Begins to find the point of 32 bytes (section 5.1.3); no other use of the curve until
    /// <see cref="EndDecode"/>.</summary>
    public void BeginDecode(byte[] bytes, EdwardsPoint to)
    {
        Field25519.FromBytes(bytes, 0, to.Y);
        // x² = u/v with u = y² - 1 and v = d y² + 1; the candidate root is u v³ (u v⁷)^((p-5)/8).
        _field.Square(_a, to.Y);
        _field.Multiply(_b, _a, _d);
        _field.Subtract(_a, _a, One);
        _field.Add(_b, _b, One);
        _field.Square(_c, _b);
        _field.Multiply(_c, _c, _b);
        _field.Square(_e, _c);
        _field.Multiply(_e, _e, _b);
        _field.Multiply(_e, _e, _a);
        _field.BeginPowerForRoot(_e);
    }

    /// <summary>Goes on by some 16 products; true once <see cref="EndDecode"/> may be called.</summary>
    public bool StepDecode()
    {
        return _field.StepPower(_e);
    }

    /// <summary>The point; false where there is none, or where the bytes are not its one encoding: y not below p, or a
    /// sign for x = 0.</summary>
    public bool EndDecode(byte[] bytes, EdwardsPoint to)
    {
        _field.Multiply(_e, _e, _c);
        _field.Multiply(to.X, _e, _a);
        if (!TakeRoot(to.X)) return false;
        byte[] again = new byte[32];
        _field.ToBytes(to.X, again);
        if ((again[0] & 1) != bytes[31] >> 7) _field.Subtract(to.X, Zero, to.X);
        Array.Copy(One, 0, to.Z, 0, Field25519.Limbs);
        _field.Multiply(to.T, to.X, to.Y);
        // A point has one encoding; bytes that do not come out again were another one. Z is 1 here, nothing to divide.
        _field.ToBytes(to.X, again);
        int sign = (again[0] & 1) << 7;
        _field.ToBytes(to.Y, again);
        again[31] |= (byte)sign;
        for (int i = 0; i < 32; i++)
        {
            if (again[i] != bytes[i]) return false;
        }
        return true;
    }

    // v x² is u, or -u and the root of -1 is missing in x, or there is no root. Here _a is u and _b is v.
    private bool TakeRoot(int[] x)
    {
        _field.Square(_f, x);
        _field.Multiply(_f, _f, _b);
        if (_field.AreEqual(_f, _a)) return true;
        _field.Subtract(_g, Zero, _a);
        if (!_field.AreEqual(_f, _g)) return false;
        _field.Multiply(x, x, _root);
        return true;
    }

    private void Complete(EdwardsPoint p)
    {
        _field.Multiply(p.X, _e, _f);
        _field.Multiply(p.Y, _g, _h);
        _field.Multiply(p.T, _e, _h);
        _field.Multiply(p.Z, _f, _g);
    }
}
