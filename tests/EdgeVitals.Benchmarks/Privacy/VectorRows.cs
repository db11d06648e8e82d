using EdgeVitals.Privacy;

namespace EdgeVitals.Benchmarks.Privacy;

/// <summary>PrivUnitG: a unit vector of any dimension becomes a seed.</summary>
internal static class VectorRows
{
    private const double EpsilonOfARow = 2;
    private const int MostBytes = 32;

    private static readonly int[] Dimensions = [78, 1000, 10_000];

    /// <summary>Measures them.</summary>
    /// <param name="quick">Fewer reports.</param>
    public static IEnumerable<PrivacyRow> All(bool quick)
    {
        using CryptoRandom random = new();
        foreach (int dimension in Dimensions)
        {
            PrivUnitG mechanism = PrivUnitG.Create(dimension, Epsilon.From(EpsilonOfARow));
            double[] unit = new double[dimension];
            Array.Fill(unit, 1 / Math.Sqrt(dimension));
            // The number of seeds tried is geometric, so that a round takes the mean of some.
            int reports = quick ? 20 : 100;
            PrivUnitSeed seed = default;
            double time = PrivacyRow.Milliseconds(5, () =>
            {
                for (int i = 0; i < reports; i++) seed = mechanism.Perturb(unit, random);
            }) / reports;
            int bytes = seed.ToBytes().Length;
            double allocated = PrivacyRow.Bytes(() => mechanism.Perturb(unit, random));
            yield return new PrivacyRow(
                $"PrivUnitG, epsilon {EpsilonOfARow}, d = {dimension:N0}, encode (message {bytes} B)",
                $"{time:F3} ms", "", $"{allocated:N0} a report", $"<= {MostBytes} B", bytes <= MostBytes);
        }
    }
}
