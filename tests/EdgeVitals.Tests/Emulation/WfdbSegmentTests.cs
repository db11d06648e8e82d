using EdgeVitals.Emulation.Recordings;

namespace EdgeVitals.Tests.Emulation;

/// <summary>Records of several segments and of several samples a frame, made by hand.</summary>
public sealed class WfdbSegmentTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("wfdbseg").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Fixed_layout_joins_segments_and_leaves_gaps_empty()
    {
        Write("m.hea", "m/3 2 100 7\nm_1 2\n~ 3\nm_2 2\n");
        Segment("m_1", 2, "a 200 b 100", [1, 2, 3, 4]);
        Segment("m_2", 2, "a 50 b 100", [5, 6, 7, 8]);

        WfdbRecord record = Load("m");

        Assert.Equal((2, 7, 100.0), (record.Signals.Count, record.Length, record.SamplesASecond));
        // Each segment by its own gain.
        Assert.Equal([0.005, 0.015, double.NaN, double.NaN, double.NaN, 0.1, 0.14], record.Signal("a").Values);
        Assert.Equal([0.02, 0.04, double.NaN, double.NaN, double.NaN, 0.06, 0.08], record.Signal("1").Values);
    }

    [Fact]
    public void The_longest_signal_is_the_callers_and_a_segment_is_read_once()
    {
        // 40 samples of 20 signals: read a thousand times they are more than the 32,000 that are allowed.
        Write("m.hea", $"m/1001 1 100\nm_layout 0\n{string.Concat(Enumerable.Repeat("m_1 2\n", 1000))}");
        Write("m_layout.hea", "m_layout 1 100 0\n~ 0 200 12 0 0 0 0 s3\n");
        string signals = string.Join(' ', Enumerable.Range(0, 20).Select(s => $"s{s} 200"));
        Segment("m_1", 2, signals, [.. Enumerable.Range(0, 40)]);

        WfdbRecord record = WfdbRecord.Load(Path.Combine(folder, "m.hea"), longest: 2000);

        Assert.Equal(2000, record.Length);
        Assert.Equal([0.015, 0.115, 0.015, 0.115], record.Signal("s3").Values[^4..]);
        Assert.Contains("2000 samples together", Assert.Throws<RecordingFormatException>(
            () => WfdbRecord.Load(Path.Combine(folder, "m.hea"), longest: 1999)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_of_two_signals_is_ambiguous_and_their_indexes_are_not()
    {
        Segment("m_1", 2, "a 100 a 100", [1, 2, 3, 4]);
        WfdbRecord record = Load("m_1");
        Assert.Equal("Record m_1 has several signals 'a', ask for the index: 0 a, 1 a.",
            Assert.Throws<ArgumentException>(() => record.Find("a")).Message);
        Assert.Equal([0.02, 0.04], record.Signal("1").Values);
    }

    [Fact]
    public void Variable_layout_finds_signals_by_name_whatever_their_order()
    {
        Write("m.hea", "m/4 3 100 4\nm_layout 0\nm_1 1\n~ 1\nm_2 2\n");
        Write("m_layout.hea", "m_layout 3 100 0\n~ 0 200 12 0 0 0 0 a\n~ 0 200 12 0 0 0 0 b\n~ 0 200 12 0 0 0 0 c\n");
        Segment("m_1", 1, "c 100 a 100", [1, 2]);
        Segment("m_2", 2, "b 100", [3, 4]);

        WfdbRecord record = Load("m");

        Assert.Equal([0.02, double.NaN, double.NaN, double.NaN], record.Signal("a").Values);
        Assert.Equal([double.NaN, double.NaN, 0.03, 0.04], record.Signal("b").Values);
        Assert.Equal([0.01, double.NaN, double.NaN, double.NaN], record.Signal("c").Values);
    }

    [Fact]
    public void A_signal_with_more_samples_a_frame_has_its_own_rate_and_length()
    {
        // Two frames: a has one sample in each, b three.
        Write("f.hea", "f 2 100 2\nf.dat 16 100 12 0 1 6 0 a\nf.dat 16x3 100 12 0 2 27 0 b\n");
        WriteWords("f.dat", [1, 2, 3, 4, 5, 5, 6, 7]);

        WfdbRecord record = Load("f");

        Assert.Equal([1, 5], record.Signals[0].Samples.Select(s => (int)s));
        Assert.Equal([2, 3, 4, 5, 6, 7], record.Signals[1].Samples.Select(s => (int)s));
        Assert.Equal((100.0, 300.0, 2),
            (record.Signal("a").SamplesASecond, record.Signal("b").SamplesASecond, record.Length));
    }

    [Theory]
    [InlineData("m/2 1 100 5\nm_1 2\nm_2 2\n", "m.hea:1: 5 samples declared, the segments have 4")]
    [InlineData("m/2 1 100 4\nm_1 2\nno 2\n", "m.hea:3: segment no.hea is not beside the header")]
    [InlineData("m/2 1 100 4\nm_1 2\n../m_2 2\n", "m.hea:3: segment '../m_2' leaves the record's folder")]
    [InlineData("m/2 1 100 4\nm_1 2\n/tmp/m_2 2\n", "m.hea:3: segment '/tmp/m_2' leaves the record's folder")]
    [InlineData("m/2 1 100 5\nm_1 2\nm_2 3\n", "m.hea:3: segment m_2 has 2 samples by its own header, 3 here")]
    [InlineData("m/2 1 50 4\nm_1 2\nm_2 2\n", "m.hea:2: segment m_1 has 100 samples a second, 50 here")]
    [InlineData("m/2 2 100 4\nm_1 2\nm_2 2\n", "m.hea:2: segment m_1 has 1 signals, 2 are declared")]
    [InlineData("m/2 1 100 4\nm_1 2\nother 2\n", "m.hea:3: signal 0 of segment other is b in mV, a in mV before")]
    [InlineData("m/2 1 100 4\nm_1 2\n", "m.hea:2: 2 segments declared, 1 described")]
    [InlineData("m/1 1 100 4\n~ 4\n", "m.hea:1: every segment is a gap")]
    [InlineData("m/2 1 100\n~ 2000000000\nm_1 2\n",
        "m.hea:1: segments of 2000000002 samples together cannot be read")]
    [InlineData("m/2 1024 100\n~ 80000000\nm_1 2\n",
        "m.hea:1: segments of 80000002 samples together cannot be read")]
    [InlineData("m/2 2 100\n~ 60000000\nframes 2\n",
        "m.hea:1: 120000004 samples of signal b cannot be read")]
    [InlineData("m/2 1 100 2\nm_1 2\nm_1 0\n", "m.hea:3: segment m_1 is empty")]
    [InlineData("m/2 1 100 2\nm_1 0\nm_1 2\n", "m.hea:2: segment m_1 is a layout by its length 0, and has samples")]
    [InlineData("m/2 1 100 4\nm_1 2\nm 2\n", "m.hea:3: segment m has segments itself")]
    [InlineData("m/0 1 100 4\n", "m.hea:1: number of segments '0' is not in 1..100000")]
    public void Broken_segments_name_the_line_and_the_reason(string master, string expected)
    {
        Write("m.hea", master);
        Segment("m_1", 2, "a 100", [1, 2]);
        Segment("m_2", 2, "a 100", [3, 4]);
        Segment("other", 2, "b 100", [3, 4]);
        Write("frames.hea", "frames 2 100 2\nf.dat 16 100 12 0 1 6 0 a\nf.dat 16x2 100 12 0 2 13 0 b\n");
        WriteWords("f.dat", [1, 2, 3, 5, 4, 4]);
        Assert.Equal(expected, Assert.Throws<RecordingFormatException>(() => Load("m")).Message);
    }

    [Fact]
    public void A_segment_with_a_wrong_checksum_is_named_itself()
    {
        Write("m.hea", "m/2 1 100 4\nm_1 2\nm_2 2\n");
        Segment("m_1", 2, "a 100", [1, 2]);
        Segment("m_2", 2, "a 100", [3, 4]);
        WriteWords("m_2.dat", [3, 5]);
        Assert.Equal("m_2.hea:2: signal a sums to 8 in m_2.dat, 7 by the header",
            Assert.Throws<RecordingFormatException>(() => Load("m")).Message);
    }

    [Fact]
    public void Progress_ends_at_all_of_it()
    {
        var seen = new List<double>();
        WfdbRecord.Load(RecordingData.Path("mitdb/100.hea"), new Direct(seen));
        Assert.Equal(1, seen[^1]);
        Assert.Equal(seen.Order(), seen);
        Assert.True(seen.Count > 5);
    }

    private WfdbRecord Load(string name) => WfdbRecord.Load(Path.Combine(folder, name + ".hea"));

    /// <param name="name">Name of the segment.</param>
    /// <param name="frames">Samples of each signal.</param>
    /// <param name="signals">Name and gain of each signal.</param>
    /// <param name="words">Samples, interleaved.</param>
    private void Segment(string name, int frames, string signals, int[] words)
    {
        string[] parts = signals.Split(' ');
        int count = parts.Length / 2;
        string header = $"{name} {count} 100 {frames}\n";
        for (int s = 0; s < count; s++)
        {
            int sum = words.Where((_, i) => i % count == s).Sum();
            header += $"{name}.dat 16 {parts[2 * s + 1]} 12 0 {words[s]} {sum} 0 {parts[2 * s]}\n";
        }
        Write(name + ".hea", header);
        WriteWords(name + ".dat", words);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);

    private void WriteWords(string name, int[] words) => File.WriteAllBytes(
        Path.Combine(folder, name), [.. words.SelectMany(word => new[] { (byte)word, (byte)(word >> 8) })]);

    private sealed class Direct(List<double> seen) : IProgress<double>
    {
        public void Report(double value) => seen.Add(value);
    }
}
