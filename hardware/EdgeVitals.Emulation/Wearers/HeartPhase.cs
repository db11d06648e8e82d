using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Emulation.Wearers;

/// <summary>
/// Beats and breaths as continuous phases by device time: the whole part counts, the fraction is the place within. The
/// rates are integrated on a grid of seconds; the variability is added in closed form, as Gaussian bands around 0.1 Hz
/// and the respiratory rate with a power ratio of 0.5 (McSharry et al. 2003, eq. 2), so that the phase does not depend
/// on how often or how far apart it is asked for.
/// </summary>
/// <remarks>
/// A band is eight tones of equal power at the quantiles of its Gaussian. Intervals average the rate over a beat, which
/// weakens a tone of f Hz by sinc(f T); the tones are stronger by as much, so that the spread and the ratio are those
/// of the intervals. The tones are summed four times a second and joined by cubics (error below 1e-5 beats).
/// </remarks>
internal sealed class HeartPhase
{
    private const int TonesPerBand = 8;
    private const int CellsASecond = 4;
    private const double CellSeconds = 1.0 / CellsASecond;
    private const double WeakestSinc = 0.6;

    // Quantiles of the standard normal at 1/16, 3/16, .. 15/16.
    private static readonly double[] Quantile =
        [-1.5341, -0.8871, -0.4888, -0.1573, 0.1573, 0.4888, 0.8871, 1.5341];

    private readonly HeartIntegral integral;
    private readonly double[] amplitude = new double[2 * TonesPerBand];
    private readonly double[] offset = new double[2 * TonesPerBand];
    private long second;
    private double beatsAtSecond;
    private double breathsAtSecond;
    private long loadedSecond = -1;
    private double beatHertz;
    private double beatSlope;
    private double breathHertz;
    private double breathSlope;
    private long cell = -1;
    private double shiftBefore;
    private double rateBefore;
    private double shiftAfter;
    private double rateAfter;

    public HeartPhase(VitalScenario scenario, HeartIntegral integral, SeededNoise noise)
    {
        this.integral = integral;
        VitalTruth first = integral.Levels.At(0);
        double total = scenario.Variability * scenario.Variability;
        double low = total * WearerParameters.LowToHighPower / (1 + WearerParameters.LowToHighPower);
        for (int tone = 0; tone < amplitude.Length; tone++)
        {
            bool isLow = tone < TonesPerBand;
            double center = isLow ? WearerParameters.LowBandHertz : first.RespiratoryRate / 60;
            double hertz = center + WearerParameters.BandwidthHertz * Quantile[tone % TonesPerBand];
            double half = Math.PI * hertz * 60 / first.HeartRate;
            double sinc = Math.Max(WeakestSinc, Math.Sin(half) / half);
            amplitude[tone] = Math.Sqrt(2 * (isLow ? low : total - low) / TonesPerBand) / sinc;
            offset[tone] = 2 * Math.PI * noise.Uniform(Streams.Waveform, tone);
        }
    }

    /// <summary>Beats since device tick zero.</summary>
    public double Beats { get; private set; }

    /// <summary>Breaths since device tick zero.</summary>
    public double Breaths { get; private set; }

    /// <summary>Beats a second at this moment, variability included.</summary>
    public double Hertz { get; private set; }

    /// <summary>Beats a second without the variability.</summary>
    public double MeanHertz { get; private set; }

    /// <summary>Moves to a moment, s, zero or later.</summary>
    public void MoveTo(double seconds)
    {
        long whole = (long)Math.Floor(seconds);
        if (whole != loadedSecond) Load(whole);
        long place = (long)Math.Floor(seconds * CellsASecond);
        if (place != cell) LoadCell(place);
        double part = seconds - whole;
        double x = seconds * CellsASecond - place;
        // Cubic through both ends' values and slopes, and its derivative.
        double difference = shiftAfter - shiftBefore;
        double first = CellSeconds * rateBefore - difference;
        double last = difference - CellSeconds * rateAfter;
        double bow = first * (1 - x) + last * x;
        double shift = shiftBefore + x * difference + x * (1 - x) * bow;
        double slope = (difference + (1 - 2 * x) * bow + x * (1 - x) * (last - first)) * CellsASecond;
        MeanHertz = beatHertz + beatSlope * part;
        Hertz = MeanHertz * (1 + slope);
        Beats = beatsAtSecond + (beatHertz + beatSlope * part / 2) * part + MeanHertz * shift;
        Breaths = BreathsAt(part);
    }

    /// <summary>Breaths since device tick zero, where nothing else is needed: the tones are not summed.</summary>
    public double BreathsUpTo(double seconds)
    {
        long whole = (long)Math.Floor(seconds);
        if (whole != loadedSecond) Load(whole);
        return BreathsAt(seconds - whole);
    }

    private double BreathsAt(double part) => breathsAtSecond + (breathHertz + breathSlope * part / 2) * part;

    private void Load(long whole)
    {
        integral.Seek(ref second, ref beatsAtSecond, ref breathsAtSecond, whole);
        loadedSecond = whole;
        VitalTruth here = integral.Levels.At(whole);
        VitalTruth next = integral.Levels.At(whole + 1);
        beatHertz = here.HeartRate / 60;
        beatSlope = (next.HeartRate - here.HeartRate) / 60;
        breathHertz = here.RespiratoryRate / 60;
        breathSlope = (next.RespiratoryRate - here.RespiratoryRate) / 60;
    }

    private void LoadCell(long place)
    {
        int quarter = (int)(place - loadedSecond * CellsASecond);
        // Within a second a cell begins with what the last one ended with, bit for bit.
        if (place == cell + 1 && quarter > 0) (shiftBefore, rateBefore) = (shiftAfter, rateAfter);
        else Tones(quarter * CellSeconds, out shiftBefore, out rateBefore);
        Tones((quarter + 1) * CellSeconds, out shiftAfter, out rateAfter);
        cell = place;
    }

    /// <summary>Time by which variability shifts the beats, s, and its derivative.</summary>
    private void Tones(double part, out double shift, out double rate)
    {
        double seconds = loadedSecond + part;
        double breaths = BreathsAt(part);
        double breath = breathHertz + breathSlope * part;
        shift = 0;
        rate = 0;
        for (int tone = 0; tone < amplitude.Length; tone++)
        {
            bool isLow = tone < TonesPerBand;
            double aside = WearerParameters.BandwidthHertz * Quantile[tone % TonesPerBand];
            double angular = 2 * Math.PI * ((isLow ? WearerParameters.LowBandHertz : breath) + aside);
            double cycles = (isLow ? WearerParameters.LowBandHertz * seconds : breaths) + aside * seconds;
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * cycles + offset[tone]);
            shift += amplitude[tone] / angular * sine;
            rate += amplitude[tone] * cosine;
        }
    }
}
