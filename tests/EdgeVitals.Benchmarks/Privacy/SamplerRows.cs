using EdgeVitals.Privacy;
using EdgeVitals.Tests.Privacy;

namespace EdgeVitals.Benchmarks.Privacy;

/// <summary>The discrete samplers from the system's generator on one core, beside the plain algorithm.</summary>
internal static class SamplerRows
{
    private const double LeastMillions = 2;
    private const double MostReleaseMilliseconds = 20;
    private const int ReleaseDimension = 10_000;
    // The plain algorithm is up to twelve times slower.
    private const int PlainShare = 10;

    // 145 and 304,000,000 are those of the standard tasks.
    private static readonly Rational[] Sigmas =
    [
        Rational.Of(1, 10), 1, 4, 145, Rational.Of(2321, 16), 10_000, 1_000_000, 304_000_000, 1_000_000_000,
        DiscreteGaussian.MaximumSigmaSquared,
    ];

    private static readonly Rational[] Scales = [Rational.Of(1, 10), 1, Rational.Of(19, 8), 37, 1_000_000];

    /// <summary>Measures them.</summary>
    /// <param name="quick">Shorter rounds.</param>
    public static IEnumerable<PrivacyRow> All(bool quick)
    {
        using CryptoRandom random = new();
        long[] samples = new long[quick ? 20_000 : 100_000];
        int rounds = quick ? 5 : 9;
        foreach (Rational sigma in Sigmas)
        {
            yield return Of($"discrete Gaussian, sigma^2 = {Name(sigma)}", rounds, samples,
                () => DiscreteGaussian.Fill(samples, sigma, random),
                () => PlainCks20.Gaussian(sigma.Numerator, sigma.Denominator, random));
        }
        foreach (Rational scale in Scales)
        {
            yield return Of($"discrete Laplace, t = {Name(scale)}", rounds, samples,
                () => DiscreteLaplace.Fill(samples, scale, random),
                () => PlainCks20.Laplace(scale.Numerator, scale.Denominator, random));
        }
        yield return Release(rounds, random);
    }

    private static string Name(Rational parameter) => parameter.Denominator == 1 ? $"{parameter.Numerator:N0}"
        : $"{parameter.Value}";

    private static PrivacyRow Of(string what, int rounds, long[] samples, Action fill, Func<long> plain)
    {
        double millions = samples.Length / 1e3 / PrivacyRow.CoreMilliseconds(rounds, fill);
        int fewer = samples.Length / PlainShare;
        double plainMillions = fewer / 1e3 / PrivacyRow.CoreMilliseconds(rounds, () =>
        {
            for (int i = 0; i < fewer; i++) samples[i] = plain();
        });
        return new PrivacyRow(what, $"{millions:F2} M/s", $"{plainMillions:F2} M/s",
            $"{PrivacyRow.Bytes(fill) / samples.Length:0.####} a sample", $">= {LeastMillions} M/s",
            millions >= LeastMillions);
    }

    private static PrivacyRow Release(int rounds, CryptoRandom random)
    {
        const long sigmaSquared = 304_000_000;
        long[] sum = new long[ReleaseDimension];
        double time = PrivacyRow.Milliseconds(rounds, () => DiscreteGaussian.Noised(sum, sigmaSquared, random));
        double plain = PrivacyRow.Milliseconds(rounds, () =>
        {
            for (int i = 0; i < sum.Length; i++) sum[i] = PlainCks20.Gaussian(sigmaSquared, 1, random);
        });
        double bytes = PrivacyRow.Bytes(() => DiscreteGaussian.Noised(sum, sigmaSquared, random));
        return new PrivacyRow($"noised release, d = {ReleaseDimension:N0}", $"{time:F2} ms", $"{plain:F2} ms",
            $"{bytes:N0} a release", $"< {MostReleaseMilliseconds} ms", time < MostReleaseMilliseconds);
    }
}
