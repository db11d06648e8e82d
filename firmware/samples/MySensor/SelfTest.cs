using EdgeVitals.Device;
using MySensor.Sht31;

namespace MySensor;

/// <summary>What a maker knows before the parts arrive: the driver meets each fault of the twin with a stated code, and
/// measures again after it.</summary>
internal static class SelfTest
{
    /// <summary>Prints a line for each check; 0 when all passed.</summary>
    public static int Run()
    {
        ManualClock clock = new();
        Sht31Twin twin = new(clock) { CentiPercent = 6150 };
        Sht31Driver driver = new(twin);
        int failed = 0;

        Expect("check byte of 0xBEEF is 0x92 (data sheet, table 20)", Sht31Commands.Check(0xBE, 0xEF) == 0x92);
        Expect("a powered chip starts", driver.Start() == DriverStatus.Ok);
        Expect("no value before the first measurement", driver.Read() == DriverStatus.NotReady);
        clock.Now += 15_000;
        Expect("61.50 % is read as 61.50 %", driver.Read() == DriverStatus.Ok && driver.CentiPercent == 6150);
        Expect("the same measurement is not given twice", driver.Read() == DriverStatus.NotReady);
        clock.Now += 1_000_000;
        twin.BadReads = 1;
        Expect("a lost bit is found", driver.Read() == BusStatus.BadCheck);
        twin.IsUnplugged = true;
        Expect("a missing chip is said so", driver.Read() == BusStatus.Nack);
        twin.IsUnplugged = false;
        twin.PowerCycle();
        Expect("a lost supply is said so", driver.Read() == DriverStatus.Reset);
        Expect("and the chip starts again", driver.Start() == DriverStatus.Ok);
        clock.Now += 15_000;
        Expect("and measures", driver.Read() == DriverStatus.Ok && driver.CentiPercent == 6150);
        clock.Now += 1_000_000;
        twin.CentiPercent = 10000;
        Expect("up to its end of scale", driver.Read() == DriverStatus.Ok && driver.CentiPercent == 10000);
        Console.WriteLine(failed == 0 ? "PASS" : $"FAIL, {failed} checks");
        return failed == 0 ? 0 : 1;

        void Expect(string what, bool holds)
        {
            if (!holds) failed++;
            Console.WriteLine($"{(holds ? "ok  " : "FAIL")}  {what}");
        }
    }

    private sealed class ManualClock : IClock
    {
        public long Now { get; set; }

        public long Micros() => Now;
    }
}
