namespace EdgeVitals.Benchmarks;

/// <summary>One stage on the way of a sample through the device.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Samples">Samples that one run handles.</param>
/// <param name="Run">Handles them once and answers how many it did: fewer than <paramref name="Samples"/> is a stage
/// that does not do what it should.</param>
internal sealed record Stage(string Name, int Samples, Func<int> Run);
