using EdgeVitals.Device;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Device;

public sealed class LivenessTests
{
    private const long Second = 1_000_000;

    [Fact]
    public void Watchdog_is_fed_while_each_task_reports_in_its_time_and_the_one_that_hangs_is_named()
    {
        Liveness liveness = new();
        Assert.Equal(DeviceTask.None, liveness.Late(100 * Second));
        liveness.Expect(DeviceTask.Sampling, Second, 0);
        liveness.Expect(DeviceTask.Session, 60 * Second, 0);
        for (int i = 1; i <= 50; i++)
        {
            liveness.Alive(DeviceTask.Sampling, i * Second);
            Assert.Equal(DeviceTask.None, liveness.Late(i * Second + Second));
        }
        Assert.Equal(50, liveness.Count(DeviceTask.Sampling));
        Assert.Equal(DeviceTask.Sampling, liveness.Late(51 * Second + 1));
        liveness.Alive(DeviceTask.Sampling, 61 * Second);
        Assert.Equal(DeviceTask.Session, liveness.Late(61 * Second));
        // Both late: the one that is further beyond its time.
        liveness.Alive(DeviceTask.Session, 70 * Second);
        Assert.Equal(DeviceTask.Sampling, liveness.Late(140 * Second));
        liveness.Expect(DeviceTask.Session, 0, 0);
        liveness.Expect(DeviceTask.Sampling, 0, 0);
        Assert.Equal(DeviceTask.None, liveness.Late(long.MaxValue / 2));
    }
}
