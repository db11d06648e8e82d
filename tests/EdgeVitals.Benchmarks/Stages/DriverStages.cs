using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Wearers;

namespace EdgeVitals.Benchmarks;

/// <summary>One read of each driver from a recorded bus.</summary>
internal static class DriverStages
{
    /// <summary>A drain of the oximeter as its interrupt asks for it; a sample is red and infrared.</summary>
    public static Stage Max30102()
    {
        const int samples = 17;
        return Of("driver MAX30102, FIFO of 17", samples, (clock, wearer) => new Max30102Twin(clock, wearer),
            (bus, clock) =>
            {
                Max30102 driver = new(bus, null, clock);
                return (() => driver.Start(Device.Max30102.DefaultAmplitude),
                    () => driver.Drain() == DriverStatus.Ok ? driver.Count : 0);
            },
            samples * Device.Max30102.PeriodMicros);
    }

    /// <summary>The same of the accelerometer; a sample is three axes.</summary>
    public static Stage Adxl345()
    {
        const int samples = 16;
        return Of("driver ADXL345, FIFO of 16", samples, (clock, wearer) => new Adxl345Twin(clock, wearer),
            (bus, clock) =>
            {
                Adxl345 driver = new(bus, null, clock);
                return (driver.Start, () => driver.Drain() == DriverStatus.Ok ? driver.Count : 0);
            },
            samples * Device.Adxl345.PeriodMicros);
    }

    /// <summary>A slot of the converter: the result of one conversion, the start of the next.</summary>
    public static Stage Ads1115() => Of("driver ADS1115, ECG slot", 1,
        (clock, wearer) => new Ads1115Twin(clock, wearer),
        (bus, clock) =>
        {
            Ads1115 driver = new(bus, null, clock);
            return (() => driver.Start(true, false) | driver.Service(),
                () => driver.Service() == DriverStatus.Ok ? driver.Count : 0);
        },
        Device.Ads1115.EcgPeriodMicros);

    /// <summary>A temperature by contact.</summary>
    public static Stage Tmp117() => Of("driver TMP117", 1, (clock, wearer) => new Tmp117Twin(clock, wearer),
        (bus, _) =>
        {
            Tmp117 driver = new(bus);
            return (driver.Start, () => driver.Read() == DriverStatus.Ok ? 1 : 0);
        });

    /// <summary>A temperature by infrared, with its check byte.</summary>
    public static Stage Mlx90614() => Of("driver MLX90614, with PEC", 1, (clock, wearer) =>
        {
            SkinTemperatureSource forehead = new(wearer, wearer.Seed);
            return new Mlx90614Twin(clock, forehead, forehead.Ambient);
        },
        (bus, _) =>
        {
            Mlx90614 driver = new(bus);
            return (driver.Start, () => driver.Read() == DriverStatus.Ok ? 1 : 0);
        });

    /// <summary>Charge, voltage and rate of the cell.</summary>
    public static Stage Max17048() => Of("driver MAX17048", 1,
        (clock, _) => new Max17048Twin(clock, new BatteryCell(500, 70, 950)),
        (bus, _) =>
        {
            Max17048 driver = new(bus);
            return (driver.Start, () => driver.Read() == DriverStatus.Ok ? 1 : 0);
        });

    private static Stage Of(string name, int samples, Func<VirtualClock, WaveformWearer, IRegisterBus> chip,
        Func<IRegisterBus, VirtualClock, (Func<int> Start, Func<int> Read)> driver, long stepMicros = 2_000_000)
    {
        VirtualClock clock = new();
        RecordedBus bus = new(chip(clock, new WaveformWearer(new VitalScenario(), 1)));
        Func<int> read = Begin();
        bus.Mark();
        clock.Advance(stepMicros);
        if (read() != samples) throw new InvalidOperationException($"{name}: no clean read to record");
        bus.Replay();
        read = Begin();
        return new Stage(name, samples, () =>
        {
            clock.Advance(stepMicros);
            return read();
        });

        Func<int> Begin()
        {
            (Func<int> start, Func<int> once) = driver(bus, clock);
            int status = start();
            return status == DriverStatus.Ok ? once
                : throw new InvalidOperationException($"{name}: {DriverStatus.Text(status)}");
        }
    }
}
