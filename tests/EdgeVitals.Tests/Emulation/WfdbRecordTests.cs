using EdgeVitals.Emulation.Recordings;

namespace EdgeVitals.Tests.Emulation;

public sealed class WfdbRecordTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("wfdb").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("mitdb/100.hea", 2, 360, 650_000, "MLII", "mV")]
    [InlineData("mitdb/105.hea", 2, 360, 650_000, "MLII", "mV")]
    [InlineData("mitdb/119.hea", 2, 360, 650_000, "MLII", "mV")]
    [InlineData("mitdb/203.hea", 2, 360, 650_000, "MLII", "mV")]
    [InlineData("cinc2014/100.hea", 7, 250, 150_000, "ECG", "mV")]
    [InlineData("cinc2015-v102s/v102s.hea", 4, 250, 75_000, "II", "mV")]
    public void Load_of_a_real_record_passes_its_own_checksums(
        string header, int signals, double rate, int length, string first, string unit)
    {
        WfdbRecord record = WfdbRecord.Load(RecordingData.Path(header));

        Assert.Equal(signals, record.Signals.Count);
        Assert.Equal(rate, record.SamplesASecond);
        Assert.Equal(length, record.Length);
        Assert.Equal((first, unit), (record.Signals[0].Name, record.Signals[0].Unit));
        Assert.All(record.Signals, signal => Assert.NotNull(signal.Checksum));
    }

    [Fact]
    public void Load_of_mitdb_100_gives_the_published_first_samples()
    {
        // rdsamp -r mitdb/100 -p begins 0.000 -0.145 -0.065 (units mV).
        WfdbRecord record = WfdbRecord.Load(RecordingData.Path("mitdb/100.hea"));
        Assert.Equal(-0.145, record.Signals[0].Physical(0), 9);
        Assert.Equal(-0.065, record.Signals[1].Physical(0), 9);
    }

    [Fact]
    public void Load_of_the_respiration_record_reads_baseline_unit_and_names_with_blanks()
    {
        WfdbRecord record = WfdbRecord.Load(RecordingData.Path("cinc2014/100.hea"));
        WfdbSignal pressure = record.Signals[1];
        Assert.Equal(("BP", "mmHg", -968), (pressure.Name, pressure.Unit, pressure.Baseline));
        Assert.Equal((-279 + 968) / 6.73077, pressure.Physical(0), 6);
        Assert.Equal("Resp (abdominal)", record.Signals[4].Name);
        Assert.Equal((523 + 1051) / 17.0, record.Signal("SO2").Values[0], 9);
    }

    [Fact]
    public void Load_of_three_bytes_gives_the_two_samples_of_format_212()
    {
        // b0 = 0xE3, b1 = 0x33, b2 = 0xF3: 0x3E3 = 995, 0x3F3 = 1011 (MIT-BIH 100's own first frame).
        Write("r.hea", "r 2 360 1\nr.dat 212 200 11 1024 995 995 0 a\nr.dat 212 200 11 1024 1011 1011 0 b\n");
        File.WriteAllBytes(Path.Combine(folder, "r.dat"), [0xE3, 0x33, 0xF3]);
        WfdbRecord record = WfdbRecord.Load(Path.Combine(folder, "r.hea"));
        Assert.Equal((995, 1011), (record.Signals[0].Samples[0], record.Signals[1].Samples[0]));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(212)]
    public void Load_of_a_written_record_with_extremes_and_odd_length_gives_it_back(int format)
    {
        int[] samples = format == 16 ? [-32768, 32767, 0, -1, 5] : [-2048, 2047, 0, -1, 5];
        Make("w", format, samples, declared: samples.Length);

        WfdbRecord record = WfdbRecord.Load(Path.Combine(folder, "w.hea"));

        Assert.Equal(samples, record.Signals[0].Samples.Select(sample => (int)sample));
        // The lowest code means "no value".
        Assert.True(double.IsNaN(record.Signals[0].Physical(0)));
        Assert.Equal(5 / 200.0, record.Signals[0].Physical(4), 12);
    }

    [Fact]
    public void Load_without_a_declared_length_takes_it_from_the_file()
    {
        Make("n", 16, [1, 2, 3], declared: 0);
        Assert.Equal(3, WfdbRecord.Load(Path.Combine(folder, "n.hea")).Length);
    }

    [Theory]
    [InlineData("r 1 360 2\nr.dat 80 200 11 0 1 3 0 a\n", "r.hea:2: format '80' is not read")]
    [InlineData("r 1 360 2\nr.dat 16:4 200 11 0 1 3 0 a\n", "r.hea:2: format '16:4' is not read")]
    [InlineData("r 1 360 2\nr.dat 16x4 200 11 0 1 3 0 a\n", "r.dat: cut short: 4 bytes of samples, 16 expected")]
    [InlineData("r 1 360 2\nr.dat 0 200 11 0 1 3 0 a\n", "r.hea:2: format 0 is for signals without a file (~)")]
    [InlineData("r 1 360 2\n~ 0 200 11 0 1 3 0 a\n", "r.hea:2: signal a has no file: this is the layout")]
    [InlineData("q 1 360 2\nr.dat 16 200 11 0 1 3 0 a\n", "r.hea:1: the header is of record q")]
    [InlineData("r 1 360 2\n/etc/passwd 16 200 11 0 1 3 0 a\n", "r.hea:2: signal file '/etc/passwd' leaves")]
    [InlineData("r/2/2 1 360 2\n", "r.hea:1: record name 'r/2/2' is not NAME or NAME/SEGMENTS")]
    [InlineData("r 1 360 2\nr.dat 16 abc 11 0 1 3 0 a\n", "r.hea:2: gain 'abc' is not a number")]
    [InlineData("r 1 360 2\nr.dat 16 200 11 zero 1 3 0 a\n", "r.hea:2: ADC zero 'zero'")]
    [InlineData("r 1 0 2\nr.dat 16 200 11 0 1 3 0 a\n", "r.hea:1: sampling frequency '0' is not above zero")]
    [InlineData("r x 360 2\n", "r.hea:1: number of signals 'x'")]
    [InlineData("r 2 360 2\nr.dat 16 200 11 0 1 3 0 a\n", "r.hea:2: 2 signals declared, 1 described")]
    [InlineData("# nothing\n", "r.hea: no record line")]
    [InlineData("r/3 1 360 2\n", "r.hea:1: 3 segments declared, 0 described")]
    [InlineData("r 1 360 2\nno.dat 16 200 11 0 1 3 0 a\n", "r.hea:2: signal file no.dat is not beside the header")]
    [InlineData("r 1 360 2\n../r.dat 16 200 11 0 1 3 0 a\n", "r.hea:2: signal file '../r.dat' leaves")]
    [InlineData("r 1 360 2\nr.dat 16 200 11 0 7 3 0 a\n", "r.hea:2: signal a begins with 1 in r.dat, 7 by the header")]
    [InlineData("r 1 360 2\nr.dat 16 200 11 0 1 4 0 a\n", "r.hea:2: signal a sums to 3 in r.dat, 4 by the header")]
    [InlineData("r 1 360 3\nr.dat 16 200 11 0 1 3 0 a\n", "r.dat: cut short: 4 bytes of samples, 6 expected by r.hea")]
    [InlineData("r 1 360 1\nr.dat 16 200 11 0 1 3 0 a\n", "r.dat: longer than declared: 4 bytes")]
    [InlineData("r 1 360 2\nr.dat 16 200 11 0 1 3 0 a\nr.dat 16 200\n", "r.hea:3: a line beyond the 1 signals")]
    public void Load_of_a_broken_record_names_the_file_the_line_and_the_reason(string header, string expected)
    {
        Write("r.hea", header);
        File.WriteAllBytes(Path.Combine(folder, "r.dat"), [1, 0, 2, 0]);
        RecordingFormatException error = Assert.Throws<RecordingFormatException>(
            () => WfdbRecord.Load(Path.Combine(folder, "r.hea")));
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_of_a_real_record_with_one_bit_turned_fails_its_checksum()
    {
        File.Copy(RecordingData.Path("mitdb/100.hea"), Path.Combine(folder, "100.hea"));
        byte[] data = File.ReadAllBytes(RecordingData.Path("mitdb/100.dat"));
        data[1_000_000] ^= 0x10;
        File.WriteAllBytes(Path.Combine(folder, "100.dat"), data);
        RecordingFormatException error = Assert.Throws<RecordingFormatException>(
            () => WfdbRecord.Load(Path.Combine(folder, "100.hea")));
        Assert.Contains("by the header", error.Message, StringComparison.Ordinal);

        File.WriteAllBytes(Path.Combine(folder, "100.dat"), data[..^1]);
        error = Assert.Throws<RecordingFormatException>(() => WfdbRecord.Load(Path.Combine(folder, "100.hea")));
        Assert.Contains("cut short: 1949999 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_of_no_file_says_so() => Assert.Contains("there is no such header",
        Assert.Throws<RecordingFormatException>(() => WfdbRecord.Load(Path.Combine(folder, "x.hea"))).Message,
        StringComparison.Ordinal);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);

    private void Make(string name, int format, int[] samples, int declared)
    {
        short sum = unchecked((short)samples.Sum());
        Write(name + ".hea", $"{name} 1 100 {declared}\n{name}.dat {format} 200 12 0 {samples[0]} {sum} 0 lead\n");
        var bytes = new List<byte>();
        for (int i = 0; i < samples.Length; i++)
        {
            if (format == 16)
            {
                bytes.AddRange([(byte)samples[i], (byte)(samples[i] >> 8)]);
            }
            else if (i % 2 == 0)
            {
                int next = i + 1 < samples.Length ? samples[i + 1] : 0;
                bytes.AddRange([(byte)samples[i], (byte)(((samples[i] >> 8) & 15) | ((next >> 4) & 0xF0)), (byte)next]);
            }
        }
        bool odd212 = format == 212 && samples.Length % 2 == 1;
        File.WriteAllBytes(Path.Combine(folder, name + ".dat"), [.. bytes.Take(bytes.Count - (odd212 ? 1 : 0))]);
    }
}
