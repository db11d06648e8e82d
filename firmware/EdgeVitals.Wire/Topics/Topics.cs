namespace EdgeVitals.Wire;

/// <summary>What a topic carries.</summary>
public static class TopicKind
{
    /// <summary>Not one of ours.</summary>
    public const int None = 0;

    /// <summary>Frames of the present.</summary>
    public const int Live = 1;

    /// <summary>Frames of the past.</summary>
    public const int Backfill = 2;

    /// <summary>Retained state and Last Will.</summary>
    public const int Status = 3;

    /// <summary>Application acknowledgements, to the device.</summary>
    public const int Ack = 4;

    /// <summary>Time requests.</summary>
    public const int TimeRequest = 5;

    /// <summary>Time responses, to the device.</summary>
    public const int TimeResponse = 6;

    /// <summary>Commands, to the device.</summary>
    public const int Command = 7;

    /// <summary>Updates, to the device.</summary>
    public const int Ota = 8;

    /// <summary>Requests of the device for parts of an update.</summary>
    public const int OtaRequest = 9;
}

/// <summary>The parts of a parsed topic.</summary>
public sealed class TopicParts
{
    /// <summary>Site id.</summary>
    public string Site = "";

    /// <summary>Device id.</summary>
    public string Device = "";

    /// <summary>Channel name of a live topic, otherwise empty.</summary>
    public string Channel = "";

    /// <summary>See <see cref="TopicKind"/>.</summary>
    public int Kind;
}

/// <summary>Topics between device and gateway: <c>ev/1/{site}/{device}/...</c>. Ids hold no wildcard and no slash, so
/// that no id can widen a subscription.</summary>
public static class Topics
{
    /// <summary>Start of every topic; the number is the version of the topic tree.</summary>
    public const string Prefix = "ev/1/";

    /// <summary>Longest site, device or channel name.</summary>
    public const int MaximumIdLength = 64;

    /// <summary>Live frames of a channel.</summary>
    public static string Live(string site, string device, string channelName)
    {
        return Root(site, device) + "live/" + channelName;
    }

    /// <summary>Frames of the past, of any channel.</summary>
    public static string Backfill(string site, string device)
    {
        return Root(site, device) + "backfill";
    }

    /// <summary>Retained status.</summary>
    public static string Status(string site, string device)
    {
        return Root(site, device) + "status";
    }

    /// <summary>Acknowledgements to the device.</summary>
    public static string Ack(string site, string device)
    {
        return Root(site, device) + "ack";
    }

    /// <summary>Time requests of the device.</summary>
    public static string TimeRequest(string site, string device)
    {
        return Root(site, device) + "time/req";
    }

    /// <summary>Time responses to the device.</summary>
    public static string TimeResponse(string site, string device)
    {
        return Root(site, device) + "time/rsp";
    }

    /// <summary>Commands to the device.</summary>
    public static string Command(string site, string device)
    {
        return Root(site, device) + "cmd";
    }

    /// <summary>Updates to the device.</summary>
    public static string Ota(string site, string device)
    {
        return Root(site, device) + "ota";
    }

    /// <summary>Requests of the device for parts of an update.</summary>
    public static string OtaRequest(string site, string device)
    {
        return Root(site, device) + "ota/req";
    }

    /// <summary>Whether the text may be a site, device or channel id: 1..64 of A-Z a-z 0-9 _ -.</summary>
    public static bool IsValidId(string? id)
    {
        if (id == null || id.Length < 1 || id.Length > MaximumIdLength) return false;
        for (int i = 0; i < id.Length; i++)
        {
            char c = id[i];
            bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            bool good = letter || (c >= '0' && c <= '9') || c == '_' || c == '-';
            if (!good) return false;
        }
        return true;
    }

    /// <summary>The kind of the topic and its parts; <see cref="TopicKind.None"/> when it is not ours.</summary>
    public static int Parse(string topic, TopicParts into)
    {
        into.Site = "";
        into.Device = "";
        into.Channel = "";
        into.Kind = TopicKind.None;
        // The longest topic of ours: prefix, two ids, "live/" and a channel.
        if (topic == null || topic.Length > Prefix.Length + 3 * MaximumIdLength + 8) return TopicKind.None;
        string[] parts = topic.Split(new char[] { '/' });
        if (parts.Length < 5 || parts.Length > 6 || parts[0] != "ev" || parts[1] != "1") return TopicKind.None;
        if (!IsValidId(parts[2]) || !IsValidId(parts[3])) return TopicKind.None;
        int kind = parts.Length == 5 ? KindOf(parts[4]) : KindOf(parts[4], parts[5]);
        if (kind == TopicKind.None) return kind;
        into.Site = parts[2];
        into.Device = parts[3];
        if (kind == TopicKind.Live) into.Channel = parts[5];
        into.Kind = kind;
        return kind;
    }

    private static string Root(string site, string device)
    {
        return Prefix + site + "/" + device + "/";
    }

    private static int KindOf(string last)
    {
        switch (last)
        {
            case "backfill": return TopicKind.Backfill;
            case "status": return TopicKind.Status;
            case "ack": return TopicKind.Ack;
            case "cmd": return TopicKind.Command;
            case "ota": return TopicKind.Ota;
            default: return TopicKind.None;
        }
    }

    private static int KindOf(string first, string last)
    {
        if (first == "live" && IsValidId(last)) return TopicKind.Live;
        if (first == "time" && last == "req") return TopicKind.TimeRequest;
        if (first == "time" && last == "rsp") return TopicKind.TimeResponse;
        if (first == "ota" && last == "req") return TopicKind.OtaRequest;
        return TopicKind.None;
    }
}
