namespace EdgeVitals.Surveillance;

/// <summary>What a daily task fixed before any data was seen.</summary>
/// <param name="WearerCap">Wearers a gateway may sum: the denominator of one gateway's message, at least 1.</param>
/// <param name="SigmaSquared">sigma^2 of the noise in each coordinate of each message, grid units squared.</param>
/// <param name="GridExponent">Grid exponent k: wearers = integer * 2^-k, 0 to 20.</param>
/// <param name="Z">Normal quantile of the intervals.</param>
public sealed record SurveillanceDesign(
    int WearerCap, long SigmaSquared, int GridExponent = 0, double Z = ScoreInterval.Z95)
{
    /// <summary>Noise variance of the sum of a number of messages, wearers squared.</summary>
    public double NoiseVariance(long messages) => messages * (double)SigmaSquared / Math.Pow(4, GridExponent);

    /// <summary>Grid units to wearers.</summary>
    public double Wearers(Int128 gridUnits) => (double)gridUnits / Math.Pow(2, GridExponent);
}
