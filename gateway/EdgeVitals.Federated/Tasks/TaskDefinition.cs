using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using EdgeVitals.Privacy;

namespace EdgeVitals.Federated;

/// <summary>
/// A task as the cloud proposes it and the clinic's policy accepts it: what a wearer contributes, how far it is
/// clipped, how much noise covers it and what that costs.
/// </summary>
/// <remarks>
/// <see cref="Fault"/> re-derives the sensitivity and the epsilon: a task that understates either is malformed, so
/// no signature of the cloud can talk a gateway into less noise than it declares. Arrays compare by reference;
/// compare two definitions by <see cref="Hash"/>.
/// </remarks>
public sealed record TaskDefinition
{
    /// <summary>The only unit so far: one wearer's whole record is replaced by another.</summary>
    public const string WearerUnit = "wearer";

    private const int Fields = 20;
    private const int MaximumEncodedBytes = 8192;

    /// <summary>Schema version, <see cref="Limits.SchemaVersion"/>.</summary>
    public int SchemaVersion { get; init; } = Limits.SchemaVersion;

    /// <summary>Tenant (public-health team) that owns the task.</summary>
    public required string Tenant { get; init; }

    /// <summary>Task id, part of the topics.</summary>
    public required string Id { get; init; }

    /// <summary>What a wearer contributes.</summary>
    public required TaskKind Kind { get; init; }

    /// <summary>Names of the features or indicators in order; 1 to 64.</summary>
    public required string[] Features { get; init; }

    /// <summary>Coordinates of the vector: d(d+1)/2 for a second moment of d features, m for m indicators.</summary>
    public required int Dimension { get; init; }

    /// <summary>L2 clipping norm C of one wearer's vector, grid units.</summary>
    public required long ClipNorm { get; init; }

    /// <summary>Grid exponent k: value = integer * 2^-k, 0 to 20.</summary>
    public required int GridExponent { get; init; }

    /// <summary>Norm R to which the standardised features are clipped (dimensionless); 1 for indicators.</summary>
    public required double FeatureBound { get; init; }

    /// <summary>Squared L2 sensitivity under replace-one, grid units squared; the proven value, not a claim.</summary>
    public required long SensitivitySquared { get; init; }

    /// <summary>sigma^2 of the discrete Gaussian added once to a gateway's sum, grid units squared.</summary>
    public required long SigmaSquared { get; init; }

    /// <summary>Epsilon of one release at <see cref="Delta"/>; at least what the noise gives.</summary>
    public required double Epsilon { get; init; }

    /// <summary>Delta of one release, in (0, 1).</summary>
    public required double Delta { get; init; }

    /// <summary>Unit of privacy, <see cref="WearerUnit"/>.</summary>
    public string Unit { get; init; } = WearerUnit;

    /// <summary>Days from one round to the next, 1 to 366.</summary>
    public int CadenceDays { get; init; } = 1;

    /// <summary>UTC hour of the day after the data day at which the round opens.</summary>
    public int OpenHour { get; init; } = 2;

    /// <summary>UTC hour at which gateways publish, late enough for night backfill to have arrived.</summary>
    public int ContributeHour { get; init; } = 6;

    /// <summary>UTC hour at which the round closes or is abandoned.</summary>
    public int DeadlineHour { get; init; } = 12;

    /// <summary>Gateways below which a round is abandoned.</summary>
    public required int MinimumGateways { get; init; }

    /// <summary>Wearers a gateway may sum; also the fixed, public denominator of its vector.</summary>
    public required int WearerCap { get; init; }

    /// <summary>zCDP cost of one release for one wearer.</summary>
    public double Rho => Zcdp.Rho(SensitivitySquared, SigmaSquared);

    /// <summary>SHA-256 of <see cref="Encode"/>: 32 bytes that name this exact definition.</summary>
    public byte[] Hash => SHA256.HashData(Encode());

    /// <summary>Deterministic CBOR. Throws ArgumentException where <see cref="Fault"/> finds a fault.</summary>
    public byte[] Encode()
    {
        if (Fault() is string fault)
        {
            throw new ArgumentException("This task cannot be encoded: " + fault);
        }

        return new FieldWriter(Fields)
            .Integer(SchemaVersion).Text(Tenant).Text(Id).Integer((int)Kind).Texts(Features)
            .Integer(Dimension).Integer(ClipNorm).Integer(GridExponent).Number(FeatureBound)
            .Integer(SensitivitySquared).Integer(SigmaSquared).Number(Epsilon).Number(Delta).Text(Unit)
            .Integer(CadenceDays).Integer(OpenHour).Integer(ContributeHour).Integer(DeadlineHour)
            .Integer(MinimumGateways).Integer(WearerCap)
            .Close();
    }

    /// <summary>Decodes a closed schema; false with a reason for anything else.</summary>
    public static bool TryDecode(
        ReadOnlyMemory<byte> encoded, [NotNullWhen(true)] out TaskDefinition? task, out string reason)
    {
        if (!FieldReader.TryRead(encoded, MaximumEncodedBytes, Fields, Read, out task, out reason))
        {
            return false;
        }

        // Floats have more than one CBOR spelling; the reader does not insist on the shortest, so we do.
        string? fault = task!.Fault();
        if (fault is null && !task.Encode().AsSpan().SequenceEqual(encoded.Span))
        {
            fault = "not deterministic CBOR";
        }

        reason = fault ?? "";
        task = fault is null ? task : null;
        return task is not null;
    }

    /// <summary>Why this definition may not be used, or null.</summary>
    public string? Fault()
    {
        if (SchemaVersion != Limits.SchemaVersion)
        {
            return "schema version: not " + Limits.SchemaVersion;
        }

        if (!Limits.IsId(Tenant) || !Limits.IsId(Id))
        {
            return "tenant or task id: not 1 to 64 of A-Z a-z 0-9 _ -";
        }

        if (Features is null || Features.Length is 0 or > Limits.Features || !Array.TrueForAll(Features, Limits.IsId))
        {
            return "features: not 1 to 64 names of A-Z a-z 0-9 _ -";
        }

        return ScheduleFault() ?? VectorFault() ?? PrivacyFault();
    }

    private string? ScheduleFault()
    {
        if (CadenceDays is < 1 or > 366)
        {
            return "cadence: outside 1..366 days";
        }

        if (OpenHour is < 0 or > 23 || DeadlineHour is < 0 or > 24
            || ContributeHour < OpenHour || DeadlineHour <= ContributeHour)
        {
            return "hours: not 0 <= open <= contribute < deadline <= 24";
        }

        if (MinimumGateways is < 1 or > 1_000_000)
        {
            return "minimum gateways: outside 1..1000000";
        }

        return WearerCap is < 1 or > 100_000 ? "wearer cap: outside 1..100000" : null;
    }

    private string? VectorFault()
    {
        if (!Enum.IsDefined(Kind))
        {
            return "kind: unknown";
        }

        if (GridExponent is < 0 or > Limits.GridExponent)
        {
            return "grid exponent: outside 0.." + Limits.GridExponent;
        }

        if (Dimension != Sensitivity.Dimension(Kind, Features.Length))
        {
            return "dimension: does not belong to this many features";
        }

        if (ClipNorm != Sensitivity.ClipNorm(Kind, Features.Length, GridExponent))
        {
            return "clip norm: not the norm of this kind on this grid";
        }

        if (!double.IsFinite(FeatureBound) || FeatureBound is < 0.5 or > 1000)
        {
            return "feature bound: outside 0.5..1000";
        }

        return null;
    }

    private string? PrivacyFault()
    {
        if (SensitivitySquared != Sensitivity.Squared(Kind, Features.Length, GridExponent))
        {
            return "sensitivity: not the proven one";
        }

        if (SigmaSquared is < 1 or > Limits.SigmaSquared)
        {
            return "sigma squared: outside 1..2^40";
        }

        if (!(Delta > 0 && Delta <= 1e-3))
        {
            return "delta: outside 0..0.001";
        }

        if (!double.IsFinite(Epsilon) || Epsilon > 1e6)
        {
            return "epsilon: not finite";
        }

        if (Epsilon < Zcdp.ToEpsilon(Rho, Delta))
        {
            return "epsilon: less than this noise gives";
        }

        return Unit == WearerUnit ? null : "unit: unknown";
    }

    private static TaskDefinition Read(FieldReader fields) => new()
    {
        SchemaVersion = (int)fields.Integer("schema version", Limits.SchemaVersion, Limits.SchemaVersion),
        Tenant = fields.Text("tenant", Limits.IdLength),
        Id = fields.Text("task id", Limits.IdLength),
        Kind = (TaskKind)fields.Integer("kind", 0, int.MaxValue),
        Features = fields.Texts("features", Limits.Features, Limits.IdLength),
        Dimension = (int)fields.Integer("dimension", 1, Limits.VectorLength),
        ClipNorm = fields.Integer("clip norm", 1, long.MaxValue),
        GridExponent = (int)fields.Integer("grid exponent", 0, Limits.GridExponent),
        FeatureBound = fields.Number("feature bound"),
        SensitivitySquared = fields.Integer("sensitivity", 1, long.MaxValue),
        SigmaSquared = fields.Integer("sigma squared", 1, Limits.SigmaSquared),
        Epsilon = fields.Number("epsilon"),
        Delta = fields.Number("delta"),
        Unit = fields.Text("unit", Limits.IdLength),
        CadenceDays = (int)fields.Integer("cadence", 1, 366),
        OpenHour = (int)fields.Integer("open hour", 0, 24),
        ContributeHour = (int)fields.Integer("contribute hour", 0, 24),
        DeadlineHour = (int)fields.Integer("deadline hour", 0, 24),
        MinimumGateways = (int)fields.Integer("minimum gateways", 1, 1_000_000),
        WearerCap = (int)fields.Integer("wearer cap", 1, 100_000),
    };
}
