namespace EdgeVitals.Device;

/// <summary>Band-pass of the pulse at 25 Hz: Butterworth high-pass of 0.5 Hz (takes the baseline away and leaves
/// 40 /min, 0.67 Hz) and Butterworth low-pass of 5 Hz (keeps two harmonics of 150 /min), each of the second order,
/// transposed direct form II, float32.</summary>
/// <remarks>Bilinear transform, K = tan(pi f/25). Constants instead of a design at run time: the same bits on every
/// runtime. Another rate or edge needs other constants.</remarks>
internal sealed class PulseBand
{
    private const float HighB0 = 0.914969f;
    private const float HighB1 = -1.829939f;
    private const float HighA1 = -1.822695f;
    private const float HighA2 = 0.837182f;
    private const float LowB0 = 0.206572f;
    private const float LowB1 = 0.413144f;
    private const float LowA1 = -0.369527f;
    private const float LowA2 = 0.195816f;

    private float _high1;
    private float _high2;
    private float _low1;
    private float _low2;

    /// <summary>The newest sample after the low-pass alone: as the input, 45 ms later and without its noise.</summary>
    public float Smooth { get; private set; }

    /// <summary>Takes a sample and gives the filtered one.</summary>
    public float Next(float x)
    {
        float y = LowB0 * x + _low1;
        _low1 = LowB1 * x - LowA1 * y + _low2;
        _low2 = LowB0 * x - LowA2 * y;
        Smooth = y;
        float z = HighB0 * y + _high1;
        _high1 = HighB1 * y - HighA1 * z + _high2;
        _high2 = HighB0 * y - HighA2 * z;
        return z;
    }

    /// <summary>As if nothing had been taken: the next sample should be near zero.</summary>
    public void Reset()
    {
        _high1 = 0;
        _high2 = 0;
        _low1 = 0;
        _low2 = 0;
        Smooth = 0;
    }
}
