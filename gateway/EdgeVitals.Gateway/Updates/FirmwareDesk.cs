using EdgeVitals.Wire;

namespace EdgeVitals.Gateway.Updates;

/// <summary>What the gateway knows of one device with regard to updates, and what it offers it next. Times are
/// timestamps of a running clock in seconds.</summary>
internal sealed class FirmwareDesk
{
    /// <summary>Offers of one image in a boot of the device that are not taken up.</summary>
    public const int MostOffers = 5;

    // The device answers an offer with a request as soon as the signature is checked, which may take it half a minute.
    private const double FirstWaitSeconds = 60;

    private readonly HashSet<int> _refused = [];
    private StatusMessage _said = new();
    private bool _isOnline;
    private int _counter;
    private int _offers;
    private int _codeAtOffer;
    private double _nextOffer;

    /// <summary>Takes a status; true when it says that the device refused or left what was offered.</summary>
    public bool Hear(StatusMessage said, double now)
    {
        _isOnline = said.State == StatusState.Online;
        // The Last Will was written before the device knew anything.
        if (said.State == StatusState.Offline)
        {
            return false;
        }
        if (said.BootId != _said.BootId || said.UpdateState != _said.UpdateState)
        {
            _offers = 0;
            // A device that receives asks by itself, after a restart too; an offer is for one that has given up.
            _nextOffer = said.UpdateState == UpdateState.Receiving ? now + FirstWaitSeconds : 0;
        }
        _said = said;
        if (said.UpdateCode == UpdateError.None)
        {
            _codeAtOffer = UpdateError.None;
            return false;
        }
        // A code that was there before the offer speaks of an earlier one.
        return said.UpdateCode != _codeAtOffer && _counter != 0 && _refused.Add(_counter);
    }

    /// <summary>The image that the device asks for, or null: the counter names it for the device's target.</summary>
    public FirmwareUpdate? Asked(IReadOnlyList<FirmwareUpdate> shelf, int counter, double now)
    {
        FirmwareUpdate? update = shelf.FirstOrDefault(u => u.Manifest.RollbackCounter == counter
            && u.IsFor(_said.Firmware));
        if (update is not null)
        {
            // It is busy; an offer now would be one too many.
            _counter = counter;
            _offers = 0;
            _nextOffer = now + FirstWaitSeconds;
        }
        return update;
    }

    /// <summary>The update to offer now, or null. Each offer that is not taken up doubles the wait for the
    /// next.</summary>
    public FirmwareUpdate? Due(IReadOnlyList<FirmwareUpdate> shelf, double now)
    {
        bool takes = _isOnline && _said.FirmwareNumber > 0
            && _said.UpdateState is UpdateState.None or UpdateState.Receiving;
        FirmwareUpdate? update = takes ? Choose(shelf) : null;
        if (update is null)
        {
            return null;
        }
        if (update.Manifest.RollbackCounter != _counter)
        {
            // Before the first offer of this process nobody knows which image a device that receives is asking for.
            if (_counter != 0)
            {
                _nextOffer = 0;
            }
            _counter = update.Manifest.RollbackCounter;
            _offers = 0;
        }
        if (now < _nextOffer || _offers >= MostOffers)
        {
            return null;
        }
        _nextOffer = now + FirstWaitSeconds * (1 << _offers);
        _offers++;
        _codeAtOffer = _said.UpdateCode;
        return update;
    }

    /// <summary>The newest that can follow the running version. Where none can, the oldest: the device refuses it, and
    /// the clinic hears of it.</summary>
    private FirmwareUpdate? Choose(IReadOnlyList<FirmwareUpdate> shelf)
    {
        int running = _said.FirmwareNumber;
        List<FirmwareUpdate> newer = [.. shelf.Where(u => u.IsFor(_said.Firmware) && u.Manifest.Version > running
            && !_refused.Contains(u.Manifest.RollbackCounter)).OrderBy(u => u.Manifest.Version)];
        return newer.LastOrDefault(u => u.Manifest.MinimumVersion <= running) ?? newer.FirstOrDefault();
    }
}
