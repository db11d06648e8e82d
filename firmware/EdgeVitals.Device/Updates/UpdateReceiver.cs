using System;
using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>Takes an update beside everything else: checks the offer, pulls the image part by part with one request in
/// flight, writes it, goes on after a reset where it was, verifies the hash and marks the slot ready for the next boot.
/// A state machine without threads: each <see cref="Tick"/> does one piece, at most one erase or program of the flash,
/// a kilobyte of hash or one step of the signature.</summary>
public sealed class UpdateReceiver : IUpdateSink
{
    private const int Idle = 0;
    private const int Waiting = 1;
    private const int Asked = 2;
    private const int Erasing = 3;
    private const int Writing = 4;
    private const int Noting = 5;
    private const int Hashing = 6;

    // First bytes of the two messages of the topic: a map of three is an offer, one of four a chunk.
    private const int OfferHead = 0xA3;
    private const int ChunkHead = 0xA4;

    private readonly UpdateSlots _slots;
    private readonly ILink _link;
    private readonly IClock _clock;
    private readonly IEntropy _entropy;
    private readonly UpdateOptions _options;
    private readonly UpdateOffer _offer = new UpdateOffer();
    private readonly UpdateManifest _manifest = new UpdateManifest();
    private readonly UpdateRequest _request = new UpdateRequest();
    private readonly UpdateChunk _chunk = new UpdateChunk();
    private readonly byte[] _buffer = new byte[UpdateRequest.MaximumEncodedBytes];
    private Ed25519Check? _check;
    private Sha256? _hash;
    private int _state;
    private long _due;
    private int _unanswered;
    private int _offset;
    private int _size;
    private int _counter;
    private int _hashed;
    private int _failures;
    private int _lastFailure;

    /// <summary>A receiver over slots that a <see cref="BootSelector"/> has opened. An update that a reset cut short
    /// goes on at the first tick.</summary>
    public UpdateReceiver(UpdateSlots slots, ILink link, IClock networkClock, IEntropy entropy, UpdateOptions options)
    {
        _slots = slots;
        _link = link;
        _clock = networkClock;
        _entropy = entropy;
        _options = options;
        if (_slots.Phase == UpdateState.Receiving && TakeCandidate()) Resume();
    }

    /// <summary>Whether a verified image waits for the next boot; the owner starts the device again when it suits.
    /// </summary>
    public bool IsReady
    {
        get { return _slots.Phase == UpdateState.Ready; }
    }

    /// <summary>Bytes of the update at hand, those not yet safe from a reset among them.</summary>
    public int Offset
    {
        get { return _offset; }
    }

    /// <summary>Offers that were refused in this boot.</summary>
    public long Refused { get; private set; }

    /// <summary>Messages that nobody had asked for, late and repeated chunks among them.</summary>
    public long Ignored { get; private set; }

    /// <summary>Messages that could not be read.</summary>
    public long BadMessages { get; private set; }

    /// <summary>Requests that were not answered in time.</summary>
    public long Timeouts { get; private set; }

    /// <summary>Takes an offer or a chunk.</summary>
    public void Receive(byte[] payload, int count)
    {
        if (count > 0 && payload[0] == ChunkHead) ReceiveChunk(payload, count);
        else if (count > 0 && payload[0] == OfferHead) ReceiveOffer(payload, count);
        else BadMessages++;
    }

    /// <summary>Does the next piece of work.</summary>
    public long Tick()
    {
        long now = _clock.Micros();
        if (_check != null) return TickSignature(_check, now);
        switch (_state)
        {
            case Waiting:
                if (now >= _due) Ask(now);
                return _due;
            case Asked:
                if (now >= _due) NoAnswer(now);
                return _state == Idle ? long.MaxValue : _due;
            case Erasing:
                Go(_slots.EraseImage(_offset), Writing);
                return now;
            case Writing:
                Write();
                return now;
            case Noting:
                Go(_slots.NoteReceived(_offset), Waiting);
                _due = now;
                return now;
            case Hashing:
                Hash();
                return now;
            default:
                return long.MaxValue;
        }
    }

    /// <summary>Writes update state, firmware number and update code into the status; true when one has changed.
    /// </summary>
    public bool Report(StatusMessage status)
    {
        bool changed = status.UpdateState != _slots.Phase || status.UpdateCode != _slots.Code
            || status.FirmwareNumber != _options.Version;
        status.UpdateState = _slots.Phase;
        status.UpdateCode = _slots.Code;
        status.FirmwareNumber = _options.Version;
        return changed;
    }

    private void ReceiveOffer(byte[] payload, int count)
    {
        // One thing after the other: the gateway offers again.
        bool isBusy = _check != null || _slots.Phase == UpdateState.Ready || _slots.Phase == UpdateState.Trial
            || (_state != Idle && _state != Waiting && _state != Asked);
        if (isBusy)
        {
            Ignored++;
            return;
        }
        if (UpdateOffer.TryDecode(payload, 0, count, _offer) != FrameError.None)
        {
            BadMessages++;
            Refuse(UpdateError.BadManifest);
            return;
        }
        if (_slots.Phase == UpdateState.Receiving && _slots.Holds(_slots.Candidate, _offer))
        {
            if (_state == Idle) Resume();
            return;
        }
        int code = Judge();
        if (code != UpdateError.None) Refuse(code);
        else _check = new Ed25519Check(_options.PublicKey, _offer.Manifest, _offer.ManifestCount, _offer.Signature);
    }

    /// <summary>All but the signature, which is dear.</summary>
    private int Judge()
    {
        if (UpdateManifest.TryDecode(_offer.Manifest, 0, _offer.ManifestCount, _manifest) != FrameError.None)
        {
            return UpdateError.BadManifest;
        }
        if (_manifest.Target != _options.Target) return UpdateError.WrongTarget;
        // A device that lost its image may take the same one again.
        int least = _slots.Running == UpdateSlots.NoSlot ? _slots.ConfirmedCounter : _slots.ConfirmedCounter + 1;
        if (_manifest.RollbackCounter < least) return UpdateError.OlderCounter;
        if (_manifest.Size > _slots.SlotBytes) return UpdateError.TooLarge;
        if (_manifest.MinimumVersion > _options.Version) return UpdateError.VersionTooOld;
        return _failures >= _options.Failures ? _lastFailure : UpdateError.None;
    }

    private long TickSignature(Ed25519Check check, long now)
    {
        check.Step();
        if (!check.IsDone) return now;
        _check = null;
        if (!check.IsValid)
        {
            Refuse(UpdateError.BadSignature);
        }
        else if (_slots.BeginReceiving(_offer) != UpdateError.None || !TakeCandidate())
        {
            Refuse(UpdateError.StoreFault);
        }
        else
        {
            Resume();
        }
        return now;
    }

    private void Refuse(int code)
    {
        Refused++;
        _slots.Note(code);
        // An update that was under way goes on; its request may have been answered in the meantime.
        if (_state == Asked) Resume();
    }

    /// <summary>Reads size and name of the update from the candidate's manifest.</summary>
    private bool TakeCandidate()
    {
        if (!ReadCandidate()) return false;
        _size = _manifest.Size;
        _counter = _manifest.RollbackCounter;
        _offset = _slots.Received;
        return true;
    }

    private bool ReadCandidate()
    {
        return _slots.ReadOffer(_slots.Candidate, _offer) == UpdateError.None
            && UpdateManifest.TryDecode(_offer.Manifest, 0, _offer.ManifestCount, _manifest) == FrameError.None;
    }

    private void Resume()
    {
        _unanswered = 0;
        _due = _clock.Micros();
        _state = Waiting;
    }

    private void Ask(long now)
    {
        if (_offset >= _size)
        {
            _hashed = 0;
            _state = Hashing;
            _due = now;
            return;
        }
        // A chunk never passes the end of a sector: it is erased once, and its end is a place to go on from.
        int toSectorEnd = _slots.SectorBytes - _offset % _slots.SectorBytes;
        _request.Counter = _counter;
        _request.Offset = _offset;
        _request.Length = Math.Min(_options.ChunkBytes, Math.Min(toSectorEnd, _size - _offset));
        int count = UpdateRequest.Encode(_request, _buffer, 0);
        if (count > 0) _link.Send(TopicKind.OtaRequest, 0, _buffer, count, false);
        _state = Asked;
        _due = now + _options.TimeoutMicros;
    }

    private void NoAnswer(long now)
    {
        Timeouts++;
        _unanswered++;
        if (_unanswered >= _options.Tries)
        {
            // What is stored stays; the next offer, or the next boot, goes on.
            _state = Idle;
            return;
        }
        long wait = _options.BackoffMicros;
        for (int i = 1; i < _unanswered && wait < _options.LongestBackoffMicros; i++) wait *= 2;
        if (wait > _options.LongestBackoffMicros) wait = _options.LongestBackoffMicros;
        // Half fixed, half chance, as the session waits: a ward's devices do not ask in step.
        _due = now + wait / 2 + _entropy.Below((int)(wait / 2000) + 1) * 1000L;
        _state = Waiting;
    }

    private void ReceiveChunk(byte[] payload, int count)
    {
        if (_state != Asked || _check != null)
        {
            Ignored++;
            return;
        }
        if (UpdateChunk.TryDecode(payload, 0, count, _chunk) != FrameError.None)
        {
            BadMessages++;
            return;
        }
        if (_chunk.Counter != _counter || _chunk.Offset != _offset)
        {
            Ignored++;
            return;
        }
        if (_chunk.Count > _size - _offset)
        {
            Fail(UpdateError.TooLarge);
            return;
        }
        if (_chunk.Count > _request.Length)
        {
            Ignored++;
            return;
        }
        _unanswered = 0;
        _state = _offset % _slots.SectorBytes == 0 ? Erasing : Writing;
    }

    private void Write()
    {
        int code = _slots.WriteImage(_offset, _chunk.Bytes, 0, _chunk.Count);
        _offset += _chunk.Count;
        bool isWhole = _offset % _slots.SectorBytes == 0 || _offset >= _size;
        _due = _clock.Micros();
        // A last sector that is not full could not be gone on with: its hash comes next, without a note.
        Go(code, isWhole && _offset < _size ? Noting : Waiting);
    }

    private void Hash()
    {
        if (_hash == null) _hash = new Sha256();
        if (_hashed < _size)
        {
            int count = Math.Min(UpdateChunk.MaximumBytes, _size - _hashed);
            int code = _slots.ReadImage(_slots.Candidate, _hashed, _chunk.Bytes, 0, count);
            if (code != UpdateError.None)
            {
                Fail(code);
                return;
            }
            _hash.Update(_chunk.Bytes, 0, count);
            _hashed += count;
            return;
        }
        _hash.Finish(_chunk.Bytes, 0);
        _hash = null;
        // An offer that was refused in the meantime has left its own manifest here.
        bool isRight = ReadCandidate();
        for (int i = 0; i < Sha256.HashBytes; i++)
        {
            if (_chunk.Bytes[i] != _manifest.Sha256[i]) isRight = false;
        }
        if (isRight) Go(_slots.MarkReady(), Idle);
        else Fail(UpdateError.WrongHash);
    }

    private void Go(int code, int state)
    {
        if (code == UpdateError.None) _state = state;
        else Fail(code);
    }

    private void Fail(int code)
    {
        _state = Idle;
        _hash = null;
        _failures++;
        _lastFailure = code;
        _slots.Leave(code);
    }
}
