using EdgeVitals.Device;

namespace EdgeVitals.Pi.Signals;

/// <summary>Three axes of acceleration at 25 Hz in thousandths of g.</summary>
/// <remarks>The unit of a recording is unknown (g, m/s², milli-g): whatever the middle of the magnitude is, it is 1 g,
/// since gravity is most of what a worn accelerometer feels.</remarks>
public sealed class Acceleration
{
    // Gravity stays while the wearer's limbs swing; over this time, s, it is what is left of the mean.
    private const int PieceSeconds = 10;

    // Of the middle magnitude. A run's jolts make the magnitude up to half as large again as gravity; acceleration with
    // gravity taken out has a mean of a tenth and less.
    private const double LeastGravity = 0.5;

    private readonly bool[] known;
    private readonly int[] x;
    private readonly int[] y;
    private readonly int[] z;

    private Acceleration(bool[] known, int[] x, int[] y, int[] z)
    {
        this.known = known;
        this.x = x;
        this.y = y;
        this.z = z;
    }

    /// <summary>Samples.</summary>
    public int Length => x.Length;

    /// <summary>Reads three axes; a missing value is the one before it for 0.2 s, then there is none.</summary>
    /// <exception cref="ArgumentException">There is no gravity in it: nothing is felt at all, or the mean vector is
    /// small beside the magnitude.</exception>
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
        if (Gravity(axes) < LeastGravity * middle)
        {
            throw new ArgumentException($"{x.Name},{y.Name},{z.Name} have no gravity in them: their mean is under half "
                + "of their magnitude");
        }
        int[][] scaled = [.. axes.Select(axis => Scaled(axis, 1000 / middle))];
        return new Acceleration(Known(axes), scaled[0], scaled[1], scaled[2]);
    }

    /// <summary>Whether there is a sample: not in a loss of more than 0.2 s, and not behind the end.</summary>
    public bool Has(int index) => index < known.Length && known[index];

    /// <summary>Length of the mean vector of 10 s, the 90th percentile of the recording.</summary>
    private static double Gravity(float[][] axes)
    {
        const int piece = PieceSeconds * DeviceRate.Hertz;
        var means = new List<double>();
        for (int from = 0; from < axes[0].Length; from += piece)
        {
            double[] sums = new double[axes.Length];
            int count = 0;
            for (int i = from; i < Math.Min(axes[0].Length, from + piece); i++)
            {
                if (!IsWhole(axes, i)) continue;
                for (int axis = 0; axis < axes.Length; axis++) sums[axis] += axes[axis][i];
                count++;
            }
            // A short rest is no mean of a swing.
            if (count >= piece / 2 || (from == 0 && axes[0].Length <= piece && count > 0))
            {
                means.Add(Math.Sqrt(sums.Sum(sum => sum * sum)) / count);
            }
        }
        means.Sort();
        // So many holes that no piece has a mean: nothing speaks against gravity.
        return means.Count > 0 ? means[(int)(0.9 * (means.Count - 1))] : double.PositiveInfinity;
    }

    private static bool[] Known(float[][] axes)
    {
        bool[] known = new bool[axes[0].Length];
        // Before the first one there is nothing to hold.
        int missing = PulseMeter.LongestBridge;
        for (int i = 0; i < known.Length; i++)
        {
            missing = IsWhole(axes, i) ? 0 : missing + 1;
            known[i] = missing <= PulseMeter.LongestBridge;
        }
        return known;
    }

    private static bool IsWhole(float[][] axes, int index) =>
        Array.TrueForAll(axes, axis => float.IsFinite(axis[index]));

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
