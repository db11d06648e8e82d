using System.Globalization;

namespace EdgeVitals.Federated;

/// <summary>Parts of an upward topic.</summary>
public readonly record struct UpTopic(string Tenant, string Gateway, string Task, long Round);

/// <summary>MQTT topics between gateways and the cloud, all under <c>ev/1/{tenant}</c>.</summary>
/// <remarks>Arguments are ids (<see cref="Limits.IsId"/>); anything else is the caller's bug.</remarks>
public static class UplinkTopics
{
    private const string Root = "ev/1/";

    /// <summary>Retained task definition, signed by the cloud.</summary>
    public static string Tasks(string tenant, string task) => $"{Root}{Id(tenant)}/tasks/{Id(task)}";

    /// <summary>Retained announcement of a task's current round.</summary>
    public static string Rounds(string tenant, string task) => $"{Root}{Id(tenant)}/rounds/{Id(task)}";

    /// <summary>Retained current version of a model.</summary>
    public static string Models(string tenant, string model) => $"{Root}{Id(tenant)}/models/{Id(model)}";

    /// <summary>A gateway's update of a round; the only topic on which a gateway publishes.</summary>
    public static string Up(string tenant, string gateway, string task, long round)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(round);
        return $"{Root}{Id(tenant)}/gw/{Id(gateway)}/up/{Id(task)}/{round.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>Acknowledgements to a gateway.</summary>
    public static string Ack(string tenant, string gateway) => $"{Root}{Id(tenant)}/gw/{Id(gateway)}/ack";

    /// <summary>Filter of all tasks of a tenant.</summary>
    public static string AllTasks(string tenant) => $"{Root}{Id(tenant)}/tasks/#";

    /// <summary>Filter of all rounds of a tenant.</summary>
    public static string AllRounds(string tenant) => $"{Root}{Id(tenant)}/rounds/#";

    /// <summary>Filter of all models of a tenant.</summary>
    public static string AllModels(string tenant) => $"{Root}{Id(tenant)}/models/#";

    /// <summary>Filter of everything of a tenant, for an auditor.</summary>
    public static string Everything(string tenant) => $"{Root}{Id(tenant)}/#";

    /// <summary>Reads an upward topic; false for any other topic.</summary>
    public static bool TryParseUp(string topic, out UpTopic parts)
    {
        ArgumentNullException.ThrowIfNull(topic);
        parts = default;
        string[] levels = topic.Split('/', 9);
        if (levels is not ["ev", "1", var tenant, "gw", var gateway, "up", var task, var number]
            || !Limits.IsId(tenant) || !Limits.IsId(gateway) || !Limits.IsId(task)
            || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long round)
            || round.ToString(CultureInfo.InvariantCulture) != number)
        {
            return false;
        }

        parts = new UpTopic(tenant, gateway, task, round);
        return true;
    }

    private static string Id(string id) =>
        Limits.IsId(id) ? id : throw new ArgumentException("Not an id of 1 to 64 of A-Z a-z 0-9 _ -.", nameof(id));
}
