namespace EdgeVitals.Cloud.Enrollment;

/// <summary>
/// Names of the settings that a running server leaves in the database for the commands beside it.
/// </summary>
internal static class CloudSettings
{
    internal const string Tenant = "tenant";
    internal const string PublicKey = "cloud-public-key";
    internal const string MqttHost = "mqtt-host";
    internal const string MqttPort = "mqtt-port";
    internal const string TimeScale = "virtual-time";
}
