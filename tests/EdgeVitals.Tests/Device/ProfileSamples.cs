#pragma warning disable // Each type breaks one rule of the profile on purpose; the checker must name it.
namespace EdgeVitals.Tests.Device.ProfileSamples;

internal sealed class Clean
{
    private readonly int[][] _table = [[1, 2, 3, 4, 5], [6]];
    public string Name = "clean";

    public int Sum(byte[] bytes, int count)
    {
        int sum = _table[0][1];
        for (int i = 0; i < count; i++) sum += bytes[i];
        if (sum < 0) throw new System.ArgumentOutOfRangeException(Name);
        return (int)System.Math.Sqrt(sum) + (Name + "x").Length;
    }
}

internal sealed class GenericType<T>
{
    public T Value;
}

internal sealed class GenericMethod
{
    public T Same<T>(T value) => value;
}

internal sealed class GenericCall
{
    public byte[] Make() => System.Array.Empty<byte>();
}

internal sealed class UsesSpan
{
    public int Length(System.ReadOnlySpan<byte> bytes) => 1;
}

internal sealed class SquareArray
{
    public int[,] Cells = new int[2, 2];
}

internal sealed class StackAlloc
{
    public int First(int length)
    {
        System.Span<int> place = stackalloc int[length];
        return place[0];
    }
}

internal sealed class UsesNullable
{
    public int? Maybe;
}

internal sealed class UsesTuple
{
    public (int, int) Pair;
}

internal sealed class UsesTask
{
    public System.Threading.Tasks.Task Later;
}

internal sealed class UsesDecimal
{
    public decimal Price;
}

internal interface IDefaultMethod
{
    int Two() => 2;
}

internal sealed class UsesFunc
{
    public int Call() => new System.Func<int>(() => 1)();
}

internal sealed class UsesReplace
{
    public string Change(string text) => text.Replace("a", "b");
}

internal sealed class UsesFormat
{
    public string Text(int number) => number.ToString();
}

internal sealed class CatchesIo
{
    public int Try()
    {
        try
        {
            return 1;
        }
        catch (System.IO.IOException)
        {
            return 2;
        }
    }
}

internal sealed class UsesDate
{
    private System.DateTime _when;
}
