namespace EdgeVitals.Wire;

/// <summary>Which chip a status message speaks of. A maker's own chips take 128..255.</summary>
public static class ChipKind
{
    /// <summary>Pulse oximeter.</summary>
    public const int Max30102 = 1;

    /// <summary>Contact thermometer.</summary>
    public const int Tmp117 = 2;

    /// <summary>Infrared thermometer.</summary>
    public const int Mlx90614 = 3;

    /// <summary>Accelerometer.</summary>
    public const int Adxl345 = 4;

    /// <summary>Converter behind the ECG front end.</summary>
    public const int Ads1115 = 5;

    /// <summary>Fuel gauge.</summary>
    public const int Max17048 = 6;

    /// <summary>Part name for logs and screens.</summary>
    public static string Text(int kind)
    {
        switch (kind)
        {
            case Max30102: return "MAX30102";
            case Tmp117: return "TMP117";
            case Mlx90614: return "MLX90614";
            case Adxl345: return "ADXL345";
            case Ads1115: return "ADS1115";
            case Max17048: return "MAX17048";
            default: return "other chip";
        }
    }
}

/// <summary>State of a chip in a status message: what a driver's status means to those who cannot see the bus.</summary>
public static class ChipState
{
    /// <summary>It answers and measures.</summary>
    public const int Good = 0;

    /// <summary>It does not answer: unplugged, unpowered or broken.</summary>
    public const int Missing = 1;

    /// <summary>Another chip answers in its place.</summary>
    public const int WrongPart = 2;

    /// <summary>It answers, and what it answers cannot be relied on: broken transfers, wrong check bytes, lost settings.
    /// </summary>
    public const int Faulty = 3;

    /// <summary>Words for logs and screens.</summary>
    public static string Text(int state)
    {
        switch (state)
        {
            case Good: return "good";
            case Missing: return "missing";
            case WrongPart: return "wrong part";
            case Faulty: return "faulty";
            default: return "unknown";
        }
    }
}
