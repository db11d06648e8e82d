using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Wire;
using Xunit;

namespace EdgeVitals.Tests.Device;

public sealed class SessionTests
{
    private const int Boot = 77;
    private const long UtcAtZero = 1_772_391_600_000_000;

    private readonly VirtualClock _device = new();
    private readonly VirtualClock _network = new();
    private readonly FrameRing _ring = new(new MemoryBlockStore(64 * 1024), 256, FrameRing.OneSectorFrame);
    private readonly Link _link = new();
    private readonly DeviceSession _session;
    private long _sequence;

    public SessionTests()
    {
        _ring.Open();
        SessionOptions options = new() { MaximumInFlight = 4 };
        _session = new DeviceSession(Boot, _ring, _link, _device, _network, new Half(), options);
    }

    [Fact]
    public void Session_sends_nothing_but_the_question_before_it_knows_the_time()
    {
        Append(3);
        _session.Tick();
        Assert.Equal(1, _link.Connects);
        _session.LinkUp();
        _session.Tick();
        Assert.Equal([TopicKind.TimeRequest], _link.Sent.Select(m => m.Kind));
    }

    [Fact]
    public void Time_exchange_keeps_the_least_uncertain_of_its_answers()
    {
        _session.Tick();
        _session.LinkUp();
        foreach ((int out1, int back) in ((int, int)[])[(40, 80), (10, 14), (90, 10), (30, 30)]) Answer(out1, back);
        StatusMessage status = _link.LastStatus();
        Assert.Equal(StatusState.Online, status.State);
        // 10 ms there, 14 ms back: off by half of the difference, uncertain by half of the sum.
        Assert.Equal(UtcAtZero - 2_000, status.OffsetMicros);
        Assert.Equal(12_001, status.UncertaintyMicros);
        Assert.InRange(UtcAtZero, status.OffsetMicros - status.UncertaintyMicros,
            status.OffsetMicros + status.UncertaintyMicros);
    }

    [Fact]
    public void Time_answer_to_another_question_is_not_taken()
    {
        _session.Tick();
        _session.LinkUp();
        TimeRequest asked = _link.LastRequest();
        Reply(new TimeResponse
        {
            BootId = Boot, DeviceTicks = asked.DeviceTicks + 1, ReceivedUtcMicros = 1, SentUtcMicros = 1,
        });
        Reply(new TimeResponse
        {
            BootId = Boot + 1, DeviceTicks = asked.DeviceTicks, ReceivedUtcMicros = 1, SentUtcMicros = 1,
        });
        Assert.False(_session.IsOnline);
    }

    [Fact]
    public void Frames_in_flight_are_bounded_and_freed_by_acknowledgement()
    {
        Append(10);
        Online();
        Assert.Equal([0, 1, 2, 3], _link.Frames());
        Assert.Equal(4, _session.InFlight);
        Ack(1, 2);
        Assert.Equal([0, 1, 2, 3, 4, 5], _link.Frames());
        Ack(0, 3, 4, 5);
        Ack(6, 7, 8, 9);
        Assert.Equal(0, _ring.Pending);
        Assert.Equal(10, _session.Acknowledged);
        Assert.Equal(10, _link.Frames().Count);
    }

    [Fact]
    public void Acknowledgement_of_another_boot_frees_nothing()
    {
        Append(1);
        Online();
        Receive(TopicKind.Ack, new AckMessage { BootId = Boot + 1, Sequences = [0], Count = 1 });
        Assert.Equal(1, _ring.Pending);
        Assert.Equal(0, _session.BadMessages);
        _session.Receive(TopicKind.Ack, [0xFF, 0x00], 2);
        Assert.Equal(1, _session.BadMessages);
    }

    [Fact]
    public void Unacknowledged_frame_is_sent_again_after_the_timeout_with_the_same_bytes()
    {
        Append(1);
        Online();
        long due = _session.Tick();
        _network.Advance(due - _network.Micros() - 1);
        _session.Tick();
        Assert.Single(_link.Frames());
        _network.Advance(1);
        _session.Tick();
        Assert.Equal([0, 0], _link.Frames());
        Assert.Equal(1, _session.Resent);
        byte[][] bytes = [.. _link.Sent.Where(m => m.Kind == TopicKind.Live).Select(m => m.Payload)];
        Assert.Equal(bytes[0], bytes[1]);
    }

    [Fact]
    public void Lost_connection_is_made_again_after_a_wait_and_frames_in_flight_are_sent_again()
    {
        Append(2);
        Online();
        _session.LinkDown();
        long retry = _session.Tick();
        Assert.Equal(1, _link.Connects);
        Assert.InRange(retry - _network.Micros(), 250_000, 500_000);
        _network.Advance(retry - _network.Micros());
        Online();
        Assert.Equal(2, _link.Connects);
        Assert.Equal([0, 1, 0, 1], _link.Frames());
        Assert.Equal(1, _session.Reconnects);
    }

    [Fact]
    public void Waits_double_to_their_bound_and_stay_there()
    {
        List<long> waits = [];
        for (int i = 0; i < 12; i++)
        {
            _session.Tick();
            _session.LinkDown();
            long retry = _session.Tick();
            waits.Add(retry - _network.Micros());
            _network.Advance(waits[^1]);
        }
        Assert.All(waits.Zip(waits.Skip(1)), pair => Assert.True(pair.Second >= pair.First));
        Assert.InRange(waits[0], 250_000, 500_000);
        Assert.InRange(waits[^1], 30_000_000, 60_000_000);
        Assert.Equal(12, _link.Connects);
    }

    [Fact]
    public void Silent_gateway_is_given_up_after_its_tries()
    {
        _session.Tick();
        _session.LinkUp();
        for (int i = 0; i < 4; i++)
        {
            long due = _session.Tick();
            _network.Advance(due - _network.Micros());
        }
        _session.Tick();
        Assert.Equal(4, _link.Sent.Count(m => m.Kind == TopicKind.TimeRequest));
        Assert.Equal(1, _link.Disconnects);
    }

    [Fact]
    public void Live_frames_go_before_the_past_and_each_to_its_topic()
    {
        Append(2, backfill: true);
        Append(1);
        Online();
        Assert.Equal([TopicKind.Live, TopicKind.Backfill, TopicKind.Backfill],
            _link.Sent.Where(m => m.Kind is TopicKind.Live or TopicKind.Backfill).Select(m => m.Kind));
        Assert.Equal(Channels.HeartRate.Id, _link.Sent.Single(m => m.Kind == TopicKind.Live).Channel);
    }

    [Fact]
    public void Every_frame_arrives_over_a_link_that_breaks_and_loses_acknowledgements()
    {
        uint chance = 99;
        HashSet<long> arrived = [];
        int read = 0;
        for (int step = 0; step < 20_000 && (_sequence < 200 || _ring.Pending > 0); step++)
        {
            chance = chance * 1664525 + 1013904223;
            if (_sequence < 200 && step % 3 == 0) Append(1);
            long due = _session.Tick();
            if (_link.Connects > _link.Ups)
            {
                _link.Ups = _link.Connects;
                _session.LinkUp();
            }
            while (read < _link.Sent.Count)
            {
                (int kind, int _, byte[] payload) = _link.Sent[read++];
                if (kind == TopicKind.TimeRequest) Answer(5, 5);
                if (kind != TopicKind.Live || (chance >> 16) % 4 == 0) continue;
                Frame frame = new();
                FrameCodec.TryDecode(payload, 0, payload.Length, frame);
                arrived.Add(frame.Sequence);
                if ((chance >> 18) % 3 != 0) Ack(frame.Sequence);
            }
            if ((chance >> 8) % 37 == 0) _session.LinkDown();
            _network.Advance(Math.Clamp(due - _network.Micros(), 1_000, 5_000_000));
        }
        Assert.Equal(200, arrived.Count);
        Assert.Equal(0, _ring.Pending);
        Assert.Equal(200, _session.Acknowledged);
        Assert.True(_session.Reconnects > 3);
    }

    [Fact]
    public void Broker_that_accepts_and_then_stalls_is_given_up_and_counted_and_loses_nothing()
    {
        Online();
        Append(3);
        long end = _network.Micros() + 59_000_000;
        while (_network.Micros() < end)
        {
            _session.Tick();
            _network.Advance(1_000_000);
        }
        Assert.Equal((0, 0L), (_link.Disconnects, _session.Status.LinkStalls));
        _network.Advance(2_000_000);
        _session.Tick();
        Assert.Equal((1, 1L), (_link.Disconnects, _session.Status.LinkStalls));
        Assert.Equal(3, _ring.Pending);
        _network.Advance(60_000_000);
        Online();
        Assert.Equal(1, _link.LastStatus().LinkStalls);
        Ack(0, 1, 2);
        Assert.Equal(0, _ring.Pending);
    }

    [Fact]
    public void Gateway_that_answers_is_never_called_stalled_however_long_it_is_quiet_between_frames()
    {
        Online();
        for (int i = 0; i < 20; i++)
        {
            _network.Advance(100_000_000);
            _session.Tick();
            if (_link.Sent[^1].Kind == TopicKind.TimeRequest) Answer(1, 1);
            Append(1);
            _session.Tick();
            _network.Advance(50_000_000);
            Ack(i);
        }
        Assert.Equal((0, 0L), (_link.Disconnects, _session.Status.LinkStalls));
    }

    [Fact]
    public void Radio_goes_off_when_all_is_acknowledged_and_comes_back_for_the_next_burst_or_a_full_index()
    {
        _ring.Open();
        SessionOptions options = new() { BurstEveryMicros = 60_000_000, BurstFrames = 10 };
        DeviceSession session = new(Boot, _ring, _link, _device, _network, new Half(), options);
        Append(2);
        Burst(session);
        Assert.False(session.IsSleeping);
        Acknowledge(session, 0, 1);
        Assert.True(session.IsSleeping);
        Assert.Equal(StatusState.Sleeping, _link.LastStatus().State);
        Assert.Equal(1, _link.Disconnects);
        // Frames wait for the burst.
        Append(3);
        _network.Advance(59_000_000);
        session.Tick();
        Assert.Equal(1, _link.Connects);
        _network.Advance(1_000_000);
        Burst(session);
        Assert.Equal(2, _link.Connects);
        Acknowledge(session, 2, 3, 4);
        Assert.True(session.IsSleeping);
        Append(10);
        Burst(session);
        Acknowledge(session, 5, 6, 7, 8, 9, 10, 11, 12);
        Acknowledge(session, 13, 14);
        Assert.Equal((3L, 0L), (session.Bursts, session.Reconnects));
        session.WakeLink();
        Burst(session);
        Assert.Equal(4, _link.Connects);

        void Burst(DeviceSession of)
        {
            of.Tick();
            of.LinkUp();
            TimeRequest asked = _link.LastRequest();
            byte[] buffer = new byte[TimeResponse.MaximumEncodedBytes];
            TimeResponse answer = new()
            {
                BootId = Boot, DeviceTicks = asked.DeviceTicks, ReceivedUtcMicros = UtcAtZero, SentUtcMicros = UtcAtZero,
            };
            of.Receive(TopicKind.TimeResponse, buffer, TimeResponse.Encode(answer, buffer, 0));
            of.Tick();
        }

        static void Acknowledge(DeviceSession of, params long[] sequences)
        {
            byte[] buffer = new byte[AckMessage.MaximumEncodedBytes];
            AckMessage ack = new() { BootId = Boot, Sequences = sequences, Count = sequences.Length };
            of.Receive(TopicKind.Ack, buffer, AckMessage.Encode(ack, buffer, 0));
            of.Tick();
        }
    }

    [Fact]
    public void Clock_that_jumps_between_two_exchanges_is_counted_and_drift_is_not()
    {
        Online();
        Exchange(0);
        Exchange(100_000);
        Assert.Equal(0, _session.Status.ClockJumps);
        Exchange(5_000_000);
        Assert.Equal(1, _session.Status.ClockJumps);
        Exchange(5_000_000);
        Exchange(-3_000_000);
        Assert.Equal(2, _link.LastStatus().ClockJumps);

        // 10 minutes later the gateway's clock is ahead of where it was by so much.
        void Exchange(long aheadMicros)
        {
            _network.Advance(600_000_000);
            _device.Advance(600_000_000);
            _session.Tick();
            TimeRequest asked = _link.LastRequest();
            _device.Advance(2000);
            long utc = UtcAtZero + asked.DeviceTicks + 1000 + aheadMicros;
            Reply(new TimeResponse
            {
                BootId = Boot, DeviceTicks = asked.DeviceTicks, ReceivedUtcMicros = utc, SentUtcMicros = utc,
            });
        }
    }

    [Fact]
    public void Too_many_connections_that_fail_ask_for_a_restart_and_one_that_stands_forgets_them()
    {
        for (int i = 0; i < 29; i++) Fail();
        Assert.False(_session.WantsRestart);
        _network.Advance(61_000_000);
        Online();
        Assert.False(_session.WantsRestart);
        _session.LinkDown();
        for (int i = 0; i < 29; i++) Fail();
        Assert.True(_session.WantsRestart);

        void Fail()
        {
            _network.Advance(61_000_000);
            _session.Tick();
            _session.LinkDown();
        }
    }

    private void Append(int frames, bool backfill = false)
    {
        byte[] buffer = new byte[Frame.MaximumEncodedBytes];
        for (int i = 0; i < frames; i++)
        {
            Frame frame = new()
            {
                BootId = Boot, Sequence = _sequence, PeriodMicros = 1_000_000, ChannelId = Channels.HeartRate.Id,
                ScaleExponent = -1,
            };
            frame.Add(700);
            int count = FrameCodec.Encode(frame, buffer, 0);
            Assert.Equal(0, _ring.Append(buffer, count, Boot, _sequence++, Channels.HeartRate.Id, backfill));
        }
    }

    private void Online()
    {
        _session.Tick();
        _session.LinkUp();
        Answer(1, 1);
        Assert.True(_session.IsOnline);
        _session.Tick();
    }

    private void Answer(int outMillis, int backMillis)
    {
        TimeRequest asked = _link.LastRequest();
        _device.Advance(outMillis * 1000L);
        long received = UtcAtZero + _device.Micros();
        _device.Advance(backMillis * 1000L);
        Reply(new TimeResponse
        {
            BootId = asked.BootId, DeviceTicks = asked.DeviceTicks,
            ReceivedUtcMicros = received, SentUtcMicros = received,
        });
    }

    private void Reply(TimeResponse response)
    {
        byte[] buffer = new byte[TimeResponse.MaximumEncodedBytes];
        _session.Receive(TopicKind.TimeResponse, buffer, TimeResponse.Encode(response, buffer, 0));
    }

    private void Ack(params long[] sequences)
    {
        Receive(TopicKind.Ack, new AckMessage { BootId = Boot, Sequences = sequences, Count = sequences.Length });
        _session.Tick();
    }

    private void Receive(int kind, AckMessage message)
    {
        byte[] buffer = new byte[AckMessage.MaximumEncodedBytes];
        _session.Receive(kind, buffer, AckMessage.Encode(message, buffer, 0));
    }

    private sealed class Half : IEntropy
    {
        public int Below(int bound) => bound / 2;
    }

    private sealed class Link : ILink
    {
        public List<(int Kind, int Channel, byte[] Payload)> Sent { get; } = [];

        public int Connects { get; private set; }

        public int Disconnects { get; private set; }

        public int Ups { get; set; }

        public void Connect() => Connects++;

        public void Disconnect() => Disconnects++;

        public void Send(int topicKind, int channelId, byte[] payload, int count, bool retain) =>
            Sent.Add((topicKind, channelId, payload[..count]));

        public TimeRequest LastRequest()
        {
            byte[] payload = Sent.Last(m => m.Kind == TopicKind.TimeRequest).Payload;
            TimeRequest request = new();
            Assert.Equal(0, TimeRequest.TryDecode(payload, 0, payload.Length, request));
            return request;
        }

        public StatusMessage LastStatus()
        {
            byte[] payload = Sent.Last(m => m.Kind == TopicKind.Status).Payload;
            StatusMessage status = new();
            Assert.Equal(0, StatusMessage.TryDecode(payload, 0, payload.Length, status));
            return status;
        }

        public List<long> Frames()
        {
            List<long> sequences = [];
            foreach ((int kind, int _, byte[] payload) in Sent)
            {
                if (kind is not (TopicKind.Live or TopicKind.Backfill)) continue;
                Frame frame = new();
                Assert.Equal(0, FrameCodec.TryDecode(payload, 0, payload.Length, frame));
                sequences.Add(frame.Sequence);
            }
            return sequences;
        }
    }
}
