namespace EdgeVitals.Device;

/// <summary>Acceleration that waits for the second of the oximeter that it belongs to. The two chips are read at
/// different moments by oscillators of their own; what meets is decided by device time, never by the order of reading.
/// </summary>
internal sealed class MotionQueue
{
    // The accelerometer's FIFO holds 32 samples and the oximeter's a third of a second; twice that is enough.
    private const int Most = 64;

    // A window of the accelerometer that follows the clock moves by a period or two at most.
    private const int LongestHole = 5;

    private readonly long _periodMicros;
    private readonly short[] _x = new short[Most];
    private readonly short[] _y = new short[Most];
    private readonly short[] _z = new short[Most];
    private long _firstMicros;
    private int _first;
    private int _count;

    public MotionQueue(long periodMicros)
    {
        _periodMicros = periodMicros;
    }

    /// <summary>The sample taken last, milli-g.</summary>
    public int X { get; private set; }

    /// <summary>See <see cref="X"/>.</summary>
    public int Y { get; private set; }

    /// <summary>See <see cref="X"/>.</summary>
    public int Z { get; private set; }

    public void Clear()
    {
        _count = 0;
    }

    /// <summary>Adds the sample of that device time; the oldest one goes when nobody took it.</summary>
    public void Push(long micros, int x, int y, int z)
    {
        if (_count == Most) Drop();
        // After a hole nothing older is worth waiting for.
        if (_count > 0 && micros - (_firstMicros + _count * _periodMicros) > LongestHole * _periodMicros) _count = 0;
        // The newest sample's time counts: the chip's own oscillator would carry the others away from the clock.
        _firstMicros = micros - _count * _periodMicros;
        int at = (_first + _count) % Most;
        _x[at] = (short)x;
        _y[at] = (short)y;
        _z[at] = (short)z;
        _count++;
    }

    /// <summary>Takes the oldest sample that is not younger than that; false when there is none.</summary>
    public bool Take(long untilMicros)
    {
        if (_count == 0 || _firstMicros > untilMicros) return false;
        X = _x[_first];
        Y = _y[_first];
        Z = _z[_first];
        Drop();
        return true;
    }

    private void Drop()
    {
        _first = (_first + 1) % Most;
        _firstMicros += _periodMicros;
        _count--;
    }
}
