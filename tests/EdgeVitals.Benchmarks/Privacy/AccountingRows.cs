using EdgeVitals.Privacy;

namespace EdgeVitals.Benchmarks.Privacy;

/// <summary>Answers of the privacy loss distribution.</summary>
internal static class AccountingRows
{
    private const double MostSeconds = 1;

    /// <summary>Measures them.</summary>
    public static IEnumerable<PrivacyRow> All()
    {
        const int releases = 1000;
        double epsilon = 0;
        double seconds = PrivacyRow.Milliseconds(3, () => epsilon = PrivacyLossDistribution.Gaussian(1)
            .SelfCompose(releases).EpsilonAt(Delta.From(1e-6))) / 1000;
        yield return new PrivacyRow($"PLD, Gaussian z = 1, T = {releases:N0} (epsilon {epsilon:F3} at 1e-6)",
            $"{seconds:F3} s", "", "", $"< {MostSeconds} s", seconds < MostSeconds);
    }
}
