using EdgeVitals.Device;

namespace EdgeVitals.Tests.Device;

/// <summary>A file under an operating system that keeps writes back: after a power cut each 512-byte block of the disk
/// holds any of the states that it had since the last flush, whatever the others hold.</summary>
internal sealed class CachedFile(int size, int seed) : IBlockStore, IPowerSupply
{
    private const int Block = 512;

    private readonly byte[] _now = new byte[size];
    private readonly Random _random = new(seed);
    private readonly Dictionary<int, List<byte[]>> _states = [];
    private int _untilCut;

    public int Size => size;

    public bool IsCut { get; private set; }

    public bool KeepsWritesBack => true;

    /// <summary>Flushes so far.</summary>
    public int Flushes { get; private set; }

    public void CutAt(int operation) => _untilCut = operation;

    public void PowerCycle()
    {
        IsCut = false;
        _untilCut = 0;
    }

    public int Read(int position, byte[] buffer, int start, int count)
    {
        if (IsCut || position < 0 || count > size - position) return 1;
        Array.Copy(_now, position, buffer, start, count);
        return 0;
    }

    public int Write(int position, byte[] buffer, int start, int count)
    {
        if (IsCut || position < 0 || count > size - position) return 1;
        for (int block = position / Block; block <= (position + count - 1) / Block; block++)
        {
            if (!_states.TryGetValue(block, out List<byte[]>? states))
            {
                _states[block] = states = [_now.AsSpan(block * Block, Block).ToArray()];
            }
            int from = Math.Max(position, block * Block), to = Math.Min(position + count, (block + 1) * Block);
            Array.Copy(buffer, start + from - position, _now, from, to - from);
            states.Add(_now.AsSpan(block * Block, Block).ToArray());
        }
        return CutsNow() ? 1 : 0;
    }

    public int Flush()
    {
        if (IsCut || CutsNow()) return 1;
        Flushes++;
        _states.Clear();
        return 0;
    }

    private bool CutsNow()
    {
        if (_untilCut == 0 || --_untilCut > 0) return false;
        foreach ((int block, List<byte[]> states) in _states)
        {
            states[_random.Next(states.Count)].CopyTo(_now, block * Block);
        }
        _states.Clear();
        IsCut = true;
        return true;
    }
}
