using EdgeVitals.Emulation.Wearers;
using EdgeVitals.Pi;
using EdgeVitals.Wire;

namespace EdgeVitals.Fleet.Demonstration;

/// <summary>
/// Turns hours of a virtual person into ordinary frames of hourly means, one a channel, and hands them to a device
/// agent: the store ring, session and MQTT link of the firmware.
/// </summary>
/// <param name="person">The hourly truth.</param>
/// <param name="agent">The device.</param>
/// <param name="bootedAt">UTC of the device's tick zero, a whole hour.</param>
public sealed class FeatureFeed(FeatureWearer person, DeviceAgent agent, DateTimeOffset bootedAt)
{
    // Ten days a frame: 240 samples with their deltas stay near half a kilobyte.
    private const int HoursPerFrame = 240;
    private const long MicrosPerHour = 3_600_000_000;

    private readonly long _bootHour = bootedAt.ToUnixTimeSeconds() / 3600;

    /// <summary>The device that carries the frames.</summary>
    public DeviceAgent Agent => agent;

    /// <summary>Hours since 1970 that have been handed over; the next one to send.</summary>
    public int NextHour { get; private set; }

    /// <summary>Sends the hours [first, end) as backfill.</summary>
    public void SendHistory(int first, int end)
    {
        NextHour = first;
        while (NextHour < end) Send(Math.Min(NextHour + HoursPerFrame, end), backfill: true);
    }

    /// <summary>Sends what has passed since the last burst: hours before <paramref name="end"/>.</summary>
    public void SendUntil(int end)
    {
        if (NextHour < end) Send(end, backfill: false);
    }

    private void Send(int end, bool backfill)
    {
        var hours = new HourlyTruth[end - NextHour];
        for (int i = 0; i < hours.Length; i++) hours[i] = person.At(NextHour + i);
        Append(Channels.HeartRate, hours, static h => h.HeartRate, backfill);
        Append(Channels.SpO2, hours, static h => h.SpO2, backfill);
        Append(Channels.BodyTemperature, hours, static h => h.BodyTemperature, backfill);
        Append(Channels.RespiratoryRate, hours, static h => h.RespiratoryRate, backfill);
        Append(Channels.Steps, hours, static h => h.Steps, backfill);
        NextHour = end;
    }

    private void Append(Channel channel, HourlyTruth[] hours, Func<HourlyTruth, int> valueOf, bool backfill)
    {
        var frame = new Frame
        {
            ChannelId = channel.Id,
            ScaleExponent = channel.ScaleExponent,
            StartTicks = (NextHour - _bootHour) * MicrosPerHour,
            PeriodMicros = MicrosPerHour,
            Quality = 100,
        };
        int missing = 0;
        foreach (HourlyTruth hour in hours)
        {
            if (!hour.Worn)
            {
                missing++;
                continue;
            }

            AddGap(frame, ref missing);
            frame.Values[frame.Count++] = valueOf(hour);
        }

        AddGap(frame, ref missing);
        agent.Append(frame, backfill);
    }

    private static void AddGap(Frame frame, ref int missing)
    {
        if (missing == 0) return;
        frame.GapStarts[frame.GapCount] = frame.Count;
        frame.GapLengths[frame.GapCount] = missing;
        frame.GapReasons[frame.GapCount++] = GapReason.NotWorn;
        missing = 0;
    }
}
