namespace EdgeVitals.Wire;

/// <summary>Every channel that a device may send. The ranges say what a sensor can truly measure on a living
/// person; a value outside is an artefact and travels as a gap, never as a number.</summary>
public static class Channels
{
    /// <summary>Heart rate, 0.1 /min, 20..250 /min.</summary>
    public static readonly Channel HeartRate = new Channel(1, "heart-rate", "/min", -1, 200, 2500, "8867-4");

    /// <summary>Oxygen saturation by pulse oximetry, 0.1 %, 50..100 %.</summary>
    public static readonly Channel SpO2 = new Channel(2, "spo2", "%", -1, 500, 1000, "59408-5");

    /// <summary>Body temperature, 0.001 Cel, 25..45 Cel: skin of a person out in the cold up to the end of fever.
    /// </summary>
    public static readonly Channel BodyTemperature =
        new Channel(3, "body-temperature", "Cel", -3, 25000, 45000, "8310-5");

    /// <summary>Respiratory rate, 0.1 /min, 3..70 /min.</summary>
    public static readonly Channel RespiratoryRate =
        new Channel(4, "respiratory-rate", "/min", -1, 30, 700, "9279-1");

    /// <summary>Steps counted in the sample period, 0..30000.</summary>
    public static readonly Channel Steps = new Channel(5, "steps", "{steps}", 0, 0, 30000, "55423-8");

    /// <summary>Infrared LED counts of the pulse oximeter, 18 bit.</summary>
    public static readonly Channel PlethInfrared =
        new Channel(6, "pleth-infrared", "{count}", 0, 0, 262143, "");

    /// <summary>Red LED counts of the pulse oximeter, 18 bit.</summary>
    public static readonly Channel PlethRed = new Channel(7, "pleth-red", "{count}", 0, 0, 262143, "");

    /// <summary>Every channel, by ascending id.</summary>
    public static readonly Channel[] All = new Channel[]
    {
        HeartRate, SpO2, BodyTemperature, RespiratoryRate, Steps, PlethInfrared, PlethRed,
    };

    /// <summary>The channel of that number, or null.</summary>
    public static Channel? Find(int id)
    {
        for (int i = 0; i < All.Length; i++)
        {
            if (All[i].Id == id) return All[i];
        }
        return null;
    }

    /// <summary>The channel of that topic name, or null.</summary>
    public static Channel? FindByName(string name)
    {
        for (int i = 0; i < All.Length; i++)
        {
            if (All[i].Name == name) return All[i];
        }
        return null;
    }
}
