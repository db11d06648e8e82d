namespace EdgeVitals.Federated;

/// <summary>Eigenvalues, largest first, and unit eigenvectors, row major, one a row in the same order.</summary>
public sealed record Eigen(double[] Values, double[] Vectors);
