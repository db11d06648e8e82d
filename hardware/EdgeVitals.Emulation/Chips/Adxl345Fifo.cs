namespace EdgeVitals.Emulation.Chips;

/// <summary>The sample store of the ADXL345: 32 places and the output filter's one more.</summary>
internal sealed class Adxl345Fifo
{
    public const int Depth = 33;

    private readonly int[] x = new int[Depth];
    private readonly int[] y = new int[Depth];
    private readonly int[] z = new int[Depth];
    private int first;

    public int Count { get; private set; }

    public void Clear()
    {
        Count = 0;
        first = 0;
    }

    public void Push(int newX, int newY, int newZ)
    {
        int at = (first + Count) % Depth;
        x[at] = newX;
        y[at] = newY;
        z[at] = newZ;
        Count++;
    }

    /// <summary>The oldest sample; the caller looks at <see cref="Count"/> first.</summary>
    public void Pop(int[] into)
    {
        into[0] = x[first];
        into[1] = y[first];
        into[2] = z[first];
        first = (first + 1) % Depth;
        Count--;
    }
}
