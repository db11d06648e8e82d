using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>Which raw windows a full ring gives up. Raw goes before features; features give up their oldest.</summary>
public static class StorePolicy
{
    // ECG, acceleration in three axes and skin conductance come as raw windows on these numbers.
    private const int FirstWaveform = 9;
    private const int LastWaveform = 11;
    private const int LastRaw = 13;

    /// <summary>The oldest raw windows go: the latest event is the one to look at.</summary>
    public const int DropOldestRaw = 0;

    /// <summary>The newest raw windows go: the first event is the one to look at.</summary>
    public const int DropNewestRaw = 1;

    /// <summary>Whether a channel carries raw windows; all others, vendor channels too, carry features.</summary>
    public static bool IsRaw(int channelId)
    {
        return channelId == Channels.PlethInfrared.Id || channelId == Channels.PlethRed.Id
            || (channelId >= FirstWaveform && channelId <= LastWaveform) || channelId == LastRaw;
    }
}
