using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy.Vectors;

/// <summary>Many estimates of one unit vector, reduced to what the tests ask of them.</summary>
/// <remarks>
/// n is 50 times as large with EDGEVITALS_FULL=1, where the cases of few dimensions reach 10^6. All tests are at
/// alpha = 1e-6 (<see cref="GoodnessOfFit"/>).
/// </remarks>
internal sealed class VectorSamples
{
    private static readonly int Factor = Environment.GetEnvironmentVariable("EDGEVITALS_FULL") == "1" ? 50 : 1;

    private VectorSamples(int count) => Along = new double[count];

    /// <summary>Inner product of every estimate with the unit vector; mean 1 where unbiased.</summary>
    public double[] Along { get; }

    /// <summary>Standard score of the mean of all estimates along a fixed direction orthogonal to the vector.</summary>
    public double OrthogonalScore { get; private set; }

    /// <summary>Mean squared error of all estimates.</summary>
    public double MeanSquaredError { get; private set; }

    /// <summary>Standard score of the bias along the vector.</summary>
    public double AlongScore
    {
        get
        {
            double mean = Along.Average();
            double variance = Along.Sum(x => (x - mean) * (x - mean)) / Along.Length;
            return (mean - 1) / Math.Sqrt(variance / Along.Length);
        }
    }

    /// <summary>Samples of an estimator; short runs take n of them, full runs 50 n.</summary>
    public static VectorSamples Of(int n, double[] unit, Func<double[]> estimate)
    {
        VectorSamples samples = new(n * Factor);
        double[] across = Orthogonal(unit);
        double sum = 0, squares = 0, error = 0;
        for (int i = 0; i < samples.Along.Length; i++)
        {
            double[] value = estimate();
            samples.Along[i] = Dot(value, unit);
            double side = Dot(value, across);
            sum += side;
            squares += side * side;
            error += Dot(value, value) - (2 * samples.Along[i]) + 1;
        }

        samples.MeanSquaredError = error / samples.Along.Length;
        samples.OrthogonalScore = squares == 0 ? 0 : sum / Math.Sqrt(squares);
        return samples;
    }

    /// <summary>True where the mean is the unit vector, along it and across.</summary>
    public bool IsUnbiased =>
        Math.Abs(AlongScore) <= GoodnessOfFit.ZAlpha && Math.Abs(OrthogonalScore) <= GoodnessOfFit.ZAlpha;

    /// <summary>p-value of Pearson's test of Along / scale against a density on cells of equal width.</summary>
    public double PValue(Func<double, double> density, double low, double high, int cells, double scale)
    {
        double width = (high - low) / cells, total = 0;
        double[] weights = new double[cells];
        for (int i = 0; i < cells; i++)
        {
            const int points = 200;
            for (int j = 0; j < points; j++)
            {
                weights[i] += density(low + ((i + ((j + 0.5) / points)) * width)) / points;
            }

            total += weights[i];
        }

        List<long> seen = [.. Along.Select(x => (long)Math.Floor(((x / scale) - low) / width))];
        return GoodnessOfFit.PValue(seen, x => x >= 0 && x < cells ? weights[x] : 0, cells);
    }

    /// <summary>A unit vector with coordinates of every size, the same every time.</summary>
    public static double[] Unit(int dimension)
    {
        SeededBytes random = new((ulong)dimension);
        double[] vector = new double[dimension];
        for (int i = 0; i < dimension; i++)
        {
            vector[i] = random.Normal() * Math.Exp(random.Normal());
        }

        double norm = Math.Sqrt(Dot(vector, vector));
        return [.. vector.Select(x => x / norm)];
    }

    public static double Dot(double[] left, double[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    private static double[] Orthogonal(double[] unit)
    {
        if (unit.Length == 1)
        {
            return [0];
        }

        // Rotate the plane of the two largest coordinates by a right angle.
        int[] order = [.. Enumerable.Range(0, unit.Length).OrderByDescending(i => Math.Abs(unit[i]))];
        double norm = Math.Sqrt((unit[order[0]] * unit[order[0]]) + (unit[order[1]] * unit[order[1]]));
        double[] across = new double[unit.Length];
        across[order[0]] = -unit[order[1]] / norm;
        across[order[1]] = unit[order[0]] / norm;
        return across;
    }
}
