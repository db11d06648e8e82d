namespace EdgeVitals.Device;

/// <summary>Whether the device is on a body, from light, pulse, movement and skin temperature, once a second; any of
/// them may be absent.</summary>
/// <remarks>
/// Each second adds points to a sum held within −600..600; worn from 200 on, not worn from −200 on, in between as
/// before. Delays that follow: laid on a table out of contact at most 14 s while the sensor is warm (5 s once it is
/// cold), and the same within 40 s on a cold surface that reflects like skin; put on with light and
/// pulse 10 s; by movement and warmth alone 10 s. Asleep (still, warm, contact) the sum rises. Movement alone cannot tell
/// sleep from a table: then stillness of a quarter of an hour is taken for not worn, and a night's sleep too.
/// State: under 50 bytes.
/// </remarks>
public sealed class WearDetector
{
    /// <summary>Nothing was known yet.</summary>
    public const int Unknown = 0;

    /// <summary>On a body.</summary>
    public const int Worn = 1;

    /// <summary>Not on a body.</summary>
    public const int NotWorn = 2;

    /// <summary>A witness that is not there, or did not answer in this second.</summary>
    public const int Absent = int.MinValue;

    private const int Most = 600;
    private const int Enough = 200;

    // A pulse in the light is a body, cold hands or not; light that comes back without one may be a table; no light is
    // the best witness against, but a loose strap in motion has it too: warmth and movement together stand against it.
    private const int Pulse = 120;
    private const int Light = 60;
    private const int LightWithoutPulse = 20;
    private const int Dark = -80;
    private const int Moves = 40;
    private const int Lies = -20;
    private const int LiesAlone = -1;
    private const int Warm = 40;
    private const int Cold = -60;

    // Skin under a sensor is 30..36 °C, a room up to 27; between them neither is said.
    private const int WarmMilliCelsius = 30000;
    private const int ColdMilliCelsius = 27000;

    private int _sum;

    /// <summary>Unknown, Worn or NotWorn.</summary>
    public int State { get; private set; }

    /// <summary>Takes what a second showed.</summary>
    /// <param name="contact">Above 0 where the light comes back as from skin for most of the second, 0 where not, or
    /// Absent.</param>
    /// <param name="pulseQuality">Quality of the heart rate, 1..100, 0 without one, or Absent.</param>
    /// <param name="activity">Level of movement, milli-g, or Absent.</param>
    /// <param name="milliCelsius">Temperature at the skin side, or Absent.</param>
    public void Second(int contact, int pulseQuality, int activity, int milliCelsius)
    {
        int points = 0;
        bool others = false;
        if (contact != Absent)
        {
            others = true;
            points += contact <= 0 ? Dark : LightPoints(pulseQuality);
        }
        if (milliCelsius != Absent)
        {
            others = true;
            if (milliCelsius >= WarmMilliCelsius) points += Warm;
            else if (milliCelsius < ColdMilliCelsius) points += Cold;
        }
        if (activity != Absent)
        {
            points += activity >= ActivityMeter.MovingMilliG ? Moves : others ? Lies : LiesAlone;
        }
        _sum += points;
        if (_sum > Most) _sum = Most;
        if (_sum < -Most) _sum = -Most;
        if (_sum >= Enough) State = Worn;
        else if (_sum <= -Enough) State = NotWorn;
    }

    private static int LightPoints(int pulseQuality)
    {
        return pulseQuality == Absent ? Light : pulseQuality > 0 ? Pulse : LightWithoutPulse;
    }

    /// <summary>Nothing is known any more.</summary>
    public void Restart()
    {
        _sum = 0;
        State = Unknown;
    }
}
