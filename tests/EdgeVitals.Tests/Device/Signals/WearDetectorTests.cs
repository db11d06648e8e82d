using EdgeVitals.Device;
using Xunit;

namespace EdgeVitals.Tests.Device.Signals;

public sealed class WearDetectorTests
{
    private const int None = WearDetector.Absent;
    private const int Skin = 33_500;
    private const int Room = 22_000;

    [Theory]
    // contact, pulse, activity, temperature, state expected, seconds at most
    [InlineData(1, 80, 3, Skin, WearDetector.Worn, 10)]
    [InlineData(1, 80, 3, 25_000, WearDetector.Worn, 25)]
    [InlineData(1, None, 3, None, WearDetector.Worn, 20)]
    [InlineData(1, 0, 200, Skin, WearDetector.Worn, 10)]
    [InlineData(None, None, 200, Skin, WearDetector.Worn, 10)]
    [InlineData(None, None, 3, Skin, WearDetector.Worn, 40)]
    [InlineData(0, 0, 3, Skin, WearDetector.NotWorn, 14)]
    [InlineData(0, 0, 3, Room, WearDetector.NotWorn, 5)]
    [InlineData(0, 0, None, None, WearDetector.NotWorn, 10)]
    [InlineData(1, 0, 3, Room, WearDetector.NotWorn, 14)]
    [InlineData(1, None, 3, Room, WearDetector.NotWorn, 40)]
    [InlineData(0, 0, 200, Room, WearDetector.NotWorn, 10)]
    [InlineData(None, None, 3, Room, WearDetector.NotWorn, 10)]
    [InlineData(None, None, 3, None, WearDetector.NotWorn, 900)]
    public void Wear_is_told_from_the_other_state_within_the_stated_time(
        int contact, int pulse, int activity, int temperature, int expected, int seconds)
    {
        WearDetector detector = new();
        // From the other end of the scale: a night of it.
        for (int i = 0; i < 3600; i++)
        {
            if (expected == WearDetector.Worn) detector.Second(0, 0, 0, Room);
            else detector.Second(1, 90, 100, Skin);
        }
        Assert.NotEqual(expected, detector.State);
        int taken = 0;
        while (detector.State != expected && taken < 2000)
        {
            detector.Second(contact, pulse, activity, temperature);
            taken++;
        }
        Assert.InRange(taken, 2, seconds);
    }

    [Fact]
    public void Asleep_for_eight_hours_is_worn()
    {
        WearDetector detector = new();
        for (int i = 0; i < 30; i++) detector.Second(1, 80, 40, Skin);
        for (int i = 0; i < 8 * 3600; i++)
        {
            // A pulse is not measured in one second of three.
            detector.Second(1, i % 3 == 0 ? 0 : 70, 2, Skin);
            Assert.Equal(WearDetector.Worn, detector.State);
        }
    }

    [Fact]
    public void Short_loss_of_contact_while_moving_changes_nothing()
    {
        WearDetector detector = new();
        for (int i = 0; i < 60; i++) detector.Second(1, 80, 300, Skin);
        for (int i = 0; i < 600; i++)
        {
            detector.Second(i % 10 < 4 ? 0 : 1, 0, 300, Skin);
            Assert.Equal(WearDetector.Worn, detector.State);
        }
    }

    [Fact]
    public void Nothing_known_stays_unknown_and_keeps_what_was()
    {
        WearDetector detector = new();
        for (int i = 0; i < 1000; i++) detector.Second(None, None, None, None);
        Assert.Equal(WearDetector.Unknown, detector.State);
        for (int i = 0; i < 30; i++) detector.Second(1, 80, 40, Skin);
        for (int i = 0; i < 1000; i++) detector.Second(None, None, None, None);
        Assert.Equal(WearDetector.Worn, detector.State);
        detector.Restart();
        Assert.Equal(WearDetector.Unknown, detector.State);
    }
}
