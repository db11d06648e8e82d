using System.Text;
using EdgeVitals.Emulation.Recordings;

namespace EdgeVitals.Tests.Emulation;

public sealed class WfdbAnnotationTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("atr").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    // Beats by the database's own table of annotation counts (mitdb, tables.htm: sum of the beat columns).
    [InlineData("100", 2273)]
    [InlineData("105", 2572)]
    [InlineData("119", 1987)]
    [InlineData("203", 2980)]
    public void Load_of_mitdb_gives_the_published_number_of_beats(string record, int beats)
    {
        WfdbAnnotations annotations = WfdbAnnotations.Load(RecordingData.Path($"mitdb/{record}.atr"));
        Assert.Equal(beats, annotations.Beats().Length);
        Assert.True(annotations.All[^1].Sample < 650_000);
        Assert.Empty(annotations.Flutter());
    }

    [Fact]
    public void Load_of_mitdb_100_begins_with_its_rhythm_and_first_beats()
    {
        // rdann -r 100 -a atr: 18 + (N, 77 N, 370 N, 662 N.
        WfdbAnnotations annotations = WfdbAnnotations.Load(RecordingData.Path("mitdb/100.atr"));
        Assert.Equal(new WfdbAnnotation(18, 28, 0, 0, 0, "(N"), annotations.All[0]);
        Assert.Equal([77L, 370, 662], annotations.Beats()[..3]);
    }

    [Fact]
    public void Load_reads_skip_number_subtype_channel_and_text()
    {
        WfdbAnnotations annotations = Read(
            [
                // SKIP by 0x00012345, upper word first; N 3 samples later, its number −2, subtype 5, channel 1, text.
                .. Word(59, 0), 0x01, 0x00, 0x45, 0x23, .. Word(1, 3), .. Word(60, 0xFE), .. Word(61, 5), .. Word(62, 1),
                .. Word(63, 3), .. Encoding.ASCII.GetBytes("abc\0"),
                // V: channel and number stay, subtype and text do not.
                .. Word(5, 1023), 0, 0,
            ]);
        Assert.Equal(
            [
                new WfdbAnnotation(0x12345 + 3, 1, 5, 1, -2, "abc"),
                new WfdbAnnotation(0x12345 + 3 + 1023, 5, 0, 1, -2, ""),
            ],
            annotations.All);
    }

    [Fact]
    public void Code_zero_moves_the_time_and_marks_nothing()
    {
        WfdbAnnotations annotations = Read([.. Word(1, 10), .. Word(0, 500), .. Word(1, 7), 0, 0]);
        Assert.Equal([10L, 517], annotations.All.Select(a => a.Sample));
        Assert.Equal([10L, 517], annotations.Beats());
    }

    [Fact]
    public void Flutter_spans_pair_their_brackets_and_an_open_one_goes_to_the_end()
    {
        WfdbAnnotations annotations = Read(
            [.. Word(32, 100), .. Word(31, 50), .. Word(33, 100), .. Word(1, 10), .. Word(32, 10), 0, 0]);
        Assert.Equal([(100, 250), (270, long.MaxValue)], annotations.Flutter());
        // A flutter wave is no beat.
        Assert.Equal([260L], annotations.Beats());
    }

    [Fact]
    public void Load_takes_the_time_resolution_from_its_note()
    {
        byte[] text = Encoding.ASCII.GetBytes("## time resolution: 1000\0");
        WfdbAnnotations annotations = Read(
            [.. Word(22, 0), .. Word(63, text.Length), .. text, 0, .. Word(1, 500), 0, 0]);
        Assert.Equal(1000, annotations.SamplesASecond);
        Assert.Equal([500L], annotations.Beats());
        Assert.Single(annotations.All);
    }

    [Theory]
    [InlineData("01 04", "a.atr: byte 2: cut short, no end mark")]
    [InlineData("01", "a.atr: byte 0: cut short, no end mark")]
    [InlineData("", "a.atr: byte 0: cut short, no end mark")]
    [InlineData("00 EC 01 00", "a.atr: byte 4: cut short, no end mark")]
    [InlineData("01 04 09 FC 61", "a.atr: byte 4: cut short in a text of 9 bytes")]
    [InlineData("00 F0", "a.atr: byte 0: code 60 before any annotation")]
    [InlineData("01 C8", "a.atr: byte 0: code 50 is no annotation")]
    [InlineData("01 04 00 EC FF FF F0 FF 01 04", "a.atr: byte 8: time goes back to sample -14")]
    public void Load_of_a_broken_file_names_the_byte_and_the_reason(string hex, string expected)
    {
        byte[] bytes = [.. hex.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(b => Convert.ToByte(b, 16))];
        Assert.Equal(expected, Assert.Throws<RecordingFormatException>(() => Read(bytes)).Message);
    }

    [Fact]
    public void Load_of_a_real_file_cut_anywhere_says_so_or_ends_at_an_annotation()
    {
        byte[] whole = File.ReadAllBytes(RecordingData.Path("mitdb/100.atr"));
        for (int length = 0; length < whole.Length; length += 37)
        {
            Assert.Throws<RecordingFormatException>(() => Read(whole[..length]));
        }
    }

    private static byte[] Word(int code, int field) => [(byte)field, (byte)((code << 2) | (field >> 8))];

    private WfdbAnnotations Read(byte[] bytes)
    {
        string path = Path.Combine(folder, "a.atr");
        File.WriteAllBytes(path, bytes);
        return WfdbAnnotations.Load(path);
    }
}
