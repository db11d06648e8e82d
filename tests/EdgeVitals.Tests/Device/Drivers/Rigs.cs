using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;

namespace EdgeVitals.Tests.Device.Drivers;

/// <summary>A driver on its emulated chip, with a source whose every value says when it was: a value that the source
/// did not have, or not at that place in time, is a violation.</summary>
internal abstract class Rig
{
    public VirtualClock Clock { get; } = new();

    public abstract BusFaults Faults { get; }

    /// <summary>Values that the driver gave and that were right.</summary>
    public int Good { get; protected set; }

    public List<string> Violations { get; } = [];

    public abstract int Start();

    /// <summary>Lets time pass as the chip needs, and serves it once.</summary>
    public abstract int Step();

    public abstract int Stop();

    /// <summary>Steps in which a healthy chip gives a value at least once.</summary>
    public virtual int Steps => 6;

    /// <summary>Bits whose inversion the driver can notice: byte and mask.</summary>
    public virtual (int Byte, int Bits)[] Inversions => [(0, 0x80), (0, 0x01), (1, 0x80), (1, 0x01), (2, 0x10)];

    protected void Check(bool right, string what)
    {
        if (right) Good++;
        else Violations.Add(what);
    }

    public static Rig Of(string chip) => chip switch
    {
        "MAX30102" => new OximeterRig(),
        "TMP117" => new ThermometerRig(),
        "MLX90614" => new InfraredRig(),
        "ADXL345" => new MotionRig(),
        "ADXL345 armed" => new ArmedRig(),
        "ADS1115" => new ConverterRig(),
        "MAX17048" => new GaugeRig(),
        _ => throw new ArgumentException(chip),
    };
}

internal sealed class OximeterRig : Rig, IOpticalSource
{
    private readonly Max30102Twin twin;
    private readonly Max30102 driver;
    private long next;

    public OximeterRig()
    {
        twin = new Max30102Twin(Clock, this);
        driver = new Max30102(twin, twin, Clock);
    }

    public override BusFaults Faults => twin.Faults;

    // The six bits above a sample are always zero; the others nobody can check, see the FIFO's own test.
    public override (int, int)[] Inversions => [(0, 0x80), (0, 0x04)];

    public void Read(long micros, out int red, out int infrared)
    {
        red = 90_000;
        infrared = 100_000 + (int)(micros / 10_000);
    }

    public override int Start()
    {
        next = Clock.Micros() / 10_000 + 1;
        return driver.Start(Max30102.DefaultAmplitude);
    }

    public override int Step()
    {
        Clock.Advance(170_000);
        int status = driver.Service();
        for (int i = 0; i < driver.Count; i++)
        {
            long place = driver.Infrared[i] - 100_000 - next;
            Check(place == 0 && driver.Red[i] == 90_000, $"{driver.Red[i]} {driver.Infrared[i]} at {next}");
            next++;
        }
        next += driver.Lost;
        return status;
    }

    public override int Stop() => driver.Stop();
}

internal sealed class ThermometerRig : Rig, ITemperatureSource
{
    private readonly Tmp117Twin twin;
    private readonly Tmp117 driver;

    public ThermometerRig()
    {
        twin = new Tmp117Twin(Clock, this);
        driver = new Tmp117(twin);
    }

    public override BusFaults Faults => twin.Faults;

    public int MilliCelsius(long micros) => 30_000 + (int)(micros / 100_000) * 10;

    public override int Start() => driver.Start();

    public override int Step()
    {
        Clock.Advance(700_000);
        int status = driver.Read();
        int now = MilliCelsius(Clock.Micros());
        bool right = now - driver.MilliCelsius is >= -9 and <= 90;
        if (status == DriverStatus.Ok) Check(right, $"{driver.MilliCelsius} at {now}");
        return status;
    }

    public override int Stop() => DriverStatus.Ok;
}

internal sealed class InfraredRig : Rig, ITemperatureSource
{
    private readonly Mlx90614Twin twin;
    private readonly Mlx90614 driver;

    public InfraredRig()
    {
        twin = new Mlx90614Twin(Clock, this, new Skin(22_000));
        driver = new Mlx90614(twin);
    }

    public override BusFaults Faults => twin.Faults;

    public int MilliCelsius(long micros) => 30_000 + (int)(micros / 1_000_000) * 20;

    public override int Start() => driver.Start();

    public override int Step()
    {
        Clock.Advance(1_000_000);
        int status = driver.Read();
        int now = MilliCelsius(Clock.Micros());
        bool right = now - driver.ObjectMilliCelsius is >= -10 and <= 30
            && driver.AmbientMilliCelsius is >= 21_990 and <= 22_010;
        if (status == DriverStatus.Ok) Check(right, $"{driver.ObjectMilliCelsius} at {now}");
        return status;
    }

    public override int Stop() => driver.Sleep();

    public void Wake() => twin.HoldDataLow(Mlx90614.WakeMicros);
}

internal sealed class MotionRig : Rig, IMotionSource
{
    private readonly Adxl345 driver;
    private long next;

    public MotionRig(bool line = true)
    {
        Twin = new Adxl345Twin(Clock, this);
        driver = new Adxl345(Twin, line ? Twin : null, Clock);
    }

    public Adxl345Twin Twin { get; }

    public long StepMicros { get; set; } = 680_000;

    public override BusFaults Faults => Twin.Faults;

    // The upper bits of a sample repeat its sign; the others nobody can check.
    public override (int, int)[] Inversions => [(1, 0x80), (1, 0x08), (5, 0x10)];

    public void Read(long micros, out int x, out int y, out int z)
    {
        x = (int)(micros / 40_000) % 500 * 4;
        y = -x;
        z = 1000;
    }

    public override int Start()
    {
        next = Clock.Micros() / 40_000 + 1;
        return driver.Start();
    }

    public override int Step()
    {
        Clock.Advance(StepMicros);
        int status = driver.Service();
        for (int i = 0; i < driver.Count; i++)
        {
            int x = (int)(next % 500) * 4;
            bool right = Math.Abs(driver.X[i] - x) <= 2 && Math.Abs(driver.Y[i] + x) <= 2 && driver.Z[i] == 1000;
            Check(right, $"{driver.X[i]} {driver.Y[i]} {driver.Z[i]}, not {x}");
            next++;
        }
        next += driver.Lost;
        return status;
    }

    public override int Stop() => driver.Stop();
}

/// <summary>Waits for a motion that comes once, in the third step.</summary>
internal sealed class ArmedRig : Rig, IMotionSource
{
    private readonly Adxl345Twin twin;
    private readonly Adxl345 driver;
    private long moves;

    public ArmedRig()
    {
        twin = new Adxl345Twin(Clock, this);
        driver = new Adxl345(twin, twin, Clock);
    }

    public override BusFaults Faults => twin.Faults;

    // An inverted activity bit is a false wake and no value; any other bit of that register is unused here.
    public override (int, int)[] Inversions => [(0, 0x80), (1, 0x08), (2, 0x10), (5, 0x20)];

    public void Read(long micros, out int x, out int y, out int z)
    {
        x = micros >= moves && micros < moves + 1_000_000 ? 400 : 0;
        y = 0;
        z = 1000;
    }

    public override int Start()
    {
        moves = Clock.Micros() + 2_500_000;
        return driver.Arm(150);
    }

    public override int Step()
    {
        Clock.Advance(1_000_000);
        int status = driver.TakeMotion();
        if (status == DriverStatus.Ok) Check(Clock.Micros() >= moves, "motion before there was any");
        return status;
    }

    public override int Stop() => driver.Stop();
}

/// <summary>Slot k shows k µV at the electrodes; second s shows 4000 + s nS.</summary>
internal sealed class ConverterRig : Rig, IAnalogSource, IInterruptLine
{
    private long start;
    private long next;

    public ConverterRig()
    {
        Twin = new Ads1115Twin(Clock, this);
        Driver = new Ads1115(Twin, this, Clock);
    }

    public Ads1115Twin Twin { get; }

    public Ads1115 Driver { get; }

    public bool LeadsAreOff { get; set; }

    public long SkinValues { get; private set; }

    public bool WithEcg { get; set; } = true;

    public bool WithSkin { get; set; } = true;

    public override BusFaults Faults => Twin.Faults;

    public override int Steps => 12;

    public bool IsAsserted() => LeadsAreOff;

    public int Microvolts(long micros, int input)
    {
        if (input == 3) return 1_650_000;
        if (input == 0) return 1_650_000 + 1_100 * (int)((micros - start) / 8_000 % 1_000);
        double siemens = SkinAt(micros) * 1e-9;
        return input == 1 ? (int)Math.Round(0.5e6 * siemens * 47e3 / (1 + siemens * 47e3)) : 0;
    }

    public override int Start()
    {
        start = Clock.Micros();
        next = 0;
        return Driver.Start(WithEcg, WithSkin);
    }

    public override int Step()
    {
        long due = Driver.NextDue();
        Clock.Advance(due == long.MaxValue ? 8_000 : Math.Max(0, due - Clock.Micros()));
        int status = Driver.Service();
        next += Driver.Lost;
        if (Driver.Count > 0)
        {
            Check(Math.Abs(Driver.EcgMicrovolts - next % 1_000) <= 1, $"{Driver.EcgMicrovolts} at slot {next}");
            next++;
        }
        if (Driver.SkinCount > 0)
        {
            SkinValues++;
            Check(Math.Abs(Driver.SkinNanosiemens - SkinAt(Clock.Micros())) <= 2, $"{Driver.SkinNanosiemens} nS");
        }
        return status;
    }

    public override int Stop() => Driver.Stop();

    private long SkinAt(long micros) => 4_000 + 100 * (micros / 1_000_000);
}

internal sealed class GaugeRig : Rig, IBatterySource
{
    private readonly Max17048Twin twin;

    public GaugeRig()
    {
        twin = new Max17048Twin(Clock, this);
        Driver = new Max17048(twin);
    }

    public Max17048 Driver { get; }

    public override BusFaults Faults => twin.Faults;

    public int Permille(long micros) => 900 - (int)(micros / 1_000_000);

    public int Millivolts(long micros) => 4_000 - (int)(micros / 1_000_000);

    public override int Start() => Driver.Start();

    public override int Step()
    {
        Clock.Advance(2_000_000);
        int status = Driver.Read();
        bool right = Driver.Permille - Permille(Clock.Micros()) is 0 or 1
            && Driver.Millivolts - Millivolts(Clock.Micros()) is 0 or 1
            && Driver.RatePermillePerHour is < -3590 and > -3610;
        if (status == DriverStatus.Ok)
        {
            Check(right, $"{Driver.Permille} {Driver.Millivolts} {Driver.RatePermillePerHour} at {Clock.Micros()}");
        }
        return status;
    }

    public override int Stop() => DriverStatus.Ok;
}
