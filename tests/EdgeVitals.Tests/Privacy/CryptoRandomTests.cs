using System.Reflection;
using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

public sealed class CryptoRandomTests
{
    [Fact]
    public void Bytes_are_never_handed_out_twice()
    {
        using CryptoRandom random = new();
        HashSet<string> seen = [];
        byte[] block = new byte[16];
        for (int i = 0; i < 10_000; i++)
        {
            random.Fill(block);
            // 10,000 draws of 128 bits collide with probability 1.5e-31.
            Assert.True(seen.Add(Convert.ToHexString(block)));
        }
    }

    [Fact]
    public void Every_byte_value_occurs_as_often_as_it_should()
    {
        using CryptoRandom random = new();
        byte[] bytes = new byte[65_536 + 7];
        random.Fill(bytes);
        byte[] odd = new byte[1013];
        List<long> centred = [.. bytes.Select(b => (long)b - 128)];
        for (int i = 0; i < 200; i++)
        {
            random.Fill(odd);
            centred.AddRange(odd.Select(b => (long)b - 128));
        }

        // n = 268,143, 256 cells, alpha = 1e-6.
        Assert.True(GoodnessOfFit.Accepts(centred, x => x is >= -128 and <= 127 ? 1 : 0, 128));
    }

    [Fact]
    public void Used_bytes_and_disposed_buffers_are_zero_in_memory()
    {
        CryptoRandom random = new();
        byte[] taken = new byte[64];
        random.Fill(taken);
        byte[] buffer = (byte[])typeof(CryptoRandom)
            .GetField("_buffer", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(random)!;

        Assert.All(buffer[..64], value => Assert.Equal(0, value));
        Assert.Contains(buffer, value => value != 0);
        random.Dispose();
        Assert.All(buffer, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Disposed_generator_refuses()
    {
        CryptoRandom random = new();
        random.Dispose();

        Assert.Throws<ObjectDisposedException>(() => random.Fill(new byte[1]));
    }
}
