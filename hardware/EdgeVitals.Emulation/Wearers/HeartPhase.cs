using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Emulation.Wearers;

/// <summary>
/// Beats as a continuous phase: its whole part counts beats, its fraction is the place within the beat. The heart
/// rate is integrated on a grid of seconds; the variability is added in closed form, as narrow bands around 0.1 Hz
/// and the respiratory rate with a power ratio of 0.5 (McSharry et al. 2003), so that the phase does not depend on
/// how often or how far apart it is asked for.
/// </summary>
internal sealed class HeartPhase
{
    private const int TonesPerBand = 3;
    private const double LowBandHertz = 0.1;
    private const double BandwidthHertz = 0.01;
    private const double LowToHighPower = 0.5;

    private readonly VitalScenario scenario;
    private readonly double[] toneHertz = new double[2 * TonesPerBand];
    private readonly double[] toneAmplitude = new double[2 * TonesPerBand];
    private readonly double[] toneOffset = new double[2 * TonesPerBand];
    private long second;
    private double phaseAtSecond;
    private VitalTruth here;
    private VitalTruth next;

    public HeartPhase(VitalScenario scenario, SeededNoise noise)
    {
        this.scenario = scenario;
        RespirationHertz = scenario.LevelAt(0).RespiratoryRate / 60;
        double lowPower = scenario.Variability * scenario.Variability * LowToHighPower / (1 + LowToHighPower);
        double highPower = scenario.Variability * scenario.Variability / (1 + LowToHighPower);
        for (int tone = 0; tone < toneHertz.Length; tone++)
        {
            bool low = tone < TonesPerBand;
            double spread = BandwidthHertz * (tone % TonesPerBand - 1);
            toneHertz[tone] = (low ? LowBandHertz : RespirationHertz) + spread;
            toneAmplitude[tone] = Math.Sqrt(2 * (low ? lowPower : highPower) / TonesPerBand);
            toneOffset[tone] = 2 * Math.PI * noise.Uniform(Streams.Waveform, tone);
        }
        Restart();
    }

    /// <summary>A phase of the same heart that went further already: what it integrated is taken over instead of being
    /// integrated again, which matters after hours of sleep.</summary>
    public HeartPhase? Other { get; set; }

    /// <summary>Frequency of the respiration in baseline, amplitude and timing, Hz.</summary>
    public double RespirationHertz { get; }

    /// <summary>Phase in beats since device tick zero.</summary>
    public double At(double seconds, out VitalTruth level)
    {
        long whole = (long)Math.Floor(seconds);
        if (whole < second)
        {
            Restart();
        }
        if (Other is not null && Other.second > second && Other.second <= whole) TakeOver(Other);
        while (second < whole)
        {
            phaseAtSecond += (here.HeartRate + next.HeartRate) / 120;
            second++;
            here = next;
            next = scenario.LevelAt(second + 1);
        }
        double part = seconds - whole;
        double slope = (next.HeartRate - here.HeartRate) / 60;
        double hertz = here.HeartRate / 60 + slope * part;
        level = here with
        {
            HeartRate = hertz * 60,
            SpO2 = here.SpO2 + (next.SpO2 - here.SpO2) * part,
            Temperature = here.Temperature + (next.Temperature - here.Temperature) * part,
        };
        double phase = phaseAtSecond + (here.HeartRate / 60 + slope * part / 2) * part;
        for (int tone = 0; tone < toneHertz.Length; tone++)
        {
            double angular = 2 * Math.PI * toneHertz[tone];
            phase += hertz * toneAmplitude[tone] / angular * Math.Sin(angular * seconds + toneOffset[tone]);
        }
        return phase;
    }

    private void TakeOver(HeartPhase other)
    {
        second = other.second;
        phaseAtSecond = other.phaseAtSecond;
        here = other.here;
        next = other.next;
    }

    private void Restart()
    {
        second = 0;
        phaseAtSecond = 0;
        here = scenario.LevelAt(0);
        next = scenario.LevelAt(1);
    }
}
