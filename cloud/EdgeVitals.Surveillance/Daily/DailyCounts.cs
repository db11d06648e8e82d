namespace EdgeVitals.Surveillance;

/// <summary>The exact sums of one closed round, as released: noise included, signed, unclipped.</summary>
/// <param name="Day">Data day, days since 1970-01-01.</param>
/// <param name="Worn">Noisy sum of the indicator "worn", grid units; zero without consent or baseline.</param>
/// <param name="Elevated">Noisy sum of the indicator "elevated", grid units.</param>
/// <param name="Gateways">Messages in the sums, at least 1.</param>
public sealed record DailyCounts(int Day, Int128 Worn, Int128 Elevated, int Gateways);
