using EdgeVitals.Federated;

namespace EdgeVitals.Cloud.Models;

/// <summary>How much of a model is signal and how much is privacy noise.</summary>
public static class ModelQuality
{
    /// <summary>
    /// Root mean square of the covariance's entries beyond what the noise alone would put there, in squared standard
    /// deviations; 0 where nothing stands out. The error stands beside it in <see cref="ModelMessage"/>.
    /// </summary>
    public static double Signal(ModelMessage model)
    {
        ArgumentNullException.ThrowIfNull(model);
        double meanSquare = model.Covariance.Sum(c => c * c) / model.Covariance.Length;
        return Math.Sqrt(Math.Max(0, meanSquare - (model.ExpectedErrorPerEntry * model.ExpectedErrorPerEntry)));
    }

    /// <summary>A sentence that tells a reader whether to trust the model.</summary>
    /// <param name="signal">As <see cref="Signal"/>.</param>
    /// <param name="error">Root mean square noise of an entry, positive.</param>
    public static string Verdict(double signal, double error) => (signal / error) switch
    {
        < 2 => "Mostly privacy noise so far: not better than each gateway's own baseline.",
        < 5 => "The strongest directions stand out of the noise; weak ones do not.",
        _ => "The signal is well above the privacy noise.",
    };
}
