using EdgeVitals.Emulation.Recordings;

namespace EdgeVitals.Tests.Emulation;

/// <summary>Separated text as people export it.</summary>
public sealed class CsvReadingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("csv").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_rate_stands_for_the_time_column()
    {
        CsvRecording csv = Load("a,b\n1,2\n3,4\n5,6\n", new CsvReading { SamplesASecond = 50 });
        Assert.Equal((50.0, 0.04), (csv.SamplesASecond, csv.DurationSeconds));
        Assert.Equal(0.02, csv.Signal("a").TimeOf(1), 12);
    }

    [Fact]
    public void Lines_and_columns_without_end_are_refused()
    {
        string Message(string text) => Assert.Throws<RecordingFormatException>(
            () => Load(text, new CsvReading { SamplesASecond = 50 })).Message;
        Assert.Equal("r.csv:1: a line of more than 1000000 characters", Message(new string('a', 1_000_001)));
        Assert.Equal("r.csv:3: a line of more than 1000000 characters",
            Message("a\n1\n" + new string('1', 1_000_001)));
        Assert.Equal("r.csv:1: 4097 columns, 4096 are read", Message(new string(',', 4096) + "\n"));
        // The file is not held open.
        File.Delete(Path.Combine(folder, "r.csv"));
    }

    [Fact]
    public void Lines_end_as_any_system_ends_them_across_the_buffer_too()
    {
        foreach (string end in (string[])["\n", "\r\n", "\r"])
        {
            string text = "a" + end + string.Concat(Enumerable.Range(0, 40_000).Select(i => $"{i}{end}"));
            double[] values = Load(text, new CsvReading { SamplesASecond = 50 }).Signal("a").Values;
            Assert.Equal(Enumerable.Range(0, 40_000).Select(i => (double)i), values);
        }
    }

    [Fact]
    public void A_name_of_two_columns_is_refused_and_others_are_not()
    {
        CsvReading reading = new() { SamplesASecond = 50 };
        Assert.Equal("r.csv:1: several columns are called 'a'", Assert.Throws<RecordingFormatException>(
            () => Load("a,b,a\n1,2,3\n4,5,6\n", reading with { Channels = ["a"] })).Message);
        CsvRecording all = Load("a,b,a\n1,2,3\n4,5,6\n", reading);
        Assert.Equal([2.0, 5], all.Signal("b").Values);
        Assert.Throws<ArgumentException>(() => all.Signal("a"));
    }

    [Fact]
    public void A_time_that_counts_in_ones_needs_its_rate()
    {
        const string ones = "time,a\n0,1\n1,2\n2,3\n";
        Assert.Equal("r.csv:1: column time counts in ones: samples or milliseconds? The rate is needed (--rate)",
            Assert.Throws<RecordingFormatException>(() => Load(ones, new CsvReading())).Message);
        Assert.Equal(50, Load(ones, new CsvReading { SamplesASecond = 50 }).SamplesASecond);
        Assert.Equal(1000, Load("time [ms],a\n0,1\n1,2\n2,3\n", new CsvReading()).SamplesASecond, 9);
    }

    [Fact]
    public void Text_without_names_has_its_columns_by_index()
    {
        CsvRecording csv = Load("1,2\n3,4\n", new CsvReading { SamplesASecond = 50 });
        Assert.Equal(["0", "1"], csv.Columns);
        Assert.Equal([2.0, 4], csv.Signal("1").Values);
    }

    [Fact]
    public void Missing_values_are_no_numbers_and_infinities_neither()
    {
        double[] values = Load("a,b\n,0\nNaN,0\nnan,0\nNA,0\nnull,0\n-,0\ninf,0\n-Infinity,0\n1e-3,0\n",
            new CsvReading { SamplesASecond = 50 }).Signal("a").Values;
        Assert.All(values[..^1], value => Assert.True(double.IsNaN(value)));
        Assert.Equal(0.001, values[^1]);
    }

    [Fact]
    public void Quotes_separators_in_them_units_and_other_separators_are_understood()
    {
        CsvReading reading = new() { SamplesASecond = 50 };
        Assert.Equal([1.5, 3], Load("\"red, left\" , \"b\"\n\"1.5\", 2\n 3 ,\"4\"\n", reading).Signal("red, left").Values);
        Assert.Equal([1.0, 3], Load("'PLETH','II'\n'NU','mV'\n1,2\n3,4\n", reading).Signal("PLETH").Values);
        Assert.Equal([2.0, 4], Load("a;b\n1;2\n3;4\n", reading).Signal("b").Values);
        Assert.Equal([2.0, 4], Load("\uFEFFa\tb\r\n1\t2\r\n3\t4\r\n", reading).Signal("b").Values);
    }

    [Fact]
    public void Only_the_channels_wanted_are_parsed()
    {
        CsvReading reading = new() { SamplesASecond = 50, Channels = ["a"] };
        CsvRecording csv = Load("note,a\nx,1\ny,2\n", reading);
        Assert.Equal([1.0, 2], csv.Signal("a").Values);
        Assert.Throws<ArgumentException>(() => csv.Signal("note"));
    }

    [Fact]
    public void Times_that_agree_with_the_rate_are_taken_from_the_file()
    {
        // A camera of "30" frames a second, in ms without a unit.
        CsvRecording csv = Load("time,R\n0,1\n35,2\n66,3\n104,4\n", new CsvReading { SamplesASecond = 30 });
        Assert.Equal(3 / 0.104, csv.SamplesASecond, 9);
        Assert.Equal(0.035, csv.Signal("R").TimeOf(1), 12);
        // Microseconds are known by the rate alone; a count of samples has no times.
        Assert.Equal(50, Load("time,R\n0,1\n20000,2\n40000,3\n", new CsvReading { SamplesASecond = 50 }).SamplesASecond);
        Assert.Equal(50, Load("time,R\n7,1\n8,2\n9,3\n", new CsvReading { SamplesASecond = 50 }).SamplesASecond);
    }

    [Theory]
    [InlineData("time [s],a\n0,1\n0.01,2\n", "r.csv:1: column time [s] has 100 samples a second, not 50")]
    [InlineData("time [ms],a\n0,1\n10,2\n", "r.csv:1: column time [ms] has 100 samples a second, not 50")]
    [InlineData("time,a\n0,1\n0.01,2\n", "r.csv:1: column time has 100 or 100000 samples a second, not 50")]
    [InlineData("a,b\n1,2\n1,2,3\n", "r.csv:3: 3 cells, the header names 2")]
    [InlineData("a,b\n1,2\n", "r.csv:2: a recording needs two rows")]
    [InlineData("time,a\n0,1\nx,2\n", "r.csv:3: 'x' in column time is not a number")]
    [InlineData("time,a\n5,1\n5,2\n", "r.csv:3: time 5 does not come after 5")]
    public void A_recording_that_contradicts_itself_is_refused_by_line(string text, string expected) => Assert.Equal(
        expected, Assert.Throws<RecordingFormatException>(
            () => Load(text, new CsvReading { SamplesASecond = 50 })).Message);

    [Fact]
    public void A_column_that_is_not_there_lists_those_that_are()
    {
        RecordingFormatException error = Assert.Throws<RecordingFormatException>(
            () => Load("a,b\n1,2\n3,4\n", new CsvReading { SamplesASecond = 50, Channels = ["PLETH"] }));
        Assert.Equal("r.csv:1: no column 'PLETH' among a, b", error.Message);
    }

    [Fact]
    public void Missing_times_are_refused() => Assert.Equal("r.csv:3: time NaN does not come after 0",
        Assert.Throws<RecordingFormatException>(() => Load("time,a\n0,1\n,2\n1,3\n", new CsvReading())).Message);

    private CsvRecording Load(string text, CsvReading reading)
    {
        string path = Path.Combine(folder, "r.csv");
        File.WriteAllText(path, text);
        return CsvRecording.Load(path, reading);
    }
}
