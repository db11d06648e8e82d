namespace EdgeVitals.Federated;

/// <summary>The mechanism that protected an update.</summary>
public enum Mechanism
{
    /// <summary>Discrete Gaussian noise on the integer grid, once on the gateway's exact sum.</summary>
    DiscreteGaussian = 1,
}
