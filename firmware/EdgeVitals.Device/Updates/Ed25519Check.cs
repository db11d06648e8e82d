namespace EdgeVitals.Device;

/// <summary>One verification of an Ed25519 signature (RFC 8032 section 5.1.7) in steps of some 17 products of the field
/// and 44 at most, so that nobody waits for all 4,800. A device signs nothing with it: nothing is secret, and the time
/// may depend on the input.</summary>
/// <remarks>Strict where the RFC leaves room: S below L, R and the key in their one encoding, no key of small order,
/// and the equation without the cofactor, S B = R + k A. A signature thus has one form that is taken.</remarks>
public sealed class Ed25519Check
{
    private const int Decoding = 1;
    private const int Reducing = 2;
    private const int Adding = 3;
    private const int Encoding = 4;
    private const int Done = 5;

    // Bits of the hash that one step takes into the scalar, 32 bytes each.
    private const int BitsOfStep = 32;

    // RFC 8032 table 1: L = 2^252 + 27742317777372353535851937790883648493, the order of the base point; little endian.
    private static readonly byte[] Order =
    {
        0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x10,
    };

    private readonly byte[] _publicKey;
    private readonly byte[] _signature;
    private readonly byte[] _digest = new byte[Sha512.HashBytes];
    private readonly byte[] _scalar = new byte[32];
    private readonly Edwards25519 _curve = new Edwards25519();
    private readonly EdwardsPoint _key = new EdwardsPoint();
    private readonly EdwardsPoint _both = new EdwardsPoint();
    private readonly EdwardsPoint _sum = new EdwardsPoint();
    private int _stage = Done;
    private int _bit;

    /// <summary>Begins; the arrays must stay as they are until it is done. A key or signature of another length, or a
    /// count outside of the message, is done at once and not valid.</summary>
    public Ed25519Check(byte[] publicKey, byte[] message, int count, byte[] signature)
    {
        _publicKey = publicKey;
        _signature = signature;
        if (publicKey == null || message == null || signature == null) return;
        if (publicKey.Length != Ed25519.PublicKeyBytes || signature.Length != Ed25519.SignatureBytes) return;
        if (count < 0 || count > message.Length || !IsBelowOrder(signature, 32)) return;
        Sha512 hash = new Sha512();
        hash.Update(signature, 0, 32);
        hash.Update(publicKey, 0, Ed25519.PublicKeyBytes);
        hash.Update(message, 0, count);
        hash.Finish(_digest, 0);
        _curve.BeginDecode(publicKey, _key);
        _stage = Decoding;
    }

    /// <summary>Whether <see cref="IsValid"/> is the answer.</summary>
    public bool IsDone
    {
        get { return _stage == Done; }
    }

    /// <summary>Whether the signature is the key's; false until done.</summary>
    public bool IsValid { get; private set; }

    /// <summary>Does the next piece.</summary>
    public void Step()
    {
        switch (_stage)
        {
            case Decoding:
                if (_curve.StepDecode()) TakeKey();
                break;
            case Reducing:
                Reduce();
                break;
            case Adding:
                AddBit();
                break;
            case Encoding:
                byte[] expected = _digest;
                if (_curve.StepEncode(_sum, expected)) Compare(expected);
                break;
        }
    }

    private void TakeKey()
    {
        _stage = Done;
        if (!_curve.EndDecode(_publicKey, _key) || _curve.HasSmallOrder(_key)) return;
        _curve.Negate(_key);
        _both.Set(_curve.Base);
        _curve.Add(_both, _key);
        _bit = 8 * Sha512.HashBytes;
        _stage = Reducing;
    }

    /// <summary>k = SHA-512(R, A, message) modulo L, by long division bit by bit. The rest stays below L, so that twice
    /// the rest and one fits 32 bytes.</summary>
    private void Reduce()
    {
        for (int n = 0; n < BitsOfStep; n++)
        {
            _bit--;
            int carry = (_digest[_bit >> 3] >> (_bit & 7)) & 1;
            for (int i = 0; i < 32; i++)
            {
                int value = (_scalar[i] << 1) | carry;
                _scalar[i] = (byte)value;
                carry = value >> 8;
            }
            if (!IsBelowOrder(_scalar, 0)) SubtractOrder(_scalar);
        }
        if (_bit > 0) return;
        // Both scalars are below 2^253.
        _bit = 253;
        _stage = Adding;
    }

    /// <summary>S B - k A by one chain of doublings for both.</summary>
    private void AddBit()
    {
        _bit--;
        _curve.Double(_sum);
        bool ofBase = ((_signature[32 + (_bit >> 3)] >> (_bit & 7)) & 1) != 0;
        bool ofKey = ((_scalar[_bit >> 3] >> (_bit & 7)) & 1) != 0;
        if (ofBase && ofKey) _curve.Add(_sum, _both);
        else if (ofBase) _curve.Add(_sum, _curve.Base);
        else if (ofKey) _curve.Add(_sum, _key);
        if (_bit > 0) return;
        _curve.BeginEncode(_sum);
        _stage = Encoding;
    }

    /// <summary>S B - k A must be R; comparing bytes also refuses an R in another encoding.</summary>
    private void Compare(byte[] expected)
    {
        _stage = Done;
        for (int i = 0; i < 32; i++)
        {
            if (expected[i] != _signature[i]) return;
        }
        IsValid = true;
    }

    private static bool IsBelowOrder(byte[] scalar, int offset)
    {
        for (int i = 31; i >= 0; i--)
        {
            if (scalar[offset + i] != Order[i]) return scalar[offset + i] < Order[i];
        }
        return false;
    }

    private static void SubtractOrder(byte[] scalar)
    {
        int borrow = 0;
        for (int i = 0; i < 32; i++)
        {
            int value = scalar[i] - Order[i] - borrow;
            scalar[i] = (byte)value;
            borrow = value < 0 ? 1 : 0;
        }
    }
}
