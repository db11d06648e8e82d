using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;

namespace EdgeVitals.Tests.Device.Drivers;

/// <summary>Every driver, every fault, at every transfer of a run: a stated code or recovery, no exception, no value
/// that the source did not have at that place, and full recovery once the fault is over.</summary>
public sealed class FaultMatrixTests
{
    private static readonly string[] Chips =
        ["MAX30102", "TMP117", "MLX90614", "ADXL345", "ADXL345 armed", "ADS1115", "MAX17048"];

    private static readonly int[] LoudFaults =
        [BusFaults.Absent, BusFaults.Stuck, BusFaults.ShortRead, BusFaults.NackInTransfer, BusFaults.Timeout];

    public static TheoryData<string, int> EveryFault()
    {
        TheoryData<string, int> data = [];
        foreach (string chip in Chips)
        {
            foreach (int fault in LoudFaults) data.Add(chip, fault);
            data.Add(chip, BusFaults.BadCheck);
            data.Add(chip, BusFaults.PowerLoss);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(EveryFault))]
    public void Fault_at_any_transfer_gives_a_code_and_no_false_value_and_is_recovered_from(string chip, int fault)
    {
        long transfers = TransfersOfACleanRun(chip);
        Assert.True(transfers > 3);
        (int, int)[] inversions = fault == BusFaults.BadCheck ? Rig.Of(chip).Inversions : [(0, 0x80)];
        // Without a check byte two reads are compared: the same bit wrong twice in a row passes (see the READMEs).
        int[] lengths = fault == BusFaults.BadCheck && chip != "MLX90614" ? [1] : [1, 2, -1];
        foreach ((int badByte, int badBits) in inversions)
        {
            foreach (int length in lengths)
            {
                for (int n = 0; n < transfers; n++) RunWith(chip, fault, n, length, badByte, badBits);
            }
        }
    }

    private static void RunWith(string chip, int fault, int n, int length, int badByte, int badBits)
    {
        string where = $"{chip} fault {fault} x {length} at transfer {n}, byte {badByte} bits {badBits:X2}";
        Rig rig = Rig.Of(chip);
        rig.Faults.BadByte = badByte;
        rig.Faults.BadBits = badBits;
        rig.Faults.SetAfter(fault, n, length);
        bool told = false;
        int status = Told(rig.Start(), rig, LoudFaults.Contains(fault), where, ref told);
        for (int i = 0; i < rig.Steps; i++)
        {
            // The caller's part: what is not Ok is started again, after a while.
            if (status is not (DriverStatus.Ok or DriverStatus.NotReady))
            {
                rig.Clock.Advance(1_000_000);
                status = Told(rig.Start(), rig, LoudFaults.Contains(fault), where, ref told);
            }
            else status = Told(rig.Step(), rig, LoudFaults.Contains(fault), where, ref told);
        }
        Told(rig.Stop(), rig, LoudFaults.Contains(fault), where, ref told);
        Assert.True(rig.Violations.Count == 0, $"{where}: {string.Join("; ", rig.Violations)}");
        rig.Faults.Clear();
        // A chip that sleeps has to be woken by its board.
        Wake(rig);
        int good = rig.Good;
        Assert.True(rig.Start() == DriverStatus.Ok, $"{where}: no start after the fault");
        for (int i = 0; i < rig.Steps; i++)
        {
            int after = rig.Step();
            Assert.True(after is DriverStatus.Ok or DriverStatus.NotReady, $"{where}: {after} after the fault");
        }
        Assert.True(rig.Violations.Count == 0, $"{where}, later: {string.Join("; ", rig.Violations)}");
        Assert.True(rig.Good > good, $"{where}: no value after the fault");
    }

    // A transfer that failed on the bus must show in the status of the call that made it.
    private static int Told(int status, Rig rig, bool loud, string where, ref bool told)
    {
        Assert.False(DriverStatus.Text(status) == "unknown status", $"{where}: status {status}");
        told |= status != DriverStatus.Ok;
        if (loud && rig.Faults.Count > 0) Assert.True(told, $"{where}: a failed transfer went unsaid");
        return status;
    }

    private static long TransfersOfACleanRun(string chip)
    {
        Rig rig = Rig.Of(chip);
        Assert.Equal(DriverStatus.Ok, rig.Start());
        for (int i = 0; i < rig.Steps; i++) Assert.True(rig.Step() is DriverStatus.Ok or DriverStatus.NotReady);
        Assert.Equal(DriverStatus.Ok, rig.Stop());
        Assert.Empty(rig.Violations);
        Assert.True(rig.Good > 0);
        return rig.Faults.Transfers;
    }

    private static void Wake(Rig rig)
    {
        if (rig is InfraredRig infrared) infrared.Wake();
    }
}
