using EdgeVitals.Privacy;

namespace EdgeVitals.Federated;

/// <summary>The two daily tasks that ship, with noise that lets both run every day within the default policy.</summary>
/// <remarks>
/// Default policy: 30 days of both tasks compose, in zCDP, to at most epsilon 4 at delta 1e-6 for a wearer's whole
/// record. About two thirds of the rho go to surveillance, which has the smaller numbers to find.
/// </remarks>
public static class StandardTasks
{
    /// <summary>Id of the second moment from which gateways get their anomaly subspace.</summary>
    public const string AnomalySubspaceId = "anomaly-subspace";

    /// <summary>Id of the daily participation and elevated counts.</summary>
    public const string SurveillanceDailyId = "surveillance-daily";

    /// <summary>Epsilon of the default policy over <see cref="PolicyDays"/> of both tasks.</summary>
    public const double PolicyEpsilon = 4;

    /// <summary>Delta of the default policy and of each task.</summary>
    public const double PolicyDelta = 1e-6;

    /// <summary>Days over which the default policy counts.</summary>
    public const int PolicyDays = 30;

    /// <summary>
    /// Grid exponent of the second moment: 2^10 units a unit norm. Rounding then adds 0.6 % to the squared sensitivity
    /// and, over 50 wearers, about 2 units to a noise of 17,400; a coarser grid would pay more for its rounding.
    /// </summary>
    public const int SubspaceGridExponent = 10;

    /// <summary>
    /// Norm R to which six standardised features are clipped. If they were independent and normal, R = 4 would clip
    /// 1.4 % of the days (chi-squared, 6 degrees of freedom, above 16); a larger R raises the noise by R^2.
    /// </summary>
    public const double SubspaceFeatureBound = 4;

    /// <summary>sigma^2 of the second moment, grid units squared; a test holds it against the policy.</summary>
    public const long SubspaceSigmaSquared = 304_000_000;

    /// <summary>sigma^2 of the indicators, wearers squared; a test holds it against the policy.</summary>
    public const long SurveillanceSigmaSquared = 145;

    /// <summary>Features of the second moment, in the order of the vector that a gateway standardises.</summary>
    public static IReadOnlyList<string> SubspaceFeatures { get; } =
    [
        "resting-heart-rate", "mean-heart-rate", "body-temperature", "spo2", "respiratory-rate", "log-steps",
    ];

    /// <summary>Indicators of surveillance, of wearers who consent and have a baseline: worn long enough to count, and
    /// elevated (which implies worn).</summary>
    public static IReadOnlyList<string> SurveillanceIndicators { get; } = ["worn", "elevated"];

    /// <summary>Second moment of six standardised daily features, 21 coordinates.</summary>
    /// <param name="tenant">Tenant id.</param>
    /// <param name="wearerCap">Wearers a gateway may sum.</param>
    /// <param name="minimumGateways">Gateways below which a round is abandoned.</param>
    public static TaskDefinition AnomalySubspace(string tenant, int wearerCap, int minimumGateways) => Build(
        tenant, AnomalySubspaceId, TaskKind.SecondMoment, SubspaceFeatures, SubspaceGridExponent,
        SubspaceFeatureBound, SubspaceSigmaSquared, wearerCap, minimumGateways);

    /// <summary>Daily counts of worn and elevated, 2 coordinates in wearers.</summary>
    /// <param name="tenant">Tenant id.</param>
    /// <param name="wearerCap">Wearers a gateway may sum.</param>
    /// <param name="minimumGateways">Gateways below which a round is abandoned.</param>
    public static TaskDefinition SurveillanceDaily(string tenant, int wearerCap, int minimumGateways) => Build(
        tenant, SurveillanceDailyId, TaskKind.Indicators, SurveillanceIndicators, 0, 1, SurveillanceSigmaSquared,
        wearerCap, minimumGateways);

    private static TaskDefinition Build(
        string tenant, string id, TaskKind kind, IReadOnlyList<string> features, int gridExponent, double featureBound,
        long sigmaSquared, int wearerCap, int minimumGateways)
    {
        long sensitivitySquared = Sensitivity.Squared(kind, features.Count, gridExponent);
        double epsilon = Zcdp.ToEpsilon(Zcdp.Rho(sensitivitySquared, sigmaSquared), PolicyDelta);
        return new TaskDefinition
        {
            Tenant = tenant,
            Id = id,
            Kind = kind,
            Features = [.. features],
            Dimension = Sensitivity.Dimension(kind, features.Count),
            ClipNorm = Sensitivity.ClipNorm(kind, features.Count, gridExponent),
            GridExponent = gridExponent,
            FeatureBound = featureBound,
            SensitivitySquared = sensitivitySquared,
            SigmaSquared = sigmaSquared,
            // Rounded up to a millionth: still truthful, and the same bytes where a logarithm differs in its last bit.
            Epsilon = Math.Ceiling((epsilon * 1e6) + 1e-3) / 1e6,
            Delta = PolicyDelta,
            MinimumGateways = minimumGateways,
            WearerCap = wearerCap,
        };
    }
}
