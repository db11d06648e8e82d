using EdgeVitals.Tests.Emulation;

namespace EdgeVitals.Tests.Pi.Verbs;

/// <summary>Files that are not what they say: exit 2 and one line that names the fault, never a number.</summary>
public sealed class SignalBadInputTests : VerbFolder
{
    [Theory]
    [InlineData("truncated", "100.dat: cut short: 1949999 bytes of samples, 1950000 expected")]
    [InlineData("longer", "100.dat: longer than declared")]
    [InlineData("bit", "by the header")]
    [InlineData("format", "100.dat: cut short")]
    [InlineData("name", "100.hea:1: the header is of record 101")]
    [InlineData("file", "100.hea:2: signal file no.dat is not beside the header")]
    [InlineData("outside", "100.hea:2: signal file '../100.dat' leaves the record's folder")]
    [InlineData("signals", "100.hea:5: a line beyond the 1 signals declared")]
    [InlineData("rate", "MLII has 12 samples a second, 25..1000 are read")]
    [InlineData("fast", "MLII has 2000 samples a second, 25..1000 are read")]
    [InlineData("text", "100.hea:1: ")]
    public async Task A_broken_record_is_refused(string fault, string expected)
    {
        byte[] data = File.ReadAllBytes(RecordingData.Path("mitdb/100.dat"));
        string header = File.ReadAllText(RecordingData.Path("mitdb/100.hea"));
        switch (fault)
        {
            case "truncated": data = data[..^1]; break;
            case "longer": data = [.. data, 0, 0, 0]; break;
            case "bit": data[1_000_000] ^= 0x10; break;
            case "format": header = header.Replace(" 212 ", " 16 ", StringComparison.Ordinal); break;
            case "name": header = header.Replace("100 2", "101 2", StringComparison.Ordinal); break;
            case "file": header = header.Replace("100.dat", "no.dat", StringComparison.Ordinal); break;
            case "outside": header = header.Replace("100.dat", "../100.dat", StringComparison.Ordinal); break;
            case "signals": header = header.Replace("100 2 ", "\n\n100 1 ", StringComparison.Ordinal); break;
            case "rate": header = header.Replace(" 360 ", " 12 ", StringComparison.Ordinal); break;
            case "fast": header = header.Replace(" 360 ", " 2000 ", StringComparison.Ordinal); break;
            default: header = "not a header at all\n"; break;
        }
        File.WriteAllBytes(PathOf("100.dat"), data);
        Write("100.hea", header);
        await RefusedAsync(expected, "beats", "--record", PathOf("100.hea"), "--signal", "0", "--json");
    }

    [Theory]
    [InlineData("heart-rate --input {0} --column PLETH --rate 50", "t.csv:1: no column 'PLETH' among time, R, G")]
    [InlineData("spo2 --input {0} --red R --infrared IR --rate 50", "t.csv:1: no column 'IR' among time, R, G")]
    [InlineData("steps --input {0} --accel R,G,B --rate 50", "t.csv:1: no column 'B' among time, R, G")]
    [InlineData("heart-rate --input {0} --column R --rate 24", "--rate accepts 25..1000 samples a second, not '24'")]
    [InlineData("heart-rate --input {0} --column R --rate 1001", "--rate accepts 25..1000")]
    [InlineData("heart-rate --input {0} --column R --rate x", "--rate accepts 25..1000")]
    [InlineData("heart-rate --input {0} --column R --rate NaN", "--rate accepts 25..1000")]
    [InlineData("heart-rate --input {0} --column R --rate 500", "t.csv:1: column time has ")]
    [InlineData("heart-rate --input {0} --column R --rate 50 --accel R,G", "--accel accepts three names X,Y,Z")]
    [InlineData("heart-rate --input {0} --column R --kind eeg", "--kind accepts ecg or ppg, not 'eeg'")]
    [InlineData("heart-rate --input {0}", "--signal is missing")]
    [InlineData("heart-rate --column R", "--record is missing")]
    [InlineData("beats --record nowhere.hea --signal 0", "there is no such header")]
    [InlineData("beats --record nowhere.csv --signal 0 --rate 100", "there is no such recording")]
    [InlineData("spo2 --input {0} --red R --rate 50", "--infrared is missing")]
    [InlineData("steps --input {0} --rate 50", "--accel is missing")]
    [InlineData("plot --input {0} --column R --rate 50", "--output is missing")]
    [InlineData("plot --input {0} --column R --rate 50 --output x.svg --from 999", "--from accepts")]
    [InlineData("plot --input {0} --column R --rate 50 --output x.svg --seconds 0", "--seconds accepts 1..3600")]
    [InlineData("plot --input {0} --column R --rate 50 --output /no/such/x.svg", "--output accepts a file")]
    [InlineData("fly", "beats")]
    [InlineData("beats --nope 1", "'--nope' is not known")]
    public async Task A_bad_command_line_is_refused(string line, string expected)
    {
        Write("t.csv", "time,R,G\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{20 * i},{i % 9},1\n")));
        string[] words = [.. line.Split(' ').Select(word => word.Replace("{0}", PathOf("t.csv"), StringComparison.Ordinal))];
        await RefusedAsync(expected, words);
    }

    [Theory]
    [InlineData("R\n1\n2\nx\n", "t.csv:4: 'x' in column R is not a number")]
    [InlineData("R,G\n1,2\n1\n", "t.csv:3: 1 cells, the header names 2")]
    [InlineData("R\n", "t.csv:1: a recording needs two rows")]
    [InlineData("", "t.csv: the file is empty")]
    public async Task A_broken_table_is_refused(string text, string expected) => await RefusedAsync(
        expected, "heart-rate", "--input", Write("t.csv", text), "--column", "R", "--rate", "50", "--json");

    [Fact]
    public async Task A_detector_that_needs_more_samples_says_so()
    {
        string file = WriteColumns("e.csv", 2000, ("ECG", row => row % 25 == 0 ? 1 : 0));
        await RefusedAsync("ECG has 25 samples a second, the ECG detector needs 60", "beats", "--record", file, "--signal", "ECG", "--rate", "25");
    }

    [Fact]
    public async Task A_signal_that_is_not_there_lists_those_that_are() => await RefusedAsync(
        "Record 100 has no signal '2', but 0 MLII, 1 V5.",
        "beats", "--record", RecordingData.Path("mitdb/100.hea"), "--signal", "2");

    private static async Task RefusedAsync(string expected, params string[] words)
    {
        (int exit, string output, string error) = await RunAsync(words);
        Assert.Equal(2, exit);
        Assert.Equal("", output);
        string line = Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Contains(expected, line, StringComparison.Ordinal);
    }
}
