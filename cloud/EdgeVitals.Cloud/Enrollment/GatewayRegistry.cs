using System.Security.Cryptography;
using System.Text;
using EdgeVitals.Federated;
using Microsoft.Data.Sqlite;

namespace EdgeVitals.Cloud.Enrollment;

/// <summary>
/// Who belongs to this tenant: gateways with their public key, auditors, and the hash of each token. Every question
/// is answered from the database, so an enrolment made by the command line beside a running server counts at once.
/// </summary>
public sealed class GatewayRegistry(CloudDatabase database, TimeProvider time)
{
    /// <summary>Most enrolled gateways of one tenant; beyond it one frontend per tenant no longer suffices.</summary>
    public const int MaximumGateways = 10_000;

    /// <summary>Longest PEM text that is looked at. A P-256 public key takes 178 characters.</summary>
    private const int MaximumPemCharacters = 4096;

    /// <summary>
    /// Enrols a gateway under a fresh random pseudonym and returns what it needs to connect. The token is in the
    /// answer and nowhere else: the database keeps its SHA-256 (a salt adds nothing to 256 random bits).
    /// </summary>
    /// <param name="publicKeyPem">The gateway's ECDSA P-256 public key.</param>
    /// <param name="host">Host that the gateway shall connect to; null means what the server last recorded.</param>
    /// <param name="port">Port that the gateway shall connect to; null means what the server last recorded.</param>
    /// <exception cref="ArgumentException">The PEM text is not a P-256 public key, or it is already
    /// enrolled.</exception>
    /// <exception cref="InvalidOperationException">No server has run on this data directory, or it is full.</exception>
    public Federated.Enrollment Enroll(string publicKeyPem, string? host = null, int? port = null)
    {
        string pem = CanonicalPublicKey(publicKeyPem);
        string tenant = Required(CloudSettings.Tenant), cloudKey = Required(CloudSettings.PublicKey);
        host ??= Required(CloudSettings.MqttHost);
        port ??= int.Parse(Required(CloudSettings.MqttPort));
        string id = "gw-" + RandomNumberGenerator.GetHexString(16, lowercase: true);
        string token = NewToken();
        using var connection = database.Open();
        using var transaction = connection.BeginTransaction();
        if (Scalar(connection, "SELECT COUNT(*) FROM gateways WHERE revoked_at IS NULL") >= MaximumGateways)
            throw new InvalidOperationException($"{MaximumGateways} gateways are enrolled already");
        if (Scalar(connection, "SELECT COUNT(*) FROM gateways WHERE public_key = $pem", ("$pem", pem)) > 0)
            throw new ArgumentException("this public key is enrolled already; a gateway keeps its pseudonym");
        using var command = connection.Sql(
            "INSERT INTO gateways VALUES ($id, $pem, $hash, $now, NULL)",
            ("$id", id), ("$pem", pem), ("$hash", Hash(token)), ("$now", time.GetUtcNow().Stored()));
        command.ExecuteNonQuery();
        transaction.Commit();
        return new Federated.Enrollment
        {
            Tenant = tenant,
            Gateway = id,
            Host = host,
            Port = port.Value,
            Token = token,
            CloudPublicKey = cloudKey,
        };
    }

    /// <summary>Ends a gateway's access; false where it is unknown or was revoked before.</summary>
    public bool Revoke(string gateway)
    {
        using var connection = database.Open();
        using var command = connection.Sql(
            "UPDATE gateways SET revoked_at = $now WHERE id = $id AND revoked_at IS NULL",
            ("$id", gateway), ("$now", time.GetUtcNow().Stored()));
        return command.ExecuteNonQuery() == 1;
    }

    /// <summary>Makes an auditor, who may read every topic of the tenant and publish nothing.</summary>
    public AuditorAccess AddAuditor()
    {
        string id = "audit-" + RandomNumberGenerator.GetHexString(12, lowercase: true), token = NewToken();
        using var connection = database.Open();
        using var command = connection.Sql(
            "INSERT INTO auditors VALUES ($id, $hash, $now)",
            ("$id", id), ("$hash", Hash(token)), ("$now", time.GetUtcNow().Stored()));
        command.ExecuteNonQuery();
        return new AuditorAccess(id, token);
    }

    /// <summary>
    /// The role that a user name and token have; <see cref="UplinkRole.None"/> where they do not fit.
    /// </summary>
    public UplinkRole Authenticate(string userName, ReadOnlySpan<byte> token)
    {
        byte[]? expected = StoredHash(userName, out UplinkRole role);
        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(token, actual);
        return expected is not null && CryptographicOperations.FixedTimeEquals(expected, actual)
            ? role
            : UplinkRole.None;
    }

    /// <summary>The role of a user who has already shown a token; none once revoked.</summary>
    public UplinkRole RoleOf(string userName) =>
        StoredHash(userName, out UplinkRole role) is null ? UplinkRole.None : role;

    /// <summary>The public key of an enrolled, unrevoked gateway; null otherwise.</summary>
    public string? PublicKeyOf(string gateway)
    {
        using var connection = database.Open();
        using var command = connection.Sql(
            "SELECT public_key FROM gateways WHERE id = $id AND revoked_at IS NULL", ("$id", gateway));
        return (string?)command.ExecuteScalar();
    }

    /// <summary>Pseudonyms of every enrolled, unrevoked gateway.</summary>
    public IReadOnlyList<string> ActiveIds() =>
        List().Where(g => g.RevokedAt is null).Select(g => g.Id).ToList();

    /// <summary>Every gateway ever enrolled, oldest first.</summary>
    public IReadOnlyList<EnrolledGateway> List()
    {
        using var connection = database.Open();
        using var command = connection.Sql(
            "SELECT id, enrolled_at, revoked_at, (SELECT MAX(received_at) FROM receipts WHERE gateway = id) "
            + "FROM gateways ORDER BY enrolled_at, id");
        using var reader = command.ExecuteReader();
        var list = new List<EnrolledGateway>();
        while (reader.Read())
        {
            list.Add(new EnrolledGateway(
                reader.GetString(0), reader.Instant(1),
                reader.IsDBNull(2) ? null : reader.Instant(2),
                reader.IsDBNull(3) ? null : reader.Instant(3)));
        }
        return list;
    }

    private byte[]? StoredHash(string userName, out UplinkRole role)
    {
        using var connection = database.Open();
        using var command = connection.Sql(
            "SELECT token_hash, 0 FROM gateways WHERE id = $id AND revoked_at IS NULL "
            + "UNION ALL SELECT token_hash, 1 FROM auditors WHERE id = $id", ("$id", userName));
        using var reader = command.ExecuteReader();
        role = UplinkRole.None;
        if (!reader.Read()) return null;
        role = reader.GetInt64(1) == 0 ? UplinkRole.Gateway : UplinkRole.Auditor;
        return (byte[])reader[0];
    }

    private string Required(string setting) => database.Setting(setting)
        ?? throw new InvalidOperationException(
            $"{database.Path} has no {setting}: start edgevitals-cloud run on this data directory once");

    private static long Scalar(
        SqliteConnection connection, string text, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = connection.Sql(text, parameters);
        return (long)command.ExecuteScalar()!;
    }

    private static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>The same key always gives the same text, whatever line ends or comments its file had.</summary>
    private static string CanonicalPublicKey(string publicKeyPem)
    {
        ArgumentNullException.ThrowIfNull(publicKeyPem);
        if (publicKeyPem.Length > MaximumPemCharacters)
            throw new ArgumentException($"a public key of at most {MaximumPemCharacters} characters is expected");
        if (publicKeyPem.Contains("PRIVATE KEY", StringComparison.Ordinal))
            throw new ArgumentException("this is a private key, which never leaves its gateway; give the public one");
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(publicKeyPem);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            throw new ArgumentException("this is not a public key in PEM form", exception);
        }
        if (key.ExportParameters(false).Curve.Oid.Value != "1.2.840.10045.3.1.7")
            throw new ArgumentException("an ECDSA key on the curve P-256 is expected");
        return key.ExportSubjectPublicKeyInfoPem();
    }
}

/// <summary>What an MQTT user may do.</summary>
public enum UplinkRole
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>
    /// Publish updates under its own pseudonym; read tasks, rounds, models and its own acknowledgements.
    /// </summary>
    Gateway,

    /// <summary>Read everything of the tenant, publish nothing.</summary>
    Auditor,
}

/// <summary>User name and token of an auditor; the token is shown once.</summary>
public sealed record AuditorAccess(string UserName, string Token);

/// <summary>A gateway as the pages and the command line show it.</summary>
/// <param name="Id">Its random pseudonym.</param>
/// <param name="EnrolledAt">When it was enrolled.</param>
/// <param name="RevokedAt">When its access ended, or null.</param>
/// <param name="LastUpdateAt">When its last counted update came, or null.</param>
public sealed record EnrolledGateway(
    string Id, DateTimeOffset EnrolledAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUpdateAt);
