using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Emulation.Wearers;

/// <summary>What an infrared thermometer at the forehead sees: skin that follows the body's temperature, or the room.
/// </summary>
public sealed class SkinTemperatureSource : ITemperatureSource
{
    /// <summary>How much colder a forehead is than the core, °C (chosen within the textbook 1-2 °C indoors).</summary>
    public const double BelowCoreCelsius = WearerParameters.ForeheadBelowCoreCelsius;

    /// <summary>Temperature of the room and of the chip, °C.</summary>
    public const double AmbientCelsius = WearerParameters.ForeheadAmbientCelsius;

    private readonly WaveformWearer wearer;
    private readonly SeededNoise noise;

    /// <param name="wearer">Whose forehead.</param>
    /// <param name="seed">Seed of the noise.</param>
    public SkinTemperatureSource(WaveformWearer wearer, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(wearer);
        this.wearer = wearer;
        noise = new SeededNoise(seed);
    }

    /// <summary>The room, for the thermometer's own temperature.</summary>
    public ITemperatureSource Ambient { get; } = new Room();

    /// <inheritdoc/>
    public int MilliCelsius(long micros)
    {
        VitalTruth truth = wearer.TruthAt(micros);
        double celsius = truth.Contact ? truth.Temperature - BelowCoreCelsius : AmbientCelsius;
        return (int)Math.Round(1000 * (celsius
            + WearerParameters.ForeheadNoiseCelsius * noise.Normal(Streams.Forehead, micros)));
    }

    private sealed class Room : ITemperatureSource
    {
        public int MilliCelsius(long micros) => (int)(AmbientCelsius * 1000);
    }
}
