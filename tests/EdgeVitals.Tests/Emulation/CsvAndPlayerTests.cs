using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Recordings;

namespace EdgeVitals.Tests.Emulation;

public sealed class CsvAndPlayerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("csv").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Load_of_bidmc01_trims_its_header_and_finds_the_rate()
    {
        CsvRecording csv = CsvRecording.Load(RecordingData.Path("bidmc01/bidmc_01_Signals.csv"));
        Assert.Equal(["Time [s]", "RESP", "PLETH", "V", "AVR", "II"], csv.Columns);
        Assert.Equal(60_001, csv.Length);
        Assert.Equal(125, csv.SamplesASecond, 6);
        Assert.Equal(0.43597, csv.Signal("PLETH").Values[0]);
        Assert.Equal((0.43597 + 0.43206) / 2, csv.Signal("PLETH").At(0.004), 9);
    }

    [Fact]
    public void Load_of_every_phone_recording_reads_uneven_milliseconds()
    {
        string data = RecordingData.Path("welltory-ppg/data");
        string[] folders = Directory.GetDirectories(data);
        Assert.Equal(21, folders.Length);
        foreach (string subject in folders)
        {
            CsvRecording csv = CsvRecording.Load(Path.Combine(subject, "PPG.csv"));
            Assert.InRange(csv.DurationSeconds, 60, 120);
            Assert.InRange(csv.SamplesASecond, 15, 65);
            Assert.NotEmpty(csv.Signal("R").Values);
        }
    }

    [Theory]
    [InlineData("Time [s],a\n0,1\n0.5,2\n1.0,3\n", 1.0)]
    [InlineData("time,a\n100,1\n139,2\n162,3\n", 0.062)]
    [InlineData(" TIME [ms] , a\n0,1\n\n0.25,2\n0.5,3\n", 0.0005)]
    public void Load_takes_the_unit_of_time_from_the_header_or_the_step(string text, double duration) =>
        Assert.Equal(duration, CsvRecording.Load(Write(text)).DurationSeconds, 12);

    [Fact]
    public void Load_of_an_even_grid_printed_with_too_few_digits_restores_the_grid()
    {
        RecordedSignal signal = CsvRecording.Load(Write("time [s],a\n0,1\n0.01,2\n0.01,3\n0.02,4\n")).Signal("a");
        Assert.Equal(0.02 / 3, signal.TimeOf(1), 12);
        Assert.Equal(0.04 / 3, signal.TimeOf(2), 12);
    }

    [Theory]
    [InlineData("time,a\n0,1\n10,x\n", "r.csv:3: 'x' in column a is not a number")]
    [InlineData("time,a\n0,1\n10\n", "r.csv:3: 1 cells, the header names 2")]
    [InlineData("time,a\n0,1\n10,2\n10,3\n20,4\n300,5\n", "r.csv:4: time 10 does not come after 10")]
    [InlineData("time,a\n0,1\n10,2\n9,3\n", "r.csv:4: time 9 does not come after 10")]
    [InlineData("clock,a\n0,1\n10,2\n", "r.csv:1: no column 'time' among clock, a")]
    [InlineData("time,a\n0,1\n", "r.csv:2: a recording needs two rows")]
    [InlineData("", "r.csv: the file is empty")]
    public void Load_of_broken_text_names_the_line_and_the_reason(string text, string expected) => Assert.Equal(
        expected, Assert.Throws<RecordingFormatException>(() => CsvRecording.Load(Write(text))).Message);

    [Fact]
    public void At_between_outside_and_beside_missing_values()
    {
        RecordedSignal signal = CsvRecording.Load(Write("time [s],a\n0,1\n1,3\n3,\n4,5\n5,7\n")).Signal("a");
        Assert.Equal(2, signal.At(0.5));
        Assert.Equal(3, signal.At(1));
        Assert.True(double.IsNaN(signal.At(2)));
        Assert.True(double.IsNaN(signal.At(3.5)));
        Assert.Equal(6, signal.At(4.5));
        Assert.Equal(7, signal.At(5));
        Assert.True(double.IsNaN(signal.At(5.001)));
        Assert.True(double.IsNaN(signal.At(-0.001)));
    }

    [Theory]
    [InlineData(PulsePolarity.RisesWithVolume, -1)]
    [InlineData(PulsePolarity.FallsWithVolume, 1)]
    public void Read_scales_into_the_converter_turns_the_pulse_and_leaves_red_dark(PulsePolarity polarity, int sign)
    {
        var signal = new RecordedSignal("p", [.. Enumerable.Range(0, 1001).Select(i => i % 11 / 10.0)], 100);
        var player = new RecordingPlayer(signal, new RecordingPlayback { Polarity = polarity });

        player.Read(0, out int red, out int low);
        player.Read(100_000, out _, out int high);
        player.Read(5_000, out _, out int between);

        Assert.Equal(LedCounts.Dark, red);
        Assert.Equal(110_000 - sign * 1_100, low);
        Assert.Equal(110_000 + sign * 1_100, high);
        Assert.Equal(low + sign * 110, between);
    }

    [Fact]
    public void Read_loops_or_ends_with_an_open_window()
    {
        var signal = new RecordedSignal("p", [.. Enumerable.Range(0, 1001).Select(i => (double)i)], 100);
        RecordingPlayback loop = new() { Polarity = PulsePolarity.FallsWithVolume, StartMicros = 1_000_000 };
        var looping = new RecordingPlayer(signal, loop);
        var once = new RecordingPlayer(signal, loop with { Loops = false });

        looping.Read(3_000_000, out _, out int first);
        looping.Read(13_000_000, out _, out int again);
        once.Read(13_000_000, out _, out int ended);
        once.Read(999_999, out _, out int early);

        Assert.Equal(first, again);
        Assert.Equal(RecordingPlayer.OpenWindowCounts, ended);
        Assert.Equal(RecordingPlayer.OpenWindowCounts, early);
    }

    [Fact]
    public void PositionAt_with_windows_moves_on_by_one_window_each_time()
    {
        var signal = new RecordedSignal("p", [.. Enumerable.Range(0, 48_001).Select(i => (double)i)], 100);
        var player = new RecordingPlayer(signal, new RecordingPlayback
        {
            Polarity = PulsePolarity.FallsWithVolume, WindowMicros = 30_000_000, EveryMicros = 3_600_000_000,
        });
        Assert.Equal(0, player.PositionAt(0));
        Assert.Equal(29.99, player.PositionAt(29_990_000), 9);
        Assert.Equal(30, player.PositionAt(1_800_000_000), 9);
        Assert.Equal(30.01, player.PositionAt(3_600_010_000), 9);
        // 480 s hold sixteen windows; the seventeenth begins the recording again.
        Assert.Equal(0.01, player.PositionAt(16 * 3_600_000_000L + 10_000), 9);
    }

    [Fact]
    public void Player_through_the_chip_keeps_the_recordings_pulse()
    {
        // 30 s of a real pulse wave at the chip's 100 Hz, against the recording at the same moments.
        CsvRecording csv = CsvRecording.Load(RecordingData.Path("bidmc01/bidmc_01_Signals.csv"));
        RecordedSignal pleth = csv.Signal("PLETH");
        var clock = new VirtualClock();
        var player = new RecordingPlayer(
            pleth, new RecordingPlayback { Polarity = PulsePolarity.RisesWithVolume });
        var chip = new Max30102Twin(clock, player);
        foreach ((byte register, byte value) in new (byte, byte)[]
            { (0x0A, 0x27), (0x0C, 0x24), (0x0D, 0x24), (0x09, 0x03) })
        {
            chip.Write([register, value], 2);
        }
        var seen = new List<double>();
        var expected = new List<double>();
        byte[] bytes = new byte[6];
        for (int i = 1; i <= 3000; i++)
        {
            clock.Advance(10_000);
            chip.WriteRead([0x07], 1, bytes, 6);
            Assert.Equal(0, (bytes[0] << 16) | (bytes[1] << 8) | bytes[2]);
            seen.Add((bytes[3] << 16) | (bytes[4] << 8) | bytes[5]);
            expected.Add(pleth.At(i / 100.0));
        }
        Assert.InRange(Correlation(seen, expected), -1.0001, -0.9999);
    }

    [Fact]
    public void FromEcg_of_bidmc01_finds_the_730_beats()
    {
        CsvRecording csv = CsvRecording.Load(RecordingData.Path("bidmc01/bidmc_01_Signals.csv"));
        ReferenceHeartRate reference = ReferenceHeartRate.FromEcg(csv.Signal("II"));
        Assert.InRange(reference.Beats.Count, 728, 732);
        double[] intervals = [.. reference.Beats.Skip(1).Zip(reference.Beats, (b, a) => b - a)];
        Assert.All(intervals, interval => Assert.InRange(interval, 0.4, 1.2));
        Assert.InRange(reference.Mean(), 90, 93);
        Assert.InRange(reference.Between(60, 90), 85, 98);
        Assert.True(double.IsNaN(reference.Between(10, 10.1)));
    }

    [Fact]
    public void FromIntervals_gives_the_mean_of_the_chest_strap()
    {
        string path = Path.Combine(folder, "RR.txt");
        File.WriteAllText(path, "1000 500\n750 750");
        Assert.Equal(80, ReferenceHeartRate.FromIntervals(path).Mean(), 9);
        File.WriteAllText(path, "1000 x");
        Assert.Throws<RecordingFormatException>(() => ReferenceHeartRate.FromIntervals(path));
    }

    private string Write(string text)
    {
        string path = Path.Combine(folder, "r.csv");
        File.WriteAllText(path, text);
        return path;
    }

    private static double Correlation(List<double> a, List<double> b)
    {
        (double meanA, double meanB) = (a.Average(), b.Average());
        double product = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        return product / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }
}
