using EdgeVitals.Wire;

namespace EdgeVitals.Gateway.Wearers;

/// <summary>Counts the readings of vital signs that a device refused: sample periods of heart rate, SpO₂, respiratory
/// rate or body temperature that came as a gap for want of contact, quality or wear. A gap in hourly summaries is no
/// refused reading, nor is one of a bus or a clock.</summary>
public static class RefusedReadings
{
    private static readonly int[] Vitals =
    [
        Channels.HeartRate.Id, Channels.SpO2.Id, Channels.RespiratoryRate.Id, Channels.BodyTemperature.Id,
    ];

    // What stands for more than a minute was summed up from readings, not read.
    private const long LongestReading = UtcMicros.PerMinute;

    /// <summary>Refused readings in a frame, 0 or more.</summary>
    public static long In(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        long refused = 0;
        for (int i = 0; i < frame.GapCount && IsVital(frame); i++)
        {
            refused += frame.GapReasons[i] is GapReason.NoContact or GapReason.LowQuality or GapReason.NotWorn
                ? frame.GapLengths[i] : 0;
        }
        return refused;
    }

    /// <summary>Of these, the ones refused because the sensor was off the skin: no contact or not worn, of heart rate,
    /// SpO₂ or body temperature. A short window refuses respiration whoever wears it, and a sensor that settles refuses
    /// its first seconds; off the skin is neither.</summary>
    public static long OffSkin(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        long refused = 0;
        for (int i = 0; i < frame.GapCount && IsVital(frame) && frame.ChannelId != Channels.RespiratoryRate.Id; i++)
        {
            refused += frame.GapReasons[i] is GapReason.NoContact or GapReason.NotWorn ? frame.GapLengths[i] : 0;
        }
        return refused;
    }

    private static bool IsVital(Frame frame) =>
        frame.PeriodMicros <= LongestReading && Array.IndexOf(Vitals, frame.ChannelId) >= 0;
}
