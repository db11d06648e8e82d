namespace EdgeVitals.Gateway.Anomaly;

/// <summary>Something that says how unusual a standardised day is; larger is more unusual.</summary>
public interface IDayModel : IDisposable
{
    /// <summary>Name for the screens.</summary>
    string Name { get; }

    /// <summary>Score of a day, 0 or more.</summary>
    double Score(ReadOnlySpan<double> standardised);
}

/// <summary>
/// Mahalanobis distance √(zᵀ Σ⁻¹ z) with the cloud's covariance, through its eigenvectors: √(Σ_j (v_j·z)² / λ_j).
/// It uses every direction, which is why it finds what the residual of a subspace misses.
/// </summary>
/// <param name="eigenvalues">d positive values.</param>
/// <param name="eigenvectors">d x d, one unit vector a row.</param>
/// <param name="name">Name for the screens.</param>
public sealed class MahalanobisModel(double[] eigenvalues, double[] eigenvectors, string name) : IDayModel
{
    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public double Score(ReadOnlySpan<double> standardised)
    {
        int d = eigenvalues.Length;
        if (standardised.Length != d)
        {
            throw new ArgumentException($"This model has {d} features.", nameof(standardised));
        }
        double sum = 0;
        for (int j = 0; j < d; j++)
        {
            double along = 0;
            for (int i = 0; i < d; i++)
            {
                along += eigenvectors[j * d + i] * standardised[i];
            }
            sum += along * along / eigenvalues[j];
        }
        return Math.Sqrt(sum);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Numbers only; the interface is disposable for the models that hold an engine.
    }
}
