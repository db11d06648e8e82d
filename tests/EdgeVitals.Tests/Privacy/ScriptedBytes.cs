using System.Buffers.Binary;
using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

/// <summary>Hands out given 64-bit words in order and then one filler for ever, so that a test can stand exactly on the
/// edge of a decision.</summary>
internal sealed class ScriptedBytes(ulong filler, params ulong[] words) : IRandomBytes
{
    private int _position;

    public void Fill(Span<byte> destination)
    {
        Assert.Equal(0, destination.Length % 8);
        for (int at = 0; at < destination.Length; at += 8)
        {
            ulong word = _position < words.Length ? words[_position] : filler;
            BinaryPrimitives.WriteUInt64LittleEndian(destination[at..], word);
            _position++;
        }
    }
}
