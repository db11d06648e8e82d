using EdgeVitals.Device;
using EdgeVitals.Wire;

namespace EdgeVitals.Pi.Signals;

/// <summary>Heart rate and saturation of recorded light by the device's own <see cref="PulseMeter"/>: windows of 8 s,
/// one every 2 s, each drawn when its last sample is in.</summary>
public static class PulseAnalysis
{
    /// <summary>Length of a window, s.</summary>
    public const int WindowSeconds = 8;

    /// <summary>From one window to the next, s.</summary>
    public const int HopSeconds = 2;

    /// <summary>Heart rate of a pulse wave in any unit and either direction, /min.</summary>
    /// <param name="pulse">The pulse wave.</param>
    /// <param name="motion">Acceleration of the same time, or nothing: the wearer is taken to be at rest.</param>
    public static ReadingWindow[] HeartRate(SignalChannel pulse, Acceleration? motion)
    {
        double middle = DeviceRate.MiddleOf(pulse);
        // Without a single number the meter sees only missing samples and says so.
        float[] wave = DeviceRate.Of(pulse, double.IsNaN(middle) ? 0 : middle);
        PulseMeter meter = new(PulseScale.Unknown);
        return Windows(wave.Length, meter, i =>
        {
            if (motion is not null && motion.Has(i))
            {
                (int x, int y, int z) = motion[i];
                meter.PushMotion(x, y, z);
            }
            // Channels of different rates end some samples apart.
            else if (motion is not null && (i < motion.Length || i >= motion.Length + PulseMeter.LongestBridge))
            {
                meter.LoseMotion();
            }
            meter.PushPulse(wave[i]);
        }, start => Read(start, meter.HeartRate, meter.HeartRateQuality, meter.HeartRateGap));
    }

    /// <summary>Saturation of two colours in any unit with their zero, %.</summary>
    public static ReadingWindow[] SpO2(SignalChannel red, SignalChannel infrared)
    {
        float[] reds = DeviceRate.Of(red);
        float[] infrareds = DeviceRate.Of(infrared);
        PulseMeter meter = new(PulseScale.Light);
        return Windows(Math.Min(reds.Length, infrareds.Length), meter, i => meter.PushLight(reds[i], infrareds[i]),
            start => Read(start, meter.SpO2, meter.SpO2Quality, meter.SpO2Gap));
    }

    // In a recording of unknown units the meter knows no contact: without samples it has none.
    private static ReadingWindow Read(double start, int tenths, int quality, int gap)
    {
        ReadingWindow window = ReadingWindow.Of(start, tenths, quality, gap);
        return gap == GapReason.NoContact ? window with { Reason = "lost samples" } : window;
    }

    private static ReadingWindow[] Windows(
        int count, PulseMeter meter, Action<int> push, Func<double, ReadingWindow> read)
    {
        var windows = new List<ReadingWindow>();
        for (int i = 0; i < count; i++)
        {
            push(i);
            int seen = i + 1;
            if (seen < WindowSeconds * DeviceRate.Hertz || seen % (HopSeconds * DeviceRate.Hertz) != 0) continue;
            meter.Evaluate();
            windows.Add(read(seen / DeviceRate.Hertz - WindowSeconds));
        }
        return [.. windows];
    }
}
