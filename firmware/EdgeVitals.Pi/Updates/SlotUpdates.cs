using EdgeVitals.Device;
using EdgeVitals.Wire;

namespace EdgeVitals.Pi;

/// <summary>Slots of an agent in a file, or in memory: chooses the image at the start, confirms it once the session is
/// online, receives the next one.</summary>
internal sealed class SlotUpdates : IUpdateSink, IDisposable
{
    // A confirmation that the disk does not take is tried again, but not with every tick.
    private const int MostConfirmations = 3;

    private readonly AgentUpdates _options;
    private readonly ILink _link;
    private readonly IClock _clock;
    private readonly IEntropy _entropy;
    private readonly SlotFile _file;
    private readonly byte[] _key;
    private UpdateSlots _slots = null!;
    private BootSelector _selector = null!;
    private UpdateReceiver _receiver = null!;
    private int _confirmations;

    public SlotUpdates(
        AgentUpdates options, string? dataDirectory, ILink link, IClock networkClock, IEntropy entropy)
    {
        _options = options;
        _link = link;
        _clock = networkClock;
        _entropy = entropy;
        _key = options.PublicKey.ToArray();
        _file = new SlotFile(options, dataDirectory);
        Start();
    }

    /// <summary>Version of the chosen image, or of the one that the device was made with.</summary>
    public int Version { get; private set; }

    /// <summary>Whether a new image waits and the program has to end for it.</summary>
    public bool WantsRestart => _receiver.IsReady && !_options.RestartsInPlace;

    public void Receive(byte[] payload, int count) => _receiver.Receive(payload, count);

    public long Tick()
    {
        // A session ticks this while it is online, which is what health means here.
        if (_selector.IsTrial && _confirmations < MostConfirmations)
        {
            _confirmations++;
            _selector.Confirm();
        }
        long due = _receiver.Tick();
        if (!_receiver.IsReady || !_options.RestartsInPlace) return due;
        Start();
        return _clock.Micros();
    }

    public bool Report(StatusMessage status)
    {
        bool changed = _receiver.Report(status);
        // The first word of the text names the target; the gateway offers by it.
        string text = $"{_options.Target} {Version}";
        status.Firmware = text.Length <= StatusMessage.MaximumFirmwareLength ? text : _options.Target;
        return changed;
    }

    public void Dispose() => _file.Dispose();

    private void Start()
    {
        _confirmations = 0;
        _slots = new UpdateSlots(new BlockFlash(_file.Store));
        _selector = new BootSelector(_slots, _key, _options.Target);
        if (_options.Chosen is ImageChoice chosen) _selector.Adopt(chosen.Slot, chosen.IsTrial);
        else _selector.Choose();
        Version = _selector.Version > 0 ? _selector.Version : _options.Version;
        _receiver = new UpdateReceiver(_slots, _link, _clock, _entropy, new UpdateOptions
        {
            PublicKey = _key, Target = _options.Target, Version = Version,
        });
    }
}
