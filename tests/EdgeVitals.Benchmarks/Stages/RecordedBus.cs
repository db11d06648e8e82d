using EdgeVitals.Device;

namespace EdgeVitals.Benchmarks;

/// <summary>A bus that gives again what an emulated chip answered, so that a driver is measured and not the chip. What
/// is written is taken and forgotten. After the last answer it goes on at the mark.</summary>
internal sealed class RecordedBus : IRegisterBus
{
    private readonly List<byte> _recorded = [];
    private IRegisterBus? _chip;
    private byte[] _answers = [];
    private int _mark;
    private int _at;

    /// <summary>Records that chip until <see cref="Replay"/>.</summary>
    public RecordedBus(IRegisterBus chip)
    {
        _chip = chip;
    }

    /// <summary>What is recorded from here on is repeated without end.</summary>
    public void Mark() => _mark = _recorded.Count;

    /// <summary>From now on answers from the recording, from its beginning.</summary>
    public void Replay()
    {
        _chip = null;
        _answers = [.. _recorded];
        _at = 0;
    }

    /// <inheritdoc/>
    public int Write(byte[] buffer, int count) => _chip?.Write(buffer, count) ?? BusStatus.Ok;

    /// <inheritdoc/>
    public int WriteRead(byte[] write, int writeCount, byte[] read, int readCount)
    {
        if (_chip is not null)
        {
            int status = _chip.WriteRead(write, writeCount, read, readCount);
            if (status != BusStatus.Ok) throw new InvalidOperationException($"status {status} while recording");
            _recorded.AddRange(read.AsSpan(0, readCount));
            return status;
        }
        if (_at == _answers.Length) _at = _mark;
        Array.Copy(_answers, _at, read, 0, readCount);
        _at += readCount;
        return BusStatus.Ok;
    }
}
