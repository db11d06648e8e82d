namespace EdgeVitals.Emulation.Wearers;

/// <summary>Levels of a scenario at whole seconds, the latest few kept: every signal of a wearer asks for the same ones
/// again and again.</summary>
internal sealed class LevelTimeline
{
    // A power of two; red light, motion and the finger's delayed blood are some 20 s apart.
    private const int Kept = 64;

    private readonly VitalScenario scenario;
    private readonly HourCache? hours;
    private readonly long[] seconds = new long[Kept];
    private readonly VitalTruth[] levels = new VitalTruth[Kept];

    public LevelTimeline(VitalScenario scenario)
    {
        this.scenario = scenario;
        hours = scenario.Daily is null ? null : new HourCache(scenario.Daily);
        Array.Fill(seconds, -1);
    }

    /// <summary>Level of a second. The reference holds until 64 other seconds were asked for: take it last.</summary>
    public ref readonly VitalTruth At(long second)
    {
        int place = (int)(second & (Kept - 1));
        if (seconds[place] != second)
        {
            levels[place] = scenario.LevelAt(second, hours);
            seconds[place] = second;
        }
        return ref levels[place];
    }

    /// <summary>State at any moment, not only at whole seconds.</summary>
    public VitalTruth Exactly(double moment) => scenario.LevelAt(moment, hours);

    /// <summary>Saturation joined by straight lines between whole seconds, %.</summary>
    public double SpO2At(double moment)
    {
        long second = (long)Math.Floor(moment);
        double here = At(second).SpO2;
        double next = At(second + 1).SpO2;
        return here + (next - here) * (moment - second);
    }
}

/// <summary>Hours of a person, the latest few kept: a level needs two neighbours.</summary>
internal sealed class HourCache(FeatureWearer person)
{
    private readonly int[] hours = [-1, -1, -1, -1];
    private readonly HourlyTruth[] truths = new HourlyTruth[4];

    public HourlyTruth At(int hour)
    {
        int place = hour & 3;
        if (hours[place] != hour)
        {
            truths[place] = person.At(hour);
            hours[place] = hour;
        }
        return truths[place];
    }
}
