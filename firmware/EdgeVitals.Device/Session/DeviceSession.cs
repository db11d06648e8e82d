using System;
using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>The device's side of the conversation: connect, exchange time, say so in the status, send what the ring
/// holds with bounded frames in flight, free on acknowledgement, send again after a timeout or a new connection, wait
/// with jitter after a failure. A state machine without threads: the owner calls it from one place at a time.</summary>
public sealed class DeviceSession
{
    private const int Idle = 0;
    private const int Connecting = 1;
    private const int Timing = 2;
    private const int Online = 3;

    private readonly FrameRing _ring;
    private readonly ILink _link;
    private readonly IClock _deviceClock;
    private readonly IClock _networkClock;
    private readonly IEntropy _entropy;
    private readonly SessionOptions _options;
    private readonly AckMessage _ack = new AckMessage();
    private readonly TimeRequest _request = new TimeRequest();
    private readonly TimeResponse _response = new TimeResponse();
    private readonly byte[] _buffer;
    private int _state;
    private long _deadline;
    private long _retryAt;
    private int _failures;
    private long _askedTicks;
    private bool _asking;
    private int _unanswered;
    private int _answers;
    private long _bestOffset;
    private long _bestUncertainty;
    private long _nextExchange;
    private bool _stopped;
    private bool _news;
    private long _connections;
    private bool _owed;
    private long _owedSince;
    private bool _sleeping;
    private long _burstAt;
    private bool _exchanged;
    private long _exchangedTicks;

    /// <summary>What this device says of itself; the session fills in times and counters.</summary>
    public readonly StatusMessage Status = new StatusMessage();

    /// <summary>A session of one boot.</summary>
    /// <param name="bootId">Identity of this boot.</param>
    /// <param name="ring">Opened ring.</param>
    /// <param name="link">Connection.</param>
    /// <param name="deviceClock">Ticks of the samples.</param>
    /// <param name="networkClock">Clock of timeouts; real even where the device's time is scaled.</param>
    /// <param name="entropy">Jitter.</param>
    /// <param name="options">Limits.</param>
    public DeviceSession(int bootId, FrameRing ring, ILink link, IClock deviceClock, IClock networkClock,
        IEntropy entropy, SessionOptions options)
        : this(bootId, ring, link, deviceClock, networkClock, entropy, options, new byte[BufferBytes(ring)])
    {
    }

    /// <summary>The same with a buffer that the sink of the frames uses as well: a board without much memory serves both
    /// on one thread, and neither needs it longer than a call.</summary>
    /// <exception cref="ArgumentException">The buffer is shorter than <see cref="BufferBytes"/>.</exception>
    public DeviceSession(int bootId, FrameRing ring, ILink link, IClock deviceClock, IClock networkClock,
        IEntropy entropy, SessionOptions options, byte[] buffer)
    {
        if (buffer.Length < BufferBytes(ring)) throw new ArgumentException("The buffer is too short.");
        Status.BootId = bootId;
        _ring = ring;
        _link = link;
        _deviceClock = deviceClock;
        _networkClock = networkClock;
        _entropy = entropy;
        _options = options;
        _buffer = buffer;
    }

    /// <summary>Bytes of the largest message of a session over that ring.</summary>
    public static int BufferBytes(FrameRing ring)
    {
        return Math.Max(ring.LargestFrame, StatusMessage.MaximumEncodedBytes);
    }

    /// <summary>Who takes updates; null on a device that takes none.</summary>
    public IUpdateSink? Updates;

    /// <summary>Frames acknowledged in this boot.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Connections that were made after the first one, those of radio bursts not counted.</summary>
    public long Reconnects { get; private set; }

    /// <summary>Frames sent again because no acknowledgement came in time.</summary>
    public long Resent { get; private set; }

    /// <summary>Messages that could not be read.</summary>
    public long BadMessages { get; private set; }

    /// <summary>Whether so many connections failed in a row that the device should start itself again, with
    /// <see cref="ResetCause.NoConnection"/>.</summary>
    public bool WantsRestart
    {
        get { return _options.RestartAfterFailures > 0 && _failures >= _options.RestartAfterFailures; }
    }

    /// <summary>Whether the radio is off until the next burst.</summary>
    public bool IsSleeping
    {
        get { return _sleeping; }
    }

    /// <summary>Radio bursts that have ended.</summary>
    public long Bursts { get; private set; }

    /// <summary>Frames sent and not acknowledged.</summary>
    public int InFlight
    {
        get { return _ring.InFlightCount; }
    }

    /// <summary>Whether the time is known and frames flow.</summary>
    public bool IsOnline
    {
        get { return _state == Online; }
    }

    /// <summary>UTC microseconds since 1970 less device ticks; meaningful once the uncertainty is not NoTime.</summary>
    public long OffsetMicros
    {
        get { return Status.OffsetMicros; }
    }

    /// <summary>The connection stands and the subscriptions are made.</summary>
    public void LinkUp()
    {
        if (_state != Connecting) return;
        _state = Timing;
        _owed = false;
        _connections++;
        Reconnects = _connections - Bursts - 1;
        BeginExchange();
    }

    /// <summary>The connection is lost, or was never made.</summary>
    public void LinkDown()
    {
        if (_state == Idle) return;
        _state = Idle;
        _asking = false;
        for (int i = 0; i < _ring.Entries && InFlight > 0; i++)
        {
            if (_ring.State(i) == FrameRing.InFlight) _ring.SetState(i, FrameRing.Waiting, 0);
        }
        _retryAt = _networkClock.Micros() + Backoff();
        _failures++;
    }

    /// <summary>Ends the sleep of the radio: something is worth sending now.</summary>
    public void WakeLink()
    {
        if (_sleeping) _retryAt = _networkClock.Micros();
    }

    /// <summary>Says goodbye; nothing is sent after it.</summary>
    public void Stop()
    {
        if (_state == Online) SendStatus(StatusState.Stopped);
        _stopped = true;
    }

    /// <summary>Sends the status again at the next <see cref="Tick"/> that is online: something in it has changed.
    /// </summary>
    public void StatusChanged()
    {
        _news = true;
    }

    /// <summary>Takes a message of the gateway.</summary>
    public void Receive(int topicKind, byte[] payload, int count)
    {
        _owed = false;
        if (topicKind == TopicKind.Ack) ReceiveAck(payload, count);
        else if (topicKind == TopicKind.TimeResponse) ReceiveTime(payload, count);
        else if (topicKind == TopicKind.Ota && Updates != null && _state == Online) Updates.Receive(payload, count);
        // Commands are not understood yet, and not every device takes updates; they are no fault of the sender.
        else if (topicKind != TopicKind.Command && topicKind != TopicKind.Ota) BadMessages++;
    }

    /// <summary>Does what is due; call it after every event and at the time it answers, µs of the network clock.
    /// </summary>
    public long Tick()
    {
        if (_stopped) return long.MaxValue;
        long now = _networkClock.Micros();
        switch (_state)
        {
            case Idle:
                if (_sleeping && _ring.Pending >= _options.BurstFrames) _retryAt = now;
                if (now < _retryAt) return _retryAt;
                _sleeping = false;
                _state = Connecting;
                _deadline = now + _options.ConnectTimeoutMicros;
                _link.Connect();
                return _deadline;
            case Connecting:
                if (now < _deadline) return _deadline;
                GiveUp();
                return _retryAt;
            case Timing:
                return TickTime(now) ? _deadline : _retryAt;
            default:
                return TickOnline(now);
        }
    }

    private long TickOnline(long now)
    {
        long update = Updates == null ? long.MaxValue : Updates.Tick();
        if (Updates != null && Updates.Report(Status)) _news = true;
        if (_news) SendStatus(StatusState.Online);
        if (!_asking && now >= _nextExchange) BeginExchange();
        if (_asking && !TickTime(now)) return _retryAt;
        long due = _asking ? _deadline : _nextExchange;
        long resend = Expire(now);
        SendWaiting(now, false);
        SendWaiting(now, true);
        if (InFlight > 0 && now + _options.AckTimeoutMicros < resend) resend = now + _options.AckTimeoutMicros;
        if (IsStalled(now)) return _retryAt;
        if (_owed && _owedSince + _options.StallMicros < due) due = _owedSince + _options.StallMicros;
        // An update that is due soon keeps the radio on; one that waits for long goes on with the next burst.
        if (update - now > _options.AckTimeoutMicros && EndsBurst(now)) return _retryAt;
        if (update < due) due = update;
        return resend < due ? resend : due;
    }

    /// <summary>True when the gateway took frames and has said nothing for too long; the connection is given up.
    /// </summary>
    private bool IsStalled(long now)
    {
        if (InFlight > 0 && !_owed)
        {
            _owed = true;
            _owedSince = now;
        }
        if (!_owed || now - _owedSince < _options.StallMicros) return false;
        Status.LinkStalls++;
        GiveUp();
        return true;
    }

    /// <summary>True when everything is acknowledged and the radio goes off until the next burst.</summary>
    private bool EndsBurst(long now)
    {
        if (_options.BurstEveryMicros <= 0 || _ring.Pending > 0 || _asking) return false;
        SendStatus(StatusState.Sleeping);
        _link.Disconnect();
        _state = Idle;
        _sleeping = true;
        Bursts++;
        // From burst to burst, not from end to beginning: sending must not make the schedule drift.
        _burstAt += _options.BurstEveryMicros;
        if (_burstAt <= now) _burstAt = now + _options.BurstEveryMicros;
        _retryAt = _burstAt;
        return true;
    }

    /// <summary>False when the connection was given up.</summary>
    private bool TickTime(long now)
    {
        if (now < _deadline) return true;
        if (++_unanswered >= _options.TimeTries)
        {
            Status.LinkStalls++;
            GiveUp();
            return false;
        }
        Ask();
        return true;
    }

    private void GiveUp()
    {
        _link.Disconnect();
        LinkDown();
    }

    private long Backoff()
    {
        long wait = _options.BackoffMicros;
        for (int i = 0; i < _failures && wait < _options.LongestBackoffMicros; i++) wait *= 2;
        if (wait > _options.LongestBackoffMicros) wait = _options.LongestBackoffMicros;
        // Half fixed, half chance: a clinic's devices do not all come back at the same moment after a power cut.
        return wait / 2 + _entropy.Below((int)(wait / 2000) + 1) * 1000L;
    }

    private void BeginExchange()
    {
        _unanswered = 0;
        _answers = 0;
        Ask();
    }

    private void Ask()
    {
        _askedTicks = _deviceClock.Micros();
        _asking = true;
        _deadline = _networkClock.Micros() + _options.TimeTimeoutMicros;
        _request.BootId = Status.BootId;
        _request.DeviceTicks = _askedTicks;
        int count = TimeRequest.Encode(_request, _buffer, 0);
        if (count > 0) _link.Send(TopicKind.TimeRequest, 0, _buffer, count, false);
    }

    private void ReceiveTime(byte[] payload, int count)
    {
        if (TimeResponse.TryDecode(payload, 0, count, _response) != FrameError.None)
        {
            BadMessages++;
            return;
        }
        // A late answer to a request that was repeated would give a wrong, certain-looking offset.
        if (!_asking || _response.BootId != Status.BootId || _response.DeviceTicks != _askedTicks) return;
        long now = _deviceClock.Micros();
        long offset = (_response.ReceivedUtcMicros - _askedTicks + _response.SentUtcMicros - now) / 2;
        long uncertainty = (now - _askedTicks - (_response.SentUtcMicros - _response.ReceivedUtcMicros)) / 2;
        // A microsecond for rounding; a clock that stepped within the exchange may give less than nothing.
        uncertainty = uncertainty < 0 ? 1 : uncertainty + 1;
        if (_answers == 0 || uncertainty < _bestUncertainty)
        {
            _bestOffset = offset;
            _bestUncertainty = uncertainty;
        }
        _answers++;
        _unanswered = 0;
        if (_answers < _options.TimeExchanges && _bestUncertainty > _options.GoodUncertaintyMicros)
        {
            Ask();
            return;
        }
        EndExchange();
    }

    private void EndExchange()
    {
        _asking = false;
        _failures = 0;
        NoteJump();
        Status.OffsetMicros = _bestOffset;
        Status.UncertaintyMicros = _bestUncertainty;
        _nextExchange = _networkClock.Micros() + _options.TimeEveryMicros;
        _state = Online;
        SendStatus(StatusState.Online);
    }

    /// <summary>Counts an offset that moved by more than both uncertainties and drift explain. The new one is taken
    /// either way: frames bear device ticks, which did not move.</summary>
    private void NoteJump()
    {
        long ticks = _deviceClock.Micros();
        if (_exchanged)
        {
            long moved = _bestOffset - Status.OffsetMicros;
            long allowed = _bestUncertainty + Status.UncertaintyMicros
                + (ticks - _exchangedTicks) / 1000000 * _options.DriftPpm;
            if (moved > allowed || -moved > allowed) Status.ClockJumps++;
        }
        _exchanged = true;
        _exchangedTicks = ticks;
    }

    private void SendStatus(int state)
    {
        _news = false;
        Status.State = state;
        if (Updates != null) Updates.Report(Status);
        Status.BufferedFrames = _ring.Pending;
        Status.DroppedFrames = _ring.Dropped;
        Status.DroppedRaw = _ring.DroppedRaw;
        Status.StoreFaults = _ring.StoreFaults;
        int count = StatusMessage.Encode(Status, _buffer, 0);
        if (count > 0) _link.Send(TopicKind.Status, 0, _buffer, count, true);
    }

    private void ReceiveAck(byte[] payload, int count)
    {
        if (AckMessage.TryDecode(payload, 0, count, _ack) != FrameError.None)
        {
            BadMessages++;
            return;
        }
        for (int i = 0; i < _ack.Count; i++)
        {
            if (!_ring.Acknowledge(_ack.BootId, _ack.Sequences[i])) continue;
            Acknowledged++;
        }
    }

    /// <summary>Lets expired frames wait again; when the next one expires.</summary>
    private long Expire(long now)
    {
        long next = long.MaxValue;
        // Frames under way are among the first: of a long ring only its beginning is looked at.
        int left = InFlight;
        for (int i = 0; i < _ring.Entries && left > 0; i++)
        {
            if (_ring.State(i) != FrameRing.InFlight) continue;
            left--;
            long expires = _ring.SentAt(i) + _options.AckTimeoutMicros;
            if (expires <= now)
            {
                _ring.SetState(i, FrameRing.Waiting, 0);
                Resent++;
                continue;
            }
            if (expires < next) next = expires;
        }
        return next;
    }

    private void SendWaiting(long now, bool backfill)
    {
        for (int i = 0; i < _ring.Entries && InFlight < _options.MaximumInFlight; i++)
        {
            if (_ring.State(i) != FrameRing.Waiting || _ring.IsBackfill(i) != backfill) continue;
            int count = _ring.Load(i, _buffer);
            if (count == 0) continue;
            _ring.SetState(i, FrameRing.InFlight, now);
            if (backfill) _link.Send(TopicKind.Backfill, 0, _buffer, count, false);
            else _link.Send(TopicKind.Live, _ring.ChannelOf(i), _buffer, count, false);
        }
    }
}
