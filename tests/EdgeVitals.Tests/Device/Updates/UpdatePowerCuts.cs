using System.Security.Cryptography;
using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Device.Updates;

/// <summary>Where a device of one run keeps its slots.</summary>
/// <param name="Power">Its power.</param>
/// <param name="Flash">What the device writes to and reads.</param>
/// <param name="Truth">What is on the medium.</param>
internal sealed record UpdateMedium(IPowerSupply Power, IFlash Flash, IFlash Truth)
{
    public const int Sectors = 14;

    public static UpdateMedium Chip(int seed) => Behind(seed, chip => chip);

    /// <summary>A chip behind something that may lie about it.</summary>
    public static UpdateMedium Behind(int seed, Func<NorFlashTwin, IFlash> wrap)
    {
        NorFlashTwin chip = new(Sectors, seed);
        return new UpdateMedium(new ChipPower(chip), wrap(chip), chip);
    }

    /// <summary>A file that loses or keeps each block that was not flushed.</summary>
    public static UpdateMedium File(int seed)
    {
        CachedFile file = new(Sectors * 4096, seed);
        BlockFlash flash = new(file);
        return new UpdateMedium(file, flash, flash);
    }

    private sealed class ChipPower(NorFlashTwin chip) : IPowerSupply
    {
        public bool IsCut => chip.IsCut;

        public bool KeepsWritesBack => false;

        public void CutAt(int operation) => chip.CutAt(operation);

        public void PowerCycle() => chip.PowerCycle();
    }
}

/// <summary>Takes a device from one image to the next while the power fails, and looks with its own eyes, past device
/// code, at the bytes that each start is given.</summary>
/// <param name="medium">A blank medium, by seed.</param>
/// <param name="imageBytes">Bytes of the old image; the new one is a little shorter.</param>
/// <param name="confirms">Whether the new image proves healthy.</param>
/// <param name="isFirst">Whether the device has no image in a slot before.</param>
internal sealed class UpdatePowerCuts(
    Func<int, UpdateMedium> medium, int imageBytes, bool confirms, bool isFirst = false)
{
    private static readonly Maker Maker = new(7);

    private readonly byte[] _old = Maker.Image(imageBytes, 1);
    private readonly byte[] _new = Maker.Image(imageBytes - 77, 2);
    private UpdateMedium _medium = null!;
    private UpdateBench _bench = null!;
    private int _starts;

    /// <summary>Operations of a whole update, each of which was cut.</summary>
    public int Operations { get; private set; }
    public int Cuts { get; private set; }
    public int CutsInChoose { get; private set; }
    public int Boots { get; private set; }
    public int Trials { get; private set; }
    public int Unverified { get; private set; }
    public int Factory { get; private set; }
    public int WrongEnd { get; private set; }
    public int MostTrials { get; private set; }

    /// <summary>Images that were complete by the state and had lost bytes: the state was ahead of them.</summary>
    public int Holes { get; private set; }

    public Dictionary<string, int> CutsByPhase { get; } = [];

    public override string ToString() =>
        $"{Operations} operations, cuts {Cuts} ({string.Join(", ", CutsByPhase.Select(p => $"{p.Value} in {p.Key}"))}; "
        + $"{CutsInChoose} while choosing), starts {Boots} of which {Trials} trials, at most {MostTrials} an image; "
        + $"unverified {Unverified}, factory image {Factory}, wrong end {WrongEnd}, holes {Holes}";

    /// <summary>Cuts at the first operation, at the second and so on, until an update passes without one.</summary>
    /// <param name="seed">Of the torn operations.</param>
    /// <param name="second">Operations from the return of the power to one more cut, 0 for none.</param>
    public void CutEverywhere(int seed, int second)
    {
        for (int cut = 1; ; cut++)
        {
            int before = Cuts;
            Run(seed, cut, second);
            if (Cuts == before) return;
            Operations = Math.Max(Operations, cut);
        }
    }

    private void Run(int seed, int cut, int second)
    {
        _medium = medium(seed);
        _bench = new UpdateBench(_medium.Flash, Maker, () => _medium.Power.IsCut);
        if (!isFirst) _bench.Install(_old, 1, 1);
        _bench.Boot();
        _bench.Served = _new;
        _starts = 0;
        _medium.Power.CutAt(cut);
        for (int step = 0; step < 40 && !IsEnd(); step++)
        {
            Live();
            if (_bench.Slots.Code == UpdateError.WrongHash) Holes++;
            if (_medium.Power.IsCut) NoteCut();
            Start(second);
            second = 0;
        }
        _medium.Power.CutAt(0);
        Start(0);
        MostTrials = Math.Max(MostTrials, _starts);
        if (_bench.Selector.Version != (confirms ? 2 : 1) || _bench.Selector.IsTrial) WrongEnd++;
        if (!confirms && _bench.Slots.Code != UpdateError.NotConfirmed) WrongEnd++;
    }

    private bool IsEnd() => confirms
        ? _bench.Slots.ConfirmedCounter == 2 && !_bench.Selector.IsTrial && _bench.Slots.Phase == UpdateState.None
        : _bench.Slots.Code == UpdateError.NotConfirmed;

    /// <summary>What a device does from one start to the next.</summary>
    private void Live()
    {
        if (_bench.Selector.IsTrial)
        {
            if (confirms) _bench.Selector.Confirm();
            return;
        }
        _bench.Offer(Maker.Offer(_new, 2, 2));
        _bench.Run();
    }

    private void NoteCut()
    {
        Cuts++;
        string phase = UpdateState.Text(_bench.Slots.Phase);
        CutsByPhase[phase] = CutsByPhase.GetValueOrDefault(phase) + 1;
    }

    private void Start(int second)
    {
        if (_medium.Power.IsCut)
        {
            _medium.Power.PowerCycle();
            _medium.Power.CutAt(second);
        }
        _bench.Boot();
        while (_medium.Power.IsCut)
        {
            Cuts++;
            CutsInChoose++;
            _medium.Power.PowerCycle();
            _bench.Boot();
        }
        Boots++;
        if (_bench.Selector.IsTrial)
        {
            Trials++;
            _starts++;
        }
        if (_bench.Chosen == BootSelector.FactoryImage) Factory++;
        else if (!IsOfMaker(_bench.Chosen)) Unverified++;
    }

    /// <summary>Whether the bytes of a slot are one of the two signed images, by the platform's hash.</summary>
    private bool IsOfMaker(int slot)
    {
        byte[] bytes = new byte[imageBytes];
        int place = (2 + slot * ((UpdateMedium.Sectors - 2) / 2)) * _medium.Truth.SectorBytes;
        Assert.Equal(0, _medium.Truth.Read(place, bytes, 0, imageBytes));
        return Same(bytes, _old) || Same(bytes, _new);
    }

    private static bool Same(byte[] bytes, byte[] image) =>
        SHA256.HashData(bytes.AsSpan(0, image.Length)).AsSpan().SequenceEqual(SHA256.HashData(image));
}
