using EdgeVitals.Emulation.Chips;

namespace EdgeVitals.Tests.Emulation;

/// <summary>Light that a test knows: a function of time, and how often and in which order it was asked.</summary>
internal sealed class FixedLight(Func<long, (int Red, int Infrared)> light) : IOpticalSource
{
    private long latest = -1;

    public FixedLight(int red, int infrared)
        : this(_ => (red, infrared))
    {
    }

    public int Calls { get; private set; }

    public List<long> Times { get; } = [];

    public void Read(long micros, out int red, out int infrared)
    {
        Assert.True(micros >= latest, $"The twin went back from {latest} to {micros} µs.");
        latest = micros;
        Calls++;
        if (Times.Count < 100_000)
        {
            Times.Add(micros);
        }
        (red, infrared) = light(micros);
    }
}

internal sealed class FixedTemperature(Func<long, int> milliCelsius) : ITemperatureSource
{
    public FixedTemperature(int milliCelsius)
        : this(_ => milliCelsius)
    {
    }

    public int MilliCelsius(long micros) => milliCelsius(micros);
}
