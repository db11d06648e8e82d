using EdgeVitals.Federated;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Signals;

namespace EdgeVitals.Gateway.Anomaly;

/// <summary>
/// The models in use: the one trained here and the two made of the cloud's covariance. A model of the cloud must be
/// signed by it, of our dimension and newer than the one in use; it is kept across restarts.
/// </summary>
public sealed class AnomalyModels : IDisposable
{
    private readonly SqliteFile _clinic;
    private readonly GatewayStatus _status;
    private readonly ILogger<AnomalyModels> _log;
    private readonly MessageVerifier? _verifier;
    private readonly string _tenant;
    private readonly Lock _gate = new();
    private IDayModel? _own;
    private IReadOnlyList<IDayModel> _cloud = [];
    private ModelMessage? _message;

    /// <summary>Loads the cloud's model that was in use before.</summary>
    public AnomalyModels(
        SqliteFile clinic, GatewayOptions options, GatewayStatus status, ILogger<AnomalyModels> log)
    {
        ArgumentNullException.ThrowIfNull(clinic);
        ArgumentNullException.ThrowIfNull(options);
        _clinic = clinic;
        _status = status;
        _log = log;
        _verifier = options.Uplink is null ? null : MessageVerifier.FromPem(options.Uplink.CloudPublicKey);
        _tenant = options.Uplink?.Tenant ?? "";
        foreach (byte[] stored in clinic.Query("SELECT message FROM models", r => (byte[])r.GetValue(0)))
        {
            Offer(stored);
        }
    }

    /// <summary>Raised when a model was exchanged.</summary>
    public event Action? Changed;

    /// <summary>The cloud's model in use, or null.</summary>
    public ModelMessage? Cloud
    {
        get
        {
            lock (_gate)
            {
                return _message;
            }
        }
    }

    /// <summary>Takes a signed model; false, counted and logged, when it is not to be used.</summary>
    public bool Offer(ReadOnlyMemory<byte> message)
    {
        string reason = "this gateway is enrolled nowhere";
        ModelMessage? model = null;
        if (_verifier is not null && _verifier.TryVerify(message, ContentTypes.Model, out byte[] payload, out reason)
            && ModelMessage.TryDecode(payload, out model, out reason))
        {
            reason = Objection(model);
        }
        if (reason.Length > 0)
        {
            _status.Count(GatewayCount.ModelRejected);
            GatewayLog.ModelRejected(_log, reason);
            return false;
        }
        if (IsInUse(model!))
        {
            return true;
        }
        Use(model!, message);
        return true;
    }

    /// <summary>Puts a model in place that was trained here.</summary>
    public void UseOwn(IDayModel model)
    {
        lock (_gate)
        {
            _own?.Dispose();
            _own = model;
        }
        _status.Count(GatewayCount.ModelTrained);
        Changed?.Invoke();
    }

    /// <summary>Scores a day with every model in use.</summary>
    public List<AnomalyScore> Score(double[] standardised, IReadOnlyList<double[]> baselineDays)
    {
        // Under the lock, so that no model is exchanged and disposed while it scores.
        lock (_gate)
        {
            IEnumerable<IDayModel> models = _own is null ? _cloud : [_own, .. _cloud];
            return [.. models.Select(m => AnomalyScore.Of(m, standardised, baselineDays))];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _own?.Dispose();
            foreach (IDayModel model in _cloud)
            {
                model.Dispose();
            }
            _own = null;
            _cloud = [];
        }
        _verifier?.Dispose();
    }

    private string Objection(ModelMessage model)
    {
        if (model.Tenant != _tenant || model.TaskId != StandardTasks.AnomalySubspaceId)
        {
            return "another tenant or task";
        }
        if (model.Dimension != DailyFeatures.Dimension)
        {
            return $"dimension {model.Dimension} instead of {DailyFeatures.Dimension}";
        }
        long current = Cloud?.Version ?? 0;
        return model.Version < current ? $"version {model.Version} is older than {current}" : "";
    }

    /// <summary>A retained model comes again with every connection; that is no news and no fault.</summary>
    private bool IsInUse(ModelMessage model) => Cloud?.Version == model.Version;

    private void Use(ModelMessage model, ReadOnlyMemory<byte> message)
    {
        List<double[]> points = [.. SecondMoment.SigmaPoints(model.Eigenvalues, model.Eigenvectors)];
        IDayModel[] made =
        [
            PcaModel.FromSigmaPoints(points, "cloud subspace"),
            new MahalanobisModel(model.Eigenvalues, model.Eigenvectors, "cloud distance"),
        ];
        _clinic.Execute("""
            INSERT INTO models (id, version, message) VALUES ($i, $v, $m)
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, message = excluded.message
            """, ("$i", model.ModelId), ("$v", model.Version), ("$m", message.ToArray()));
        lock (_gate)
        {
            foreach (IDayModel old in _cloud)
            {
                old.Dispose();
            }
            _cloud = made;
            _message = model;
        }
        _status.Count(GatewayCount.ModelLoaded);
        GatewayLog.ModelLoaded(_log, model.ModelId, model.Version);
        Changed?.Invoke();
    }
}
