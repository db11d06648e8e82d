using EdgeVitals.Device;
using EdgeVitals.Wire;

namespace EdgeVitals.Nano;

/// <summary>Encodes the golden frames on the device and compares them with the committed bytes: shows that compiler
/// and runtime of the board compute what .NET computes. The same source runs in the unit tests.</summary>
public static class SelfTest
{
    private const string Digits = "0123456789ABCDEF";

    /// <summary>PASS or FAIL, the CRC-32 (ISO-HDLC) over the encoded frames in the order samples, gaps, only-gap as
    /// eight hexadecimal digits, and what differs first, if anything.</summary>
    public static string Run()
    {
        byte[] buffer = new byte[512];
        uint crc = 0;
        string fault = "";
        for (int i = 0; i < GoldenVectors.All.Length; i++)
        {
            int count = FrameCodec.Encode(FrameOf(i), buffer, 0);
            if (count > 0) crc = Crc32.Of(crc, buffer, 0, count);
            bool same = Same(GoldenVectors.All[i], buffer, count);
            if (fault.Length == 0 && !same) fault = " " + GoldenVectors.Names[i];
        }
        return (fault.Length == 0 ? "PASS " : "FAIL ") + Hexadecimal(crc) + fault;
    }

    private static bool Same(byte[] expected, byte[] actual, int count)
    {
        if (count != expected.Length) return false;
        for (int i = 0; i < count; i++)
        {
            if (expected[i] != actual[i]) return false;
        }
        return true;
    }

    /// <summary>The fields of the golden frames, as tests/EdgeVitals.Tests/Wire/GoldenFiles.cs has them.</summary>
    private static Frame FrameOf(int index)
    {
        Frame frame = new Frame(8, 4);
        if (index == 0)
        {
            Head(frame, 7, 300, 1500000, 1000000, Channels.HeartRate.Id, -1, 96);
            int[] rates = new int[] { 724, 725, 719, 719, 790 };
            for (int i = 0; i < rates.Length; i++) frame.Add(rates[i]);
        }
        else if (index == 1)
        {
            Head(frame, int.MaxValue, 4294967296, 9007199254, 40000, Channels.PlethInfrared.Id, 0, 55);
            frame.AddGap(3, GapReason.NoContact);
            frame.Add(131072);
            frame.Add(-5);
            frame.AddGap(70000, GapReason.Overflow);
            frame.Add(int.MaxValue);
            frame.Add(int.MinValue);
            frame.AddGap(1, GapReason.LowQuality);
        }
        else
        {
            Head(frame, 1, 0, 0, 1000000, Channels.SpO2.Id, -1, 0);
            frame.AddGap(30, GapReason.NoContact);
        }
        return frame;
    }

    private static void Head(Frame frame, int boot, long sequence, long ticks, long period, int channel, int scale,
        int quality)
    {
        frame.BootId = boot;
        frame.Sequence = sequence;
        frame.StartTicks = ticks;
        frame.PeriodMicros = period;
        frame.ChannelId = channel;
        frame.ScaleExponent = scale;
        frame.Quality = quality;
    }

    private static string Hexadecimal(uint value)
    {
        char[] text = new char[8];
        for (int i = 0; i < 8; i++) text[i] = Digits[(int)((value >> (28 - 4 * i)) & 15)];
        return new string(text);
    }
}
