using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Device.Updates;

/// <summary>The session as the way to and from a receiver of updates.</summary>
public sealed class UpdateSessionTests : ILink, IEntropy, IUpdateSink
{
    private readonly VirtualClock _clock = new();
    private readonly DeviceSession _session;
    private readonly List<(int Kind, byte[] Payload)> _sent = [];
    private readonly List<int> _received = [];
    private int _ticks;
    private int _state;
    private long _due = long.MaxValue;

    public UpdateSessionTests()
    {
        FrameRing ring = new(new MemoryBlockStore(64 * 1024), 16, FrameRing.OneSectorFrame);
        Assert.Equal(0, ring.Open());
        _session = new DeviceSession(1, ring, this, _clock, _clock, this, new SessionOptions()) { Updates = this };
    }

    [Fact]
    public void Updates_are_heard_and_ticked_only_while_the_session_is_online()
    {
        _session.Tick();
        _session.LinkUp();
        _session.Receive(TopicKind.Ota, [0xA3], 1);
        _session.Tick();
        Assert.Empty(_received);
        Assert.Equal(0, _ticks);
        Answer();
        _session.Receive(TopicKind.Ota, [0xA3], 1);
        Assert.Equal([1], _received);
        _due = _clock.Micros() + 1234;
        Assert.Equal(_due, _session.Tick());
        Assert.Equal(1, _ticks);
        _session.LinkDown();
        _session.Receive(TopicKind.Ota, [0xA3], 1);
        _session.Tick();
        Assert.Equal((1, 1), (_received.Count, _ticks));
        Assert.Equal(0, _session.BadMessages);
    }

    [Fact]
    public void Change_of_the_update_goes_upstream_at_once()
    {
        _state = UpdateState.Trial;
        _session.Tick();
        _session.LinkUp();
        Answer();
        Assert.Equal([UpdateState.Trial], Statuses());
        _session.Tick();
        Assert.Single(Statuses());
        _state = UpdateState.None;
        _session.Tick();
        Assert.Equal([UpdateState.Trial, UpdateState.None], Statuses());
    }

    [Fact]
    public void Session_without_updates_passes_over_their_messages()
    {
        _session.Updates = null;
        _session.Tick();
        _session.LinkUp();
        Answer();
        _session.Receive(TopicKind.Ota, [0xA3], 1);
        Assert.Equal(0, _session.BadMessages);
    }

    void ILink.Connect()
    {
    }

    void ILink.Disconnect()
    {
    }

    void ILink.Send(int topicKind, int channelId, byte[] payload, int count, bool retain) =>
        _sent.Add((topicKind, payload[..count]));

    int IEntropy.Below(int bound) => 0;

    void IUpdateSink.Receive(byte[] payload, int count) => _received.Add(count);

    long IUpdateSink.Tick()
    {
        _ticks++;
        return _due;
    }

    bool IUpdateSink.Report(StatusMessage status)
    {
        bool changed = status.UpdateState != _state;
        status.UpdateState = _state;
        return changed;
    }

    private List<int> Statuses()
    {
        List<int> states = [];
        foreach ((int kind, byte[] payload) in _sent)
        {
            StatusMessage status = new();
            if (kind != TopicKind.Status) continue;
            Assert.Equal(FrameError.None, StatusMessage.TryDecode(payload, 0, payload.Length, status));
            states.Add(status.UpdateState);
        }
        return states;
    }

    private void Answer()
    {
        TimeRequest asked = new();
        byte[] payload = _sent.Last(m => m.Kind == TopicKind.TimeRequest).Payload;
        Assert.Equal(0, TimeRequest.TryDecode(payload, 0, payload.Length, asked));
        byte[] buffer = new byte[TimeResponse.MaximumEncodedBytes];
        int count = TimeResponse.Encode(new TimeResponse
        {
            BootId = 1, DeviceTicks = asked.DeviceTicks, ReceivedUtcMicros = 5, SentUtcMicros = 5,
        }, buffer, 0);
        _session.Receive(TopicKind.TimeResponse, buffer, count);
        Assert.True(_session.IsOnline);
    }
}
