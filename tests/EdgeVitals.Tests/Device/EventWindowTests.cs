using EdgeVitals.Device;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Device;

public sealed class EventWindowTests : IFrameSink
{
    private const long Window = 10_000_000;
    private readonly List<(int Channel, long Start)> _passed = [];

    void IFrameSink.Append(Frame frame) => _passed.Add((frame.ChannelId, frame.StartTicks));

    [Fact]
    public void Features_pass_always_and_raw_windows_from_the_one_before_an_event_to_some_time_after_it()
    {
        EventWindows policy = new(this, 15, 2, 1000, 4);
        Assert.True(policy.Watch(Channels.SpO2.Id, 900, 1000));
        for (int window = 0; window < 12; window++)
        {
            policy.Append(Of(Channels.SpO2, window, window == 5 ? 860 : 970));
            policy.Append(Of(Channels.PlethInfrared, window, 100_000));
            policy.Append(Of(Channels.Ecg, window, 12));
        }
        Assert.Equal(Enumerable.Range(0, 12), WindowsOf(Channels.SpO2));
        // Window 4 was held; 5 had the event, ends at 60 s, and 15 s more let 6 and 7 begin.
        Assert.Equal([4, 5, 6, 7], WindowsOf(Channels.PlethInfrared));
        Assert.Equal([4, 5, 6, 7], WindowsOf(Channels.Ecg));
        Assert.Equal(1, policy.Events);
        // Of 12 windows of each, four went through and the last one is still held.
        Assert.Equal(2 * 7, policy.RawSkipped);
    }

    [Fact]
    public void Held_window_of_another_time_is_not_of_the_event()
    {
        EventWindows policy = new(this, 15, 2, 1000, 4);
        policy.Watch(Channels.HeartRate.Id, 400, 1300);
        policy.Append(Of(Channels.PlethInfrared, 0, 100_000));
        policy.Append(Of(Channels.HeartRate, 360, 1400));
        Assert.Equal([360], _passed.Select(p => (int)(p.Start / Window)));
        Assert.Equal(1, policy.RawSkipped);
    }

    [Fact]
    public void Without_room_for_held_windows_raw_begins_with_the_event()
    {
        EventWindows policy = new(this, 5, 0, 1000, 1);
        Assert.True(policy.Watch(Channels.HeartRate.Id, 400, 1300));
        Assert.False(policy.Watch(Channels.SpO2.Id, 0, 0));
        policy.Append(Of(Channels.PlethInfrared, 0, 100_000));
        policy.Append(Of(Channels.HeartRate, 1, 300));
        policy.Append(Of(Channels.PlethInfrared, 1, 100_000));
        Assert.Equal([1], WindowsOf(Channels.PlethInfrared));
    }

    private IEnumerable<int> WindowsOf(Channel channel) =>
        _passed.Where(p => p.Channel == channel.Id).Select(p => (int)(p.Start / Window)).Order();

    private static Frame Of(Channel channel, int window, int value)
    {
        Frame frame = new(1000, 64)
        {
            ChannelId = channel.Id, ScaleExponent = channel.ScaleExponent, StartTicks = window * Window,
            PeriodMicros = 1_000_000,
        };
        for (int i = 0; i < 10; i++) frame.Add(value);
        return frame;
    }
}
