using EdgeVitals.Device;
using EdgeVitals.Wire;
using Microsoft.Extensions.Logging;

namespace EdgeVitals.Pi;

/// <summary>Ring, session and MQTT link of one device. It has no thread: each event (a frame, a message, a timer)
/// queues one run of its pump on the thread pool, so that hundreds fit one process.</summary>
public sealed class DeviceAgent : IAsyncDisposable, IFrameSink
{
    // Far more than a connection can have under way: MaximumInFlight acknowledgements and a few time answers.
    private const int MostMessages = 1024;

    // The session is ticked at the latest when its next time exchange is due, each 10 minutes.
    private const long SessionSilenceMicros = 2 * 600_000_000L;

    // A kilobyte of hash or a step of a signature each: a millisecond or two in all.
    private const int UpdatePieces = 32;

    private readonly Lock _gate = new();
    private readonly AgentOptions _options;
    private readonly ILogger<DeviceAgent> _log;
    private readonly IBlockStore _store;
    private readonly BootFile? _boot;
    private readonly Liveness _liveness = new();
    private readonly TaskCompletionSource<int> _restart = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FrameRing _ring;
    private readonly DeviceSession _session;
    private readonly SlotUpdates? _updates;
    private readonly MqttLink _link;
    private readonly ProviderClock _deviceClock;
    private readonly ProviderClock _networkClock;
    private readonly ITimer _timer;
    private readonly Queue<LinkEvent> _events = new();
    private readonly byte[] _buffer = new byte[Frame.MaximumEncodedBytes];
    private TaskCompletionSource? _drained;
    private long _sequence;
    private long _appended;
    private int _pump;
    private bool _started;
    private bool _disposed;

    /// <summary>An agent; <see cref="StartAsync"/> connects it.</summary>
    /// <exception cref="ArgumentException">An option out of its range.</exception>
    /// <exception cref="IOException">The data directory cannot be used.</exception>
    public DeviceAgent(AgentOptions options, ILogger<DeviceAgent> log)
    {
        options.Validate();
        _options = options;
        _log = log;
        DateTimeOffset now = options.Time.GetUtcNow();
        _deviceClock = new ProviderClock(
            options.Time, Math.Max(0, (now - (options.BootedAt ?? now)).Ticks / TimeSpan.TicksPerMicrosecond));
        _networkClock = new ProviderClock(options.NetworkTime, 0);
        CryptoEntropy entropy = new();
        _boot = options.DataDirectory is null ? null : new BootFile(options.DataDirectory);
        BootId = _boot?.BootId ?? 1 + entropy.Below(int.MaxValue - 1);
        _store = options.DataDirectory is null
            ? new MemoryBlockStore(options.RingBytes)
            : new FileBlockStore(Path.Combine(options.DataDirectory, "ring.bin"), options.RingBytes);
        _ring = new FrameRing(_store, options.MaximumFrames, options.MaximumFrameBytes);
        if (_ring.Open() != 0)
        {
            _boot?.Dispose();
            (_store as IDisposable)?.Dispose();
            throw new IOException($"the ring in {options.DataDirectory} cannot be read");
        }
        _link = new MqttLink(options, BootId, Post);
        long burst = options.BurstEvery.Ticks / TimeSpan.TicksPerMicrosecond;
        _session = new DeviceSession(BootId, _ring, _link, _deviceClock, _networkClock, entropy,
            new SessionOptions
            {
                MaximumInFlight = options.MaximumInFlight,
                BurstEveryMicros = burst,
                BurstFrames = Math.Max(1, options.MaximumFrames / 2),
                RestartAfterFailures = options.RestartAfterFailures,
            });
        _session.Status.Firmware = options.Firmware;
        _updates = options.Updates is null
            ? null : new SlotUpdates(options.Updates, options.DataDirectory, _link, _networkClock, entropy);
        _session.Updates = _updates;
        _session.Status.ResetCause = _boot?.Cause ?? ResetCause.Software;
        _session.Status.LateTask = _boot?.LateTask ?? DeviceTask.None;
        _liveness.Expect(DeviceTask.Session, Math.Max(SessionSilenceMicros, 2 * burst), _networkClock.Micros());
        _timer = options.NetworkTime.CreateTimer(
            static agent => ((DeviceAgent)agent!).Signal(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Identity of this boot; rises from boot to boot with a data directory, random without.</summary>
    public int BootId { get; }

    /// <summary>Device monotonic microseconds.</summary>
    public long TicksNow => _deviceClock.Micros();

    /// <summary>Whether the session stands and the time is known.</summary>
    public bool IsOnline
    {
        get
        {
            lock (_gate) return _session.IsOnline;
        }
    }

    /// <summary>Version of the image that runs, as the status says it; 0 for an agent that takes no updates.</summary>
    public int FirmwareNumber
    {
        get
        {
            lock (_gate) return _updates?.Version ?? 0;
        }
    }

    /// <summary>Ends with a <see cref="ResetCause"/> when the program should end and be started again; the cause is
    /// noted for the next boot.</summary>
    public Task<int> RestartWanted => _restart.Task;

    /// <summary>The task that hangs, or <see cref="DeviceTask.None"/>: then the machine's watchdog may be fed. A task
    /// that hangs is noted for the status of the next boot.</summary>
    public int LateTask
    {
        get
        {
            lock (_gate)
            {
                int late = _liveness.Late(_networkClock.Micros());
                if (late != DeviceTask.None) End(ResetCause.Watchdog, late);
                return late;
            }
        }
    }

    /// <summary>From now on a task must report by <see cref="Alive"/> within that time.</summary>
    /// <param name="task">See <see cref="DeviceTask"/>.</param>
    /// <param name="allowed">Longest silence; zero ends the watch.</param>
    public void Expect(int task, TimeSpan allowed)
    {
        lock (_gate)
        {
            _liveness.Expect(task, allowed.Ticks / TimeSpan.TicksPerMicrosecond, _networkClock.Micros());
        }
    }

    /// <summary>A task made progress.</summary>
    public void Alive(int task)
    {
        lock (_gate) _liveness.Alive(task, _networkClock.Micros());
    }

    /// <summary>Frames in the ring that wait for their acknowledgement.</summary>
    public int FramesPending
    {
        get
        {
            lock (_gate) return _ring.Pending;
        }
    }

    /// <summary>What the agent has done so far.</summary>
    public AgentCounters Counters
    {
        get
        {
            lock (_gate)
            {
                return new AgentCounters(_appended, _session.Acknowledged, _ring.Pending, _ring.Dropped,
                    _session.Reconnects, _session.Status.GapsReported);
            }
        }
    }

    /// <summary>Begins to connect; returns at once.</summary>
    public Task StartAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_gate) _started = true;
        Signal();
        return Task.CompletedTask;
    }

    /// <summary>Stores a frame and sends it as soon as there is a session. Sets its boot and sequence; the frame may be
    /// used again after the call.</summary>
    /// <exception cref="ArgumentException">The frame breaks a rule of the wire format.</exception>
    public void Append(Frame frame, bool backfill)
    {
        ArgumentNullException.ThrowIfNull(frame);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            frame.BootId = BootId;
            frame.Sequence = _sequence;
            int count = FrameCodec.Encode(frame, _buffer, 0);
            if (count <= 0) throw new ArgumentException(FrameError.Text(-count), nameof(frame));
            _sequence++;
            _appended++;
            _session.Status.GapsReported += frame.GapCount;
            _liveness.Alive(DeviceTask.Store, _networkClock.Micros());
            if (_ring.Append(_buffer, count, BootId, frame.Sequence, frame.ChannelId, backfill) != 0)
            {
                AgentLog.StoreFailed(_log, _options.DeviceId, _ring.StoreFaults);
            }
        }
        Signal();
    }

    /// <summary>Stores a live frame.</summary>
    void IFrameSink.Append(Frame frame) => Append(frame, false);

    /// <summary>Counts samples that a chip lost, for the next status.</summary>
    public void ReportOverflow(long samples)
    {
        lock (_gate) _session.Status.OverflowSamples = samples;
    }

    /// <summary>Says what the device does between measurements.</summary>
    /// <param name="state">See <see cref="PowerState"/>.</param>
    public void ReportPower(int state)
    {
        lock (_gate)
        {
            if (_session.Status.PowerState == state) return;
            _session.Status.PowerState = state;
            _session.StatusChanged();
        }
        Signal();
    }

    /// <summary>Sends what waits now instead of at the next burst.</summary>
    public void WakeLink()
    {
        lock (_gate) _session.WakeLink();
        Signal();
    }

    /// <summary>Takes over the state of a board's chips; what has changed goes upstream at once.</summary>
    public void ReportChips(SensorSampler sampler)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        lock (_gate)
        {
            if (!sampler.Report(_session.Status)) return;
            _session.StatusChanged();
        }
        Signal();
    }

    /// <summary>Returns when every frame is acknowledged.</summary>
    public Task DrainAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_ring.Pending == 0) return Task.CompletedTask;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task.WaitAsync(cancellation);
        }
    }

    /// <summary>Says goodbye and closes. Frames in a data directory stay for the next boot.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _session.Stop();
            _disposed = true;
            _drained?.TrySetCanceled();
        }
        await _timer.DisposeAsync();
        await _link.CloseAsync();
        (_store as IDisposable)?.Dispose();
        _updates?.Dispose();
        if (!_restart.Task.IsCompleted) _boot?.End(ResetCause.Software, DeviceTask.None);
        _boot?.Dispose();
    }

    // The first reason is the cause; those after it are its consequences.
    private void End(int cause, int lateTask)
    {
        if (_restart.TrySetResult(cause)) _boot?.End(cause, lateTask);
    }

    private void Post(LinkEvent linkEvent)
    {
        lock (_gate)
        {
            // A lost acknowledgement is asked for again by its frame; a lost change of the link would not be.
            if (_events.Count >= MostMessages && linkEvent.Kind == LinkEventKind.Message) return;
            _events.Enqueue(linkEvent);
        }
        Signal();
    }

    /// <summary>Queues a run of the pump, although nothing has happened: an agent without work shows that it lives.
    /// </summary>
    public void Poke() => Signal();

    /// <summary>Queues a run of the pump, unless one is queued and has not begun.</summary>
    private void Signal()
    {
        if (Interlocked.Exchange(ref _pump, 2) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static agent => agent.Pump(), this, preferLocal: false);
        }
    }

    private void Pump()
    {
        // 2: something came; 1: running; 0: idle. Whoever sets 2 while it is 1 makes this loop run once more.
        while (true)
        {
            Interlocked.Exchange(ref _pump, 1);
            RunOnce();
            if (Interlocked.CompareExchange(ref _pump, 0, 1) == 1) return;
        }
    }

    private void RunOnce()
    {
        long wait = long.MaxValue;
        lock (_gate)
        {
            if (_disposed || !_started) return;
            while (_events.TryDequeue(out LinkEvent linkEvent)) Take(linkEvent);
            long due = _session.Tick();
            // An update works in many short pieces, each due at once; some of them for each run of the pump.
            for (int i = 0; i < UpdatePieces && _updates is not null && due <= _networkClock.Micros(); i++)
            {
                due = _session.Tick();
            }
            if (_updates is { WantsRestart: true }) End(ResetCause.Update, DeviceTask.None);
            _liveness.Alive(DeviceTask.Session, _networkClock.Micros());
            if (_session.WantsRestart) End(ResetCause.NoConnection, DeviceTask.None);
            if (due != long.MaxValue) wait = Math.Max(0, due - _networkClock.Micros());
            if (_drained is not null && _ring.Pending == 0)
            {
                _drained.TrySetResult();
                _drained = null;
            }
        }
        // A millisecond more, so that the timer's grain never wakes the pump just before the time.
        _timer.Change(wait == long.MaxValue
            ? Timeout.InfiniteTimeSpan : TimeSpan.FromMicroseconds(wait + 1000), Timeout.InfiniteTimeSpan);
        _link.Flush();
    }

    private void Take(LinkEvent linkEvent)
    {
        if (linkEvent.Generation != _link.Generation) return;
        switch (linkEvent.Kind)
        {
            case LinkEventKind.Up:
                AgentLog.Connected(_log, _options.DeviceId);
                _session.LinkUp();
                break;
            case LinkEventKind.Down:
                AgentLog.Disconnected(_log, _options.DeviceId, linkEvent.Reason);
                _session.LinkDown();
                break;
            default:
                _session.Receive(linkEvent.TopicKind, linkEvent.Payload, linkEvent.Payload.Length);
                break;
        }
    }
}
