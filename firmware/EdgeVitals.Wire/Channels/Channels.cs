namespace EdgeVitals.Wire;

/// <summary>Every built-in channel. The ranges say what a sensor can truly measure on a living person; a value outside
/// is an artefact and travels as a gap, never as a number. A maker's own chips take <see cref="Channel.Vendor"/>.
/// </summary>
/// <remarks>MDC codes (ISO/IEEE 11073-10101): 149530 MDC_PULS_OXIM_PULS_RATE, since the rate is the oximeter's,
/// 147842 MDC_ECG_HEART_RATE, 150456 MDC_PULS_OXIM_SAT_O2, 150364 MDC_TEMP_BODY, 151562 MDC_RESP_RATE, 150452
/// MDC_PULS_OXIM_PLETH, 150388 MDC_TEMP_SKIN, 131328 MDC_ECG_ELEC_POTL. The others have none that is sure.</remarks>
public static class Channels
{
    /// <summary>Lowest number of a maker's own channel. Built-in channels stay below, so neither can take the other's.
    /// </summary>
    public const int VendorFirst = 32768;

    /// <summary>Highest number of a channel.</summary>
    public const int VendorLast = 65535;

    /// <summary>Heart rate, 0.1 /min, 20..250 /min.</summary>
    public static readonly Channel HeartRate = new Channel(1, "heart-rate", "/min", -1, 200, 2500, "8867-4", "149530");

    /// <summary>Oxygen saturation by pulse oximetry, 0.1 %, 50..100 %.</summary>
    public static readonly Channel SpO2 = new Channel(2, "spo2", "%", -1, 500, 1000, "59408-5", "150456");

    /// <summary>Body temperature, 0.001 Cel, 25..45 Cel: skin of a person out in the cold up to the end of fever.
    /// </summary>
    public static readonly Channel BodyTemperature =
        new Channel(3, "body-temperature", "Cel", -3, 25000, 45000, "8310-5", "150364");

    /// <summary>Respiratory rate, 0.1 /min, 3..70 /min.</summary>
    public static readonly Channel RespiratoryRate =
        new Channel(4, "respiratory-rate", "/min", -1, 30, 700, "9279-1", "151562");

    /// <summary>Steps counted in the sample period, 0..30000.</summary>
    public static readonly Channel Steps = new Channel(5, "steps", "{steps}", 0, 0, 30000, "55423-8", "");

    /// <summary>Infrared LED counts of the pulse oximeter, 18 bit.</summary>
    public static readonly Channel PlethInfrared =
        new Channel(6, "pleth-infrared", "{count}", 0, 0, 262143, "", "150452");

    /// <summary>Red LED counts of the pulse oximeter, 18 bit.</summary>
    public static readonly Channel PlethRed = new Channel(7, "pleth-red", "{count}", 0, 0, 262143, "", "");

    /// <summary>Skin temperature without contact, 0.001 Cel, 15..45 Cel.</summary>
    public static readonly Channel SkinTemperature =
        new Channel(8, "skin-temperature", "Cel", -3, 15000, 45000, "39106-0", "150388");

    /// <summary>Acceleration along the device's x axis, 0.001 of standard gravity, ±16 g.</summary>
    public static readonly Channel AccelerationX =
        new Channel(9, "acceleration-x", "[g]", -3, -16000, 16000, "", "");

    /// <summary>Acceleration along the y axis, as <see cref="AccelerationX"/>.</summary>
    public static readonly Channel AccelerationY =
        new Channel(10, "acceleration-y", "[g]", -3, -16000, 16000, "", "");

    /// <summary>Acceleration along the z axis, as <see cref="AccelerationX"/>.</summary>
    public static readonly Channel AccelerationZ =
        new Channel(11, "acceleration-z", "[g]", -3, -16000, 16000, "", "");

    /// <summary>Activity: mean over the sample period of | |a| - 1 g |, 0.001 of standard gravity. The absolute form of
    /// ENMO (van Hees et al. 2013, doi 10.1371/journal.pone.0061691), which needs no calibrated zero.</summary>
    public static readonly Channel Activity = new Channel(12, "activity", "[g]", -3, 0, 16000, "", "");

    /// <summary>Electrocardiogram of one lead at the electrodes, 0.001 mV, ±5 mV.</summary>
    public static readonly Channel Ecg = new Channel(13, "ecg", "mV", -3, -5000, 5000, "", "131328");

    /// <summary>Skin conductance, 0.001 uS, 0..100 uS.</summary>
    public static readonly Channel SkinConductance =
        new Channel(14, "skin-conductance", "uS", -3, 0, 100000, "", "");

    /// <summary>Charge of the device's battery, 0.1 %; of the device, not of the wearer.</summary>
    public static readonly Channel Battery = new Channel(15, "battery", "%", -1, 0, 1000, "", "");

    /// <summary>Heart rate from the beats of the ECG, 0.1 /min, 20..250 /min: a second source beside
    /// <see cref="HeartRate"/>, which is the oximeter's.</summary>
    public static readonly Channel EcgHeartRate =
        new Channel(16, "ecg-heart-rate", "/min", -1, 200, 2500, "8867-4", "147842");

    /// <summary>Respiratory rate from the height of the ECG's R waves, 0.1 /min, 3..70 /min: a second source beside
    /// <see cref="RespiratoryRate"/>, which is the oximeter's.</summary>
    public static readonly Channel EcgRespiratoryRate =
        new Channel(17, "ecg-respiratory-rate", "/min", -1, 30, 700, "9279-1", "");

    /// <summary>Every channel, by ascending id.</summary>
    public static readonly Channel[] All = new Channel[]
    {
        HeartRate, SpO2, BodyTemperature, RespiratoryRate, Steps, PlethInfrared, PlethRed,
        SkinTemperature, AccelerationX, AccelerationY, AccelerationZ, Activity, Ecg, SkinConductance, Battery,
        EcgHeartRate, EcgRespiratoryRate,
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
