using System.Diagnostics;
using System.Security.Cryptography;
using EdgeVitals.Device;
using EdgeVitals.Wire;
using MySensor.Sht31;

namespace MySensor;

/// <summary>The whole wearable: chip, sampler, ring, session and link, driven by one loop, so that nothing needs a
/// lock.</summary>
public sealed class MyDevice : IFrameSink
{
    /// <summary>Version in the status message.</summary>
    public const string Firmware = "mysensor 0.1.0";

    // An hour of five-second frames of 40 bytes each.
    private const int RingBytes = 128 * 1024;
    private const int RingFrames = 1024;
    private const int WindowSeconds = 5;

    private readonly SemaphoreSlim _wake = new(0);
    private readonly FrameRing _ring = new(new MemoryBlockStore(RingBytes), RingFrames, Frame.MaximumEncodedBytes);
    private readonly byte[] _buffer = new byte[Frame.MaximumEncodedBytes];
    private readonly MonotonicClock _clock = new();
    private readonly MqttLink _link;
    private readonly DeviceSession _session;
    private readonly HumiditySampler _sampler;
    private readonly int _bootId = 1 + RandomNumberGenerator.GetInt32(int.MaxValue - 1);
    private long _sequence;

    /// <summary>A device on a bus; <see cref="RunAsync"/> runs it.</summary>
    public MyDevice(Func<IClock, IRegisterBus> bus, GatewayAddress gateway)
    {
        if (_ring.Open() != 0) throw new IOException("the ring cannot be opened");
        _link = new MqttLink(gateway, _bootId, () => _wake.Release());
        _session = new DeviceSession(
            _bootId, _ring, _link, _clock, _clock, new SystemEntropy(), new SessionOptions());
        _session.Status.Firmware = Firmware;
        _session.Status.ResetCause = ResetCause.Software;
        _sampler = new HumiditySampler(new Sht31Driver(bus(_clock)), _clock, this, WindowSeconds);
    }

    /// <summary>Frames made, and frames that the gateway has on its disk.</summary>
    public (long Made, long Acknowledged) Frames => (_sequence, _session.Acknowledged);

    /// <summary>Measures and sends until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        _sampler.Begin();
        while (!stop.IsCancellationRequested)
        {
            while (_link.Events.TryDequeue(out Action<DeviceSession>? call)) call(_session);
            _sampler.Service();
            ReportChip();
            long due = Math.Min(_session.Tick(), _sampler.NextDue());
            // Rounded up: woken a millisecond too early, the loop would spin.
            long wait = Math.Clamp((due - _clock.Micros() + 999) / 1000, 0, 1000);
            try
            {
                await _wake.WaitAsync((int)wait, stop);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
        _session.Stop();
        await _link.CloseAsync();
    }

    /// <summary>Numbers a frame and keeps it until the gateway has acknowledged it.</summary>
    public void Append(Frame frame)
    {
        frame.BootId = _bootId;
        frame.Sequence = _sequence;
        int count = FrameCodec.Encode(frame, _buffer, 0);
        if (count <= 0) throw new InvalidOperationException(FrameError.Text(-count));
        _sequence++;
        _session.Status.GapsReported += frame.GapCount;
        if (_ring.Append(_buffer, count, _bootId, frame.Sequence, frame.ChannelId, false) != 0)
        {
            Console.Error.WriteLine("ring: the frame could not be kept");
        }
    }

    /// <summary>Tells the gateway about the chip when something has changed: a chip that is silent is an alarm there.
    /// </summary>
    private void ReportChip()
    {
        StatusMessage status = _session.Status;
        ChipWatch watch = _sampler.Watch;
        bool isNews = status.ChipCount == 0 || status.ChipStates[0] != watch.State;
        status.ChipCount = 1;
        status.ChipKinds[0] = watch.Kind;
        status.ChipStates[0] = watch.State;
        status.ChipFaults[0] = watch.Faults;
        if (isNews) _session.StatusChanged();
    }

    private sealed class MonotonicClock : IClock
    {
        private readonly long _start = Stopwatch.GetTimestamp();

        public long Micros() => (long)Stopwatch.GetElapsedTime(_start).TotalMicroseconds;
    }

    private sealed class SystemEntropy : IEntropy
    {
        public int Below(int bound) => RandomNumberGenerator.GetInt32(bound);
    }
}
