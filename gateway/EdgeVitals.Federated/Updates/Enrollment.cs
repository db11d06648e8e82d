using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeVitals.Federated;

/// <summary>What the cloud hands a clinic to join: where to connect, as whom, and whose signatures to trust.</summary>
public sealed record Enrollment
{
    /// <summary>Tenant that the gateway joins.</summary>
    public required string Tenant { get; init; }

    /// <summary>Random pseudonym of the gateway; also its MQTT user name.</summary>
    public required string Gateway { get; init; }

    /// <summary>Host of the cloud's broker.</summary>
    public required string Host { get; init; }

    /// <summary>Port of the cloud's broker, 1 to 65535.</summary>
    public required int Port { get; init; }

    /// <summary>Secret with which the gateway signs in; keep the file as private as a password.</summary>
    public required string Token { get; init; }

    /// <summary>PEM of the key that signs tasks, rounds, models and acknowledgements.</summary>
    public required string CloudPublicKey { get; init; }

    /// <summary>Indented JSON with camel-case names.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, EnrollmentJson.Default.Enrollment);

    /// <summary>Reads what <see cref="ToJson"/> wrote; unknown or missing members are refused.</summary>
    public static bool TryParse(string json, [NotNullWhen(true)] out Enrollment? enrollment, out string reason)
    {
        ArgumentNullException.ThrowIfNull(json);
        enrollment = null;
        try
        {
            enrollment = JsonSerializer.Deserialize(json, EnrollmentJson.Default.Enrollment);
        }
        catch (JsonException fault)
        {
            reason = "not an enrolment file: " + fault.Message;
            return false;
        }

        reason = enrollment is null ? "not an enrolment file: empty" : enrollment.Fault() ?? "";
        enrollment = reason.Length == 0 ? enrollment : null;
        return enrollment is not null;
    }

    // The record prints without its secret, so that a log line cannot give it away.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("Tenant = ").Append(Tenant).Append(", Gateway = ").Append(Gateway)
            .Append(", Host = ").Append(Host).Append(", Port = ").Append(Port);
        return true;
    }

    private string? Fault()
    {
        if (!Limits.IsId(Tenant) || !Limits.IsId(Gateway))
        {
            return "tenant or gateway: not 1 to 64 of A-Z a-z 0-9 _ -";
        }

        if (string.IsNullOrWhiteSpace(Host) || Host.Length > 253)
        {
            return "host: not 1 to 253 characters";
        }

        if (Port is < 1 or > 65535)
        {
            return "port: outside 1..65535";
        }

        if (string.IsNullOrWhiteSpace(Token) || Token.Length > 256)
        {
            return "token: not 1 to 256 characters";
        }

        return MessageVerifier.TryFromPem(CloudPublicKey, out MessageVerifier? verifier, out string reason)
            ? Dispose(verifier)
            : "cloudPublicKey: " + reason;
    }

    private static string? Dispose(MessageVerifier verifier)
    {
        verifier.Dispose();
        return null;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    WriteIndented = true)]
[JsonSerializable(typeof(Enrollment))]
internal sealed partial class EnrollmentJson : JsonSerializerContext;
