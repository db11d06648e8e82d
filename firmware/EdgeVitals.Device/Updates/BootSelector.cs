using System;
using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>Decides at each start which image runs, and verifies that one first: the maker's signature over its
/// manifest, target, rollback counter and the hash over all its bytes. What does not verify is never
/// answered.</summary>
/// <remarks>It runs before anything measures and so in one go: a signature is some 4,800 products of ten
/// limbs.</remarks>
public sealed class BootSelector
{
    /// <summary>No slot verifies: start the image that the device was made with.</summary>
    public const int FactoryImage = UpdateSlots.NoSlot;

    /// <summary>Boots of a new image that may end before it confirms itself: one for a power cut, one for a gateway
    /// that is away, one more.</summary>
    public const int MaximumTrials = 3;

    private const int PieceBytes = 256;

    private readonly UpdateSlots _slots;
    private readonly byte[] _publicKey;
    private readonly string _target;
    private readonly UpdateOffer _offer = new UpdateOffer();
    private readonly UpdateManifest _manifest = new UpdateManifest();
    private int _chosen = FactoryImage;

    /// <summary>A selector over slots that it opens itself.</summary>
    /// <param name="slots">Slots.</param>
    /// <param name="publicKey">The maker's Ed25519 key, 32 bytes.</param>
    /// <param name="target">Name of this board and role, as manifests bear it.</param>
    public BootSelector(UpdateSlots slots, byte[] publicKey, string target)
    {
        _slots = slots;
        _publicKey = publicKey;
        _target = target;
    }

    /// <summary>Whether the chosen image is a new one that has to <see cref="Confirm"/> itself.</summary>
    public bool IsTrial { get; private set; }

    /// <summary>Version of the chosen image; 0 for the factory's.</summary>
    public int Version { get; private set; }

    /// <summary>Bytes of the chosen image; 0 for the factory's.</summary>
    public int Size { get; private set; }

    /// <summary>Why this start fell back, see <see cref="UpdateError"/>; 0 when it did not.</summary>
    public int Code { get; private set; }

    /// <summary>The slot to start, verified, or <see cref="FactoryImage"/>. A trial is counted on the flash before it
    /// is answered: an image that hangs the device has used up a try.</summary>
    public int Choose()
    {
        Answer(FactoryImage, false);
        Code = _slots.Open();
        if (Code != UpdateError.None) return FactoryImage;
        bool left = false;
        if (_slots.Phase == UpdateState.Ready || _slots.Phase == UpdateState.Trial)
        {
            int candidate = _slots.Candidate;
            Code = _slots.Tries >= MaximumTrials ? UpdateError.NotConfirmed : Verify(candidate);
            // A trial that cannot be counted could be repeated without end, so it is none.
            if (Code == UpdateError.None) Code = _slots.CountTrial();
            if (Code == UpdateError.None) return Answer(candidate, true);
            // Should this not reach the flash, the next start comes to the same end.
            _slots.Leave(Code);
            left = true;
        }
        int running = _slots.Running;
        if (running == UpdateSlots.NoSlot) return FactoryImage;
        int fault = Verify(running);
        if (fault == UpdateError.None) return Answer(running, false);
        Code = fault;
        int other = 1 - running;
        // An update that is still being received was never tried: it gets its trial in turn, not by the back door.
        bool untried = left || _slots.Phase == UpdateState.Receiving;
        if (untried || Verify(other) != UpdateError.None) other = UpdateSlots.NoSlot;
        // A read that failed may succeed at the next start; anything else stays as it is.
        if (fault != UpdateError.StoreFault) _slots.FallBack(other, fault);
        return Answer(other, false);
    }

    /// <summary>Takes over the answer of the selector that started this program: nothing is verified or counted again.
    /// </summary>
    /// <param name="slot">What that one's <see cref="Choose"/> answered.</param>
    /// <param name="trial">Its <see cref="IsTrial"/>.</param>
    public int Adopt(int slot, bool trial)
    {
        Answer(FactoryImage, false);
        Code = _slots.Open();
        if (Code != UpdateError.None || slot == FactoryImage) return FactoryImage;
        return Answer(slot, trial && slot == _slots.Candidate && _slots.Phase == UpdateState.Trial);
    }

    /// <summary>Whether the image of a slot may be started; the <see cref="UpdateError"/>.</summary>
    public int Verify(int slot)
    {
        int code = ReadManifest(slot);
        if (code != UpdateError.None) return code;
        if (_manifest.Target != _target) return UpdateError.WrongTarget;
        if (_manifest.RollbackCounter < _slots.ConfirmedCounter) return UpdateError.OlderCounter;
        if (_manifest.Size > _slots.SlotBytes) return UpdateError.TooLarge;
        if (!Ed25519.Verify(_publicKey, _offer.Manifest, _offer.ManifestCount, _offer.Signature))
        {
            return UpdateError.BadSignature;
        }
        Sha256 hash = new Sha256();
        byte[] piece = new byte[PieceBytes];
        for (int done = 0; done < _manifest.Size; done += PieceBytes)
        {
            int count = Math.Min(PieceBytes, _manifest.Size - done);
            code = _slots.ReadImage(slot, done, piece, 0, count);
            if (code != UpdateError.None) return code;
            hash.Update(piece, 0, count);
        }
        return CompareHash(hash);
    }

    /// <summary>Copies the chosen image into memory and verifies the hash of the copy: what is loaded from it is what
    /// was signed, whatever the flash answers at a second reading. <see cref="UpdateError.TooLarge"/> when the array is
    /// shorter than <see cref="Size"/>.</summary>
    public int Load(byte[] into)
    {
        if (_chosen == FactoryImage) return UpdateError.BadManifest;
        int code = ReadManifest(_chosen);
        if (code != UpdateError.None) return code;
        if (into.Length < _manifest.Size) return UpdateError.TooLarge;
        code = _slots.ReadImage(_chosen, 0, into, 0, _manifest.Size);
        if (code != UpdateError.None) return code;
        Sha256 hash = new Sha256();
        hash.Update(into, 0, _manifest.Size);
        return CompareHash(hash);
    }

    /// <summary>Says that the new image is healthy: it becomes the running one, and no older counter boots again.
    /// Nothing to do, and 0, when none is on trial.</summary>
    public int Confirm()
    {
        if (!IsTrial) return UpdateError.None;
        int code = ReadManifest(_chosen);
        if (code == UpdateError.None) code = _slots.Confirm(_manifest.RollbackCounter);
        if (code == UpdateError.None) IsTrial = false;
        return code;
    }

    private int ReadManifest(int slot)
    {
        int code = _slots.ReadOffer(slot, _offer);
        if (code != UpdateError.None) return code;
        return UpdateManifest.TryDecode(_offer.Manifest, 0, _offer.ManifestCount, _manifest) == FrameError.None
            ? UpdateError.None : UpdateError.BadManifest;
    }

    private int CompareHash(Sha256 hash)
    {
        byte[] found = new byte[Sha256.HashBytes];
        hash.Finish(found, 0);
        for (int i = 0; i < Sha256.HashBytes; i++)
        {
            if (found[i] != _manifest.Sha256[i]) return UpdateError.WrongHash;
        }
        return UpdateError.None;
    }

    private int Answer(int slot, bool trial)
    {
        _chosen = slot;
        IsTrial = trial;
        bool isSlot = slot != FactoryImage && ReadManifest(slot) == UpdateError.None;
        Version = isSlot ? _manifest.Version : 0;
        Size = isSlot ? _manifest.Size : 0;
        return slot;
    }
}
