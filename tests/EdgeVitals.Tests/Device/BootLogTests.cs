using EdgeVitals.Device;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Device;

public sealed class BootLogTests
{
    [Fact]
    public void Boots_count_up_and_hear_the_last_words_of_the_one_before()
    {
        MemoryBlockStore store = new(BootLog.StoreBytes);
        BootLog first = Opened(store, 0);
        Assert.Equal((1, ResetCause.PowerOn, DeviceTask.None), (first.BootId, first.Cause, first.LateTask));
        Assert.Equal(0, first.End(ResetCause.Watchdog, DeviceTask.Sampling));
        BootLog second = Opened(store, 0);
        Assert.Equal((2, ResetCause.Watchdog, DeviceTask.Sampling), (second.BootId, second.Cause, second.LateTask));
        // It says nothing: the power went.
        BootLog third = Opened(store, 0);
        Assert.Equal((3, ResetCause.PowerOn, DeviceTask.None), (third.BootId, third.Cause, third.LateTask));
        Assert.Equal(0, third.End(ResetCause.NoConnection, DeviceTask.None));
        Assert.Equal(42, Opened(store, 41).BootId);
        Assert.Equal(43, Opened(store, 41).BootId);
    }

    [Fact]
    public void Number_never_repeats_when_the_power_is_cut_in_the_midst_of_any_write()
    {
        CachedFile file = new(BootLog.StoreBytes, 5);
        int last = 0, cuts = 0;
        for (int i = 0; i < 2000; i++)
        {
            file.CutAt(1 + i % 5);
            BootLog log = new(file);
            if (log.Open(0) == 0)
            {
                Assert.True(log.BootId > last, $"boot {log.BootId} after {last}");
                last = log.BootId;
                log.End(ResetCause.Software, DeviceTask.None);
            }
            cuts += file.IsCut ? 1 : 0;
            file.PowerCycle();
        }
        Assert.InRange(cuts, 500, 2000);
        Assert.InRange(last, 500, 2000);
    }

    [Fact]
    public void Store_that_is_too_small_or_fails_gives_no_number()
    {
        Assert.Equal(1, new BootLog(new MemoryBlockStore(100)).Open(0));
        Assert.Equal(1, new BootLog(new MemoryBlockStore(BootLog.StoreBytes)).Open(int.MaxValue));
    }

    private static BootLog Opened(IBlockStore store, int atLeast)
    {
        BootLog log = new(store);
        Assert.Equal(0, log.Open(atLeast));
        return log;
    }
}
