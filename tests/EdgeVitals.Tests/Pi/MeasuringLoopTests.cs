using System.Device.Gpio;
using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Gpio;
using EdgeVitals.Emulation.Wearers;
using EdgeVitals.Pi;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Pi;

/// <summary>The Pi's loop on six emulated chips through the real I2C and GPIO adapters, in virtual time.</summary>
public sealed class MeasuringLoopTests(ITestOutputHelper output)
{
    private const long Seconds = 60;
    private const int Window = 10;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Interrupts_bring_the_samples_that_polling_brings_with_fewer_looks(bool ecg)
    {
        Run interrupts = Measure(new Setup { Ecg = ecg });
        Run without = Measure(new Setup { Ecg = ecg, Gpio = false });
        Run polled = Measure(new Setup { Ecg = ecg, Gpio = false, PollMicros = 2000 });
        output.WriteLine($"{(ecg ? "six chips" : "five chips, no ECG")}, {Seconds} s: {interrupts.Turns} looks with "
            + $"interrupts ({interrupts.Asked} of them asked for), {without.Turns} without, {polled.Turns} when polled "
            + $"every 2 ms; {interrupts.Frames.Count} frames");
        Assert.Equal(0, interrupts.Gaps + without.Gaps + polled.Gaps);
        AssertSame(polled, interrupts);
        AssertSame(polled, without);
        // The ECG's schedule looks so often that the oximeter's FIFO is taken before it asks; the accelerometer asks.
        Assert.True(interrupts.Asked > Seconds * (ecg ? 1 : 6), $"{interrupts.Asked} interrupts");
        Assert.True(2 * interrupts.Turns < polled.Turns);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Stuck_interrupt_lines_cost_no_sample(bool high)
    {
        Run good = Measure(new Setup { Ecg = false });
        Run stuck = Measure(new Setup { Ecg = false, Held = high ? PinValue.High : PinValue.Low });
        output.WriteLine($"lines stuck {(high ? "high" : "low")}: {stuck.Turns} looks, {stuck.Asked} asked for, "
            + $"{stuck.Gaps} gaps, {stuck.Overflow} samples lost");
        Assert.Equal((0L, 0, 0L), (stuck.Asked, stuck.Gaps, stuck.Overflow));
        AssertSame(good, stuck);
    }

    [Fact]
    public void Stuck_line_and_a_rest_of_200_ms_lose_no_sample()
    {
        Run stuck = Measure(new Setup { Ecg = false, Held = PinValue.High, PollMicros = 200_000 });
        output.WriteLine($"looked at every 200 ms: {stuck.Overflow} samples lost");
        Assert.Equal((0L, 0), (stuck.Overflow, stuck.Gaps));
    }

    private static void AssertSame(Run expected, Run actual)
    {
        Assert.Equal(expected.Sampled(), actual.Sampled());
        Assert.Equal(expected.Asks(), actual.Asks());
    }

    private static Run Measure(Setup setup)
    {
        VirtualClock clock = new();
        WaveformWearer wearer = new(new VitalScenario(), 1);
        Max30102Twin optics = new(clock, wearer);
        Adxl345Twin motion = new(clock, wearer);
        SkinTemperatureSource forehead = new(wearer, 2);
        TwinGpioDriver gpio = new();
        InterruptWiring wiring = new();
        gpio.Wire(wiring.Optics!.Value, optics, openDrain: true, activeHigh: false);
        gpio.Wire(wiring.Motion!.Value, motion, openDrain: false, activeHigh: false);
        gpio.Wire(wiring.LeadsOff!.Value, new LeadsOffLine(wearer, clock), openDrain: false, activeHigh: true);
        if (setup.Held is PinValue level)
        {
            gpio.Hold(wiring.Optics.Value, level);
            gpio.Hold(wiring.Motion.Value, level);
        }
        using InterruptPins? pins = setup.Gpio ? new InterruptPins(new GpioController(gpio), wiring) : null;
        static GpioRegisterBus At(IRegisterBus twin, int address) => new(new TwinI2cDevice(twin, 1, address));
        using SensorBoard board = new("twins behind adapters", new SensorBuses
        {
            Optics = At(optics, Max30102.Address), OpticsLine = pins?.Optics,
            Thermometer = At(new Tmp117Twin(clock, wearer), Tmp117.Address),
            Infrared = At(new Mlx90614Twin(clock, forehead, forehead.Ambient), Mlx90614.Address),
            Motion = At(motion, Adxl345.Address), MotionLine = pins?.Motion,
            Converter = setup.Ecg ? At(new Ads1115Twin(clock, wearer), Ads1115.Address) : null,
            LeadsOff = pins?.LeadsOff,
            Gauge = At(new Max17048Twin(clock, new BatteryCell(500, 70, 950)), Max17048.Address),
        }, clock);
        Run run = new();
        using CancellationTokenSource stop = new();
        Rest rest = new(clock, setup, gpio, stop);
        if (pins is not null) pins.Asked += rest.Ask;
        PowerManager power = new(board.Sampler(run, Window), board.Motion, clock, new PowerPlan { Continuous = true });
        MeasuringLoop loop = new(board, power, static () => 0, rest, static () => { });
        loop.Run(stop.Token);
        run.Turns = loop.Turns;
        run.Asked = loop.Asked;
        run.Overflow = board.OverflowSamples;
        return run;
    }

    private sealed record Setup
    {
        public required bool Ecg { get; init; }

        public bool Gpio { get; init; } = true;

        public PinValue? Held { get; init; }

        /// <summary>Looks at fixed times, whatever the loop asks for; 0: as it asks.</summary>
        public long PollMicros { get; init; }
    }

    /// <summary>Moves the twins' clock in steps of a quarter of a millisecond and hears the edges on the way.</summary>
    private sealed class Rest(VirtualClock clock, Setup setup, TwinGpioDriver gpio, CancellationTokenSource end) : IRest
    {
        private const long StepMicros = 250;
        private const long ShortestMicros = 1000;

        // Half a window past the last one, so that no frame's end depends on the moment of stopping.
        private const long EndMicros = (Seconds + Window / 2) * 1_000_000;

        private bool _asked;

        public void Ask() => _asked = true;

        public bool Until(long micros, CancellationToken stop)
        {
            long start = clock.Micros();
            long until = setup.PollMicros > 0 ? start + setup.PollMicros : Math.Max(micros, start + ShortestMicros);
            while (true)
            {
                gpio.Step();
                long now = clock.Micros();
                if (now >= EndMicros) end.Cancel();
                if (stop.IsCancellationRequested || now >= until) break;
                if (_asked && now >= start + ShortestMicros) break;
                clock.Advance(Math.Min(StepMicros, until - now));
            }
            bool asked = _asked && setup.PollMicros == 0;
            _asked = false;
            return asked;
        }
    }

    private sealed class Run : IFrameSink
    {
        public List<(int Channel, long Start, int[] Values)> Frames { get; } = [];

        public long Turns { get; set; }

        public long Asked { get; set; }

        public long Overflow { get; set; }

        /// <summary>Gaps for a reason other than a wearer's: samples that the board lost.</summary>
        public int Gaps { get; private set; }

        public void Append(Frame frame)
        {
            for (int i = 0; i < frame.GapCount; i++)
            {
                Gaps += frame.GapReasons[i] is GapReason.Overflow or GapReason.BusFault ? 1 : 0;
            }
            if (frame.StartTicks >= Seconds * 1_000_000) return;
            Frames.Add((frame.ChannelId, frame.StartTicks, [.. Enumerable.Range(0, frame.Count).Select(frame.ValueAt)]));
        }

        /// <summary>Frames of the chips that sample by their own clock: start and every number. No moment of looking
        /// may change them.</summary>
        public string[] Sampled() => [.. Frames.Where(frame => IsSampledByItself(frame.Channel))
            .Select(frame => $"{frame.Channel} at {frame.Start}: {string.Join(',', frame.Values)}")
            .Order(StringComparer.Ordinal)];

        /// <summary>Frames of the chips that measure when they are asked: which, and how many numbers. The numbers are
        /// those of the moment.</summary>
        public string[] Asks() => [.. Frames.Where(frame => !IsSampledByItself(frame.Channel))
            .Select(frame => $"{frame.Channel} {frame.Values.Length}").Order(StringComparer.Ordinal)];

        private static bool IsSampledByItself(int channel) =>
            channel == Channels.HeartRate.Id || channel == Channels.SpO2.Id || channel == Channels.PlethInfrared.Id
            || channel == Channels.Activity.Id || channel == Channels.AccelerationX.Id
            || channel == Channels.AccelerationY.Id || channel == Channels.AccelerationZ.Id;
    }
}
