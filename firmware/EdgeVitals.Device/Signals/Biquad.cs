namespace EdgeVitals.Device;

/// <summary>One second-order section, transposed direct form II, float32. Constants instead of a design at run time:
/// the same bits on every runtime.</summary>
internal sealed class Biquad
{
    private readonly float _b0;
    private readonly float _b1;
    private readonly float _b2;
    private readonly float _a1;
    private readonly float _a2;
    private float _s1;
    private float _s2;

    private Biquad(float b0, float b1, float b2, float a1, float a2)
    {
        _b0 = b0;
        _b1 = b1;
        _b2 = b2;
        _a1 = a1;
        _a2 = a2;
    }

    /// <summary>Butterworth high-pass, 0.5 Hz at 25 Hz: takes the baseline away and leaves 40 /min (0.67 Hz).
    /// K = tan(pi 0.5/25); bilinear transform.</summary>
    public static Biquad HighPassHalfHertz()
    {
        return new Biquad(0.914969f, -1.829939f, 0.914969f, -1.822695f, 0.837182f);
    }

    /// <summary>Butterworth low-pass, 5 Hz at 25 Hz: keeps two harmonics of 150 /min. K = tan(pi 5/25).</summary>
    public static Biquad LowPassFiveHertz()
    {
        return new Biquad(0.206572f, 0.413144f, 0.206572f, -0.369527f, 0.195816f);
    }

    public float Next(float x)
    {
        float y = _b0 * x + _s1;
        _s1 = _b1 * x - _a1 * y + _s2;
        _s2 = _b2 * x - _a2 * y;
        return y;
    }

    public void Reset()
    {
        _s1 = 0;
        _s2 = 0;
    }
}
