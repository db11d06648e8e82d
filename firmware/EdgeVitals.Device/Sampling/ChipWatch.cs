using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>What one chip's driver calls came to, as the status message tells it.</summary>
public sealed class ChipWatch
{
    // A single broken transfer is repaired by the next retry; at one a second the third says that it stays broken.
    private const int FaultsInRow = 3;

    private int _inRow;

    /// <summary>A watch of a chip that has not been asked yet.</summary>
    public ChipWatch(int kind)
    {
        Kind = kind;
    }

    /// <summary>See <see cref="ChipKind"/>.</summary>
    public int Kind { get; }

    /// <summary>See <see cref="ChipState"/>.</summary>
    public int State { get; private set; }

    /// <summary>The driver's last status, a <see cref="DriverStatus"/>.</summary>
    public int Status { get; private set; }

    /// <summary>Failed calls since this watch was made.</summary>
    public long Faults { get; private set; }

    /// <summary>Notes a call that moved bytes. NotReady is an answer of a chip that works.</summary>
    public void Note(int status)
    {
        Status = status;
        if (status == DriverStatus.Ok || status == DriverStatus.NotReady)
        {
            _inRow = 0;
            State = ChipState.Good;
            return;
        }
        Faults++;
        if (_inRow < FaultsInRow) _inRow++;
        if (_inRow < FaultsInRow) return;
        if (status == DriverStatus.WrongPart) State = ChipState.WrongPart;
        else State = status == BusStatus.Nack ? ChipState.Missing : ChipState.Faulty;
    }
}
