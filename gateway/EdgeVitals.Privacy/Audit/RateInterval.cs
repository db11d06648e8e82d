namespace EdgeVitals.Privacy;

/// <summary>A confidence interval of a probability.</summary>
/// <param name="Lower">0 to 1.</param>
/// <param name="Upper">At least <paramref name="Lower"/>, at most 1.</param>
public readonly record struct RateInterval(double Lower, double Upper);
