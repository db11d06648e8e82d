using System.Diagnostics.CodeAnalysis;

namespace EdgeVitals.Federated;

/// <summary>A covariance learnt over closed rounds, as the cloud publishes it to every gateway.</summary>
public sealed record ModelMessage
{
    /// <summary>Largest encoding, bytes: two d x d matrices and one vector of doubles of 9 bytes, d = 64.</summary>
    public const int MaximumEncodedBytes = (9 * ((2 * Limits.Features * Limits.Features) + Limits.Features)) + 1024;

    private const int Fields = 12;

    /// <summary>Slack of the consistency checks: eigenvectors are unit to this, matrices symmetric to this.</summary>
    private const double Tolerance = 1e-9;

    /// <summary>Schema version, <see cref="Limits.SchemaVersion"/>.</summary>
    public int SchemaVersion { get; init; } = Limits.SchemaVersion;

    /// <summary>Tenant that owns the model.</summary>
    public required string Tenant { get; init; }

    /// <summary>Model id, part of the topic.</summary>
    public required string ModelId { get; init; }

    /// <summary>Version, rising by one with each published model, at least 1.</summary>
    public required long Version { get; init; }

    /// <summary>Task whose rounds the model was learnt from.</summary>
    public required string TaskId { get; init; }

    /// <summary>Number of closed rounds in it, at least 1.</summary>
    public required int Rounds { get; init; }

    /// <summary>Last of these rounds.</summary>
    public required long LastRound { get; init; }

    /// <summary>Number of features d, 1 to 64.</summary>
    public required int Dimension { get; init; }

    /// <summary>d x d covariance of the standardised features, row major, symmetric.</summary>
    public required double[] Covariance { get; init; }

    /// <summary>d eigenvalues, positive, largest first.</summary>
    public required double[] Eigenvalues { get; init; }

    /// <summary>d x d unit eigenvectors, one a row in the order of the eigenvalues.</summary>
    public required double[] Eigenvectors { get; init; }

    /// <summary>Root-mean-square privacy noise of one covariance entry, in the covariance's own unit.</summary>
    public required double ExpectedErrorPerEntry { get; init; }

    /// <summary>Deterministic CBOR. Throws ArgumentException where <see cref="Fault"/> finds a fault.</summary>
    public byte[] Encode()
    {
        if (Fault() is string fault)
        {
            throw new ArgumentException("This model cannot be encoded: " + fault);
        }

        return new FieldWriter(Fields)
            .Integer(SchemaVersion).Text(Tenant).Text(ModelId).Integer(Version).Text(TaskId).Integer(Rounds)
            .Integer(LastRound).Integer(Dimension).Numbers(Covariance).Numbers(Eigenvalues).Numbers(Eigenvectors)
            .Number(ExpectedErrorPerEntry)
            .Close();
    }

    /// <summary>Decodes a closed schema; false with a reason for anything else.</summary>
    public static bool TryDecode(
        ReadOnlyMemory<byte> encoded, [NotNullWhen(true)] out ModelMessage? model, out string reason)
    {
        if (!FieldReader.TryRead(encoded, MaximumEncodedBytes, Fields, Read, out model, out reason))
        {
            return false;
        }

        // Floats have more than one CBOR spelling; the reader does not insist on the shortest, so we do.
        string? fault = model!.Fault();
        if (fault is null && !model.Encode().AsSpan().SequenceEqual(encoded.Span))
        {
            fault = "not deterministic CBOR";
        }

        reason = fault ?? "";
        model = fault is null ? model : null;
        return model is not null;
    }

    /// <summary>Why this model may not be used, or null.</summary>
    public string? Fault()
    {
        if (SchemaVersion != Limits.SchemaVersion)
        {
            return "schema version: not " + Limits.SchemaVersion;
        }

        if (!Limits.IsId(Tenant) || !Limits.IsId(ModelId) || !Limits.IsId(TaskId))
        {
            return "tenant, model or task id: not 1 to 64 of A-Z a-z 0-9 _ -";
        }

        if (Version < 1 || Rounds < 1 || LastRound is < 0 or > BudgetCalendar.LastDay)
        {
            return "version, rounds or last round: out of range";
        }

        if (Dimension is < 1 or > Limits.Features || Covariance?.Length != Dimension * Dimension
            || Eigenvalues?.Length != Dimension || Eigenvectors?.Length != Dimension * Dimension)
        {
            return "dimension: the arrays have another one";
        }

        return NumberFault();
    }

    private string? NumberFault()
    {
        if (!Covariance.All(double.IsFinite) || !Eigenvectors.All(double.IsFinite)
            || !Eigenvalues.All(value => double.IsFinite(value) && value > 0))
        {
            return "numbers: not finite, or an eigenvalue not positive";
        }

        if (!double.IsFinite(ExpectedErrorPerEntry) || ExpectedErrorPerEntry < 0)
        {
            return "expected error: not finite or negative";
        }

        double slack = Tolerance * Math.Max(1, Eigenvalues.Max());
        for (int row = 0; row < Dimension; row++)
        {
            for (int column = 0; column < row; column++)
            {
                if (Math.Abs(Covariance[(row * Dimension) + column] - Covariance[(column * Dimension) + row]) > slack)
                {
                    return "covariance: not symmetric";
                }
            }
        }

        for (int row = 0; row < Dimension; row++)
        {
            double squared = 0;
            for (int column = 0; column < Dimension; column++)
            {
                double entry = Eigenvectors[(row * Dimension) + column];
                squared += entry * entry;
            }

            if (Math.Abs(squared - 1) > Tolerance)
            {
                return "eigenvectors: not of unit length";
            }
        }

        return null;
    }

    private static ModelMessage Read(FieldReader fields)
    {
        int schemaVersion = (int)fields.Integer("schema version", Limits.SchemaVersion, Limits.SchemaVersion);
        string tenant = fields.Text("tenant", Limits.IdLength);
        string modelId = fields.Text("model id", Limits.IdLength);
        long version = fields.Integer("version", 1, long.MaxValue);
        string taskId = fields.Text("task id", Limits.IdLength);
        int rounds = (int)fields.Integer("rounds", 1, int.MaxValue);
        long lastRound = fields.Integer("last round", 0, BudgetCalendar.LastDay);
        int dimension = (int)fields.Integer("dimension", 1, Limits.Features);
        return new ModelMessage
        {
            SchemaVersion = schemaVersion,
            Tenant = tenant,
            ModelId = modelId,
            Version = version,
            TaskId = taskId,
            Rounds = rounds,
            LastRound = lastRound,
            Dimension = dimension,
            Covariance = fields.Numbers("covariance", dimension * dimension),
            Eigenvalues = fields.Numbers("eigenvalues", dimension),
            Eigenvectors = fields.Numbers("eigenvectors", dimension * dimension),
            ExpectedErrorPerEntry = fields.Number("expected error"),
        };
    }
}
