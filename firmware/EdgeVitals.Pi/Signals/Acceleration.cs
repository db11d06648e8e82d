namespace EdgeVitals.Pi.Signals;

/// <summary>Three axes of acceleration at 25 Hz in thousandths of g.</summary>
/// <remarks>The unit of a recording is unknown (g, m/s², milli-g): whatever the middle of the magnitude is, it is 1 g,
/// since gravity is most of what a worn accelerometer feels.</remarks>
public sealed class Acceleration
{
    private readonly int[] x;
    private readonly int[] y;
    private readonly int[] z;

    private Acceleration(int[] x, int[] y, int[] z)
    {
        this.x = x;
        this.y = y;
        this.z = z;
    }

    /// <summary>Samples.</summary>
    public int Length => x.Length;

    /// <summary>Reads three axes; a missing value is the one before it.</summary>
    /// <exception cref="ArgumentException">Nothing is felt at all: these are not axes with gravity.</exception>
    public static Acceleration Of(SignalChannel x, SignalChannel y, SignalChannel z)
    {
        float[][] axes = [DeviceRate.Of(x), DeviceRate.Of(y), DeviceRate.Of(z)];
        var magnitudes = new List<double>();
        for (int i = 0; i < axes[0].Length; i++)
        {
            double square = 0;
            foreach (float[] axis in axes) square += (double)axis[i] * axis[i];
            if (double.IsFinite(square)) magnitudes.Add(Math.Sqrt(square));
        }
        magnitudes.Sort();
        double middle = magnitudes.Count > 0 ? magnitudes[magnitudes.Count / 2] : 0;
        if (!(middle > 0))
        {
            throw new ArgumentException($"{x.Name},{y.Name},{z.Name} have no gravity in them");
        }
        int[][] scaled = [.. axes.Select(axis => Scaled(axis, 1000 / middle))];
        return new Acceleration(scaled[0], scaled[1], scaled[2]);
    }

    /// <summary>One sample, milli-g.</summary>
    public (int X, int Y, int Z) this[int index] => (x[index], y[index], z[index]);

    private static int[] Scaled(float[] axis, double factor)
    {
        // 200 g is beyond every wearable's range.
        const double most = 200_000;
        int[] result = new int[axis.Length];
        int last = 0;
        for (int i = 0; i < axis.Length; i++)
        {
            if (float.IsFinite(axis[i])) last = (int)Math.Round(Math.Clamp(axis[i] * factor, -most, most));
            result[i] = last;
        }
        return result;
    }
}
