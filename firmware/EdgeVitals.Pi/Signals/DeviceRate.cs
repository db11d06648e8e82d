using EdgeVitals.Device;

namespace EdgeVitals.Pi.Signals;

/// <summary>Channels at the 25 Hz of the device's meters, by its own <see cref="RateConverter"/>.</summary>
public static class DeviceRate
{
    /// <summary>Samples a second.</summary>
    public const int Hertz = PulseMeter.Rate;

    /// <summary>A channel at 25 Hz; NaN where there is no value. Output k stands at k / 25 s.</summary>
    /// <param name="channel">The channel, 25..1000 Hz.</param>
    /// <param name="offset">Taken off before the device's 32-bit floats lose digits to it.</param>
    /// <param name="factor">Multiplied after that.</param>
    public static float[] Of(SignalChannel channel, double offset = 0, double factor = 1)
    {
        ArgumentNullException.ThrowIfNull(channel);
        float[] output = new float[(int)(channel.Length * (Hertz / channel.SamplesASecond))];
        Array.Fill(output, float.NaN);
        if (channel.SamplesASecond == Hertz)
        {
            for (int i = 0; i < output.Length; i++) output[i] = (float)((channel[i] - offset) * factor);
            return output;
        }
        RateConverter converter = new((float)channel.SamplesASecond, Hertz);
        for (int i = 0; i < channel.Length; i++)
        {
            double value = channel[i];
            if (!double.IsFinite(value))
            {
                converter.Miss(1);
                continue;
            }
            converter.Push((float)((value - offset) * factor));
            while (converter.Next())
            {
                long at = converter.OutputCount - 1;
                if (at < output.Length) output[at] = converter.Value;
            }
        }
        return output;
    }

    /// <summary>Middle of a channel's values; NaN without any.</summary>
    public static double MiddleOf(SignalChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        double[] finite = [.. channel.ToArray().Where(double.IsFinite)];
        Array.Sort(finite);
        return finite.Length > 0 ? finite[finite.Length / 2] : double.NaN;
    }
}
