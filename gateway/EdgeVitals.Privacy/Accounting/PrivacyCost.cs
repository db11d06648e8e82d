namespace EdgeVitals.Privacy;

/// <summary>What an accountant answers: (epsilon, delta)-differential privacy under the named adjacency.</summary>
/// <param name="Epsilon">Upper bound of the privacy loss, natural logarithm, at least 0.</param>
/// <param name="Delta">Probability with which the bound may fail, 0 for a pure bound.</param>
/// <param name="Adjacency">The neighbours for which it holds.</param>
/// <param name="Accountant">Name of the accountant that proved it.</param>
public sealed record PrivacyCost(double Epsilon, double Delta, Adjacency Adjacency, string Accountant);
