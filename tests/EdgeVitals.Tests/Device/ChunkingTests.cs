using EdgeVitals.Emulation.Wearers;
using EdgeVitals.Wire;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EdgeVitals.Tests.Device;

/// <summary>Frames are the same bytes whenever the samples behind them are read.</summary>
/// <remarks>
/// <para>Which moments are allowed, per chip:</para>
/// <list type="bullet">
/// <item>MAX30102 and ADXL345 keep their samples in a FIFO: any calls of Service and Drain, at any fill level, no more
/// than 200 ms apart, with an interrupt line that works, that is seen late, or that is not wired.</item>
/// <item>TMP117 keeps its result for half a second: as the two above. It is asked in the middle of the one that belongs
/// to the second.</item>
/// <item>ADS1115, MLX90614 and MAX17048 keep nothing and measure when they are asked: a call at each NextDue, and any
/// others between. A result may be fetched by any of them. A call that comes late changes a value, never its place;
/// the tests of the drivers say how.</item>
/// </list>
/// <para>The order in which two chips fill their windows follows the reading and is not part of this: frames are
/// compared channel by channel. Oscillators are exact here. From window to window a start follows the device clock by
/// the least delay seen, which is an observation of the reader: with an oscillator that drifts only the frames up to
/// the first end of a window are the same bytes, as the last test says.</para>
/// <para>EDGEVITALS_WRITE_GENERATED=1 writes the golden vectors anew.</para>
/// </remarks>
public sealed class ChunkingTests(ITestOutputHelper output)
{
    private const int Cases = 10_000;
    private const long Second = 1_000_000;

    // The last ECG slot of a second is fetched in the next one.
    private const long Short = 4 * Second + 2_000;
    private const long Long = 20 * Second + 2_000;
    private const int LongWindow = 5;

    private static readonly RememberedWearer Wearer = new(new VitalScenario
    {
        Episodes =
        [
            new VitalEpisode(EpisodeKind.Walking, 1 * Second, 1 * Second, 300),
            new VitalEpisode(EpisodeKind.LostContact, 3 * Second, 1 * Second, 0),
        ],
    }, 11);

    private static readonly int[] RawMotion =
        [Channels.AccelerationX.Id, Channels.AccelerationY.Id, Channels.AccelerationZ.Id];

    private static readonly Lazy<GoldenFrames> ShortGolden = new(() => new GoldenFrames("four-seconds.bin"));
    private static readonly Lazy<GoldenFrames> LongGolden = new(() => new GoldenFrames("twenty-seconds.bin"));

    [Theory]
    [InlineData("four-seconds.bin", Short, 1)]
    [InlineData("twenty-seconds.bin", Long, LongWindow)]
    public void Golden_frames_are_those_of_reading_every_sample_at_once(string name, long micros, int windowSeconds)
    {
        GoldenBoard board = new GoldenBoard(Wearer, windowSeconds, ReadingMoments.EverySample).Measure(micros);
        byte[] file = GoldenFrames.FileOf(board);
        if (Environment.GetEnvironmentVariable("EDGEVITALS_WRITE_GENERATED") == "1")
        {
            File.WriteAllBytes(GoldenFrames.PathOf(name), file);
        }
        GoldenFrames golden = new(name);
        Assert.True(golden.Bytes.AsSpan().SequenceEqual(file),
            $"{golden.Difference(board)} (EDGEVITALS_WRITE_GENERATED=1 writes {name} anew)");
    }

    [Fact]
    public void Golden_frames_hold_every_channel_its_samples_and_its_gaps()
    {
        GoldenFrames golden = LongGolden.Value;
        Assert.Equal((500 - 24, 24), golden.CountOf(Channels.PlethInfrared));
        Assert.Equal((2376, 125), golden.CountOf(Channels.Ecg));
        Assert.Equal((20, 0), golden.CountOf(Channels.Activity));
        Assert.Equal((125, 0), golden.CountOf(Channels.AccelerationZ));
        // Contact comes back in the fifth second; eight more must agree.
        Assert.Equal((8, 12), golden.CountOf(Channels.BodyTemperature));
        Assert.Equal((20, 0), golden.CountOf(Channels.Steps));
        Assert.Equal((0, 20), golden.CountOf(Channels.RespiratoryRate));
        Assert.Equal((0, 20), golden.CountOf(Channels.EcgRespiratoryRate));
        Assert.Equal((13, 7), golden.CountOf(Channels.EcgHeartRate));
        Assert.Equal((20, 0), golden.CountOf(Channels.SkinConductance));
        Assert.Equal((20, 0), golden.CountOf(Channels.SkinTemperature));
        Assert.Equal((4, 0), golden.CountOf(Channels.Battery));
        Assert.Equal((10, 10), golden.CountOf(Channels.HeartRate));
        Assert.Equal((10, 10), golden.CountOf(Channels.SpO2));
    }

    [Property(MaxTest = Cases, Arbitrary = [typeof(ReadingMoments.Any)])]
    internal void Frames_are_byte_identical_to_committed_golden_vectors_for_any_read_chunking(ReadingMoments moments) =>
        Same(ShortGolden.Value, new GoldenBoard(Wearer, 1, moments).Measure(Short), moments);

    [Property(MaxTest = Cases, Arbitrary = [typeof(ReadingMoments.Any)])]
    internal void Frames_of_fifo_chips_alone_are_those_bytes_too(ReadingMoments moments) =>
        Same(ShortGolden.Value, new GoldenBoard(Wearer, 1, moments, fifoChipsOnly: true).Measure(Short), moments);

    [Property(MaxTest = Cases / 50, Arbitrary = [typeof(ReadingMoments.Any)])]
    internal void Frames_with_heart_rate_and_long_windows_are_those_bytes_too(ReadingMoments moments)
    {
        Same(LongGolden.Value, new GoldenBoard(Wearer, LongWindow, moments).Measure(Long), moments);
        Same(LongGolden.Value, new GoldenBoard(Wearer, LongWindow, moments, true).Measure(Long), moments);
    }

    [Fact]
    public void Sampler_that_stamps_by_read_time_is_caught()
    {
        GoldenFrames golden = ShortGolden.Value;
        // It is right, to the byte, when every sample is read at once: nothing else is wrong with it.
        Assert.Null(golden.Difference(Broken(ReadingMoments.EverySample)));
        ReadingMoments[] many = Some(200);
        int caught = many.Count(m => golden.Difference(Broken(m)) is not null);
        output.WriteLine($"{caught} of {many.Length}");
        Assert.True(caught >= many.Length / 2, $"caught by {caught} of {many.Length} ways to read");

        static GoldenBoard Broken(ReadingMoments moments) =>
            new GoldenBoard(Wearer, 1, moments, fifoChipsOnly: true) { StampsByReadTime = true }.Measure(Short);
    }

    [Fact]
    public void Reading_moments_find_the_fifo_at_every_fill_level_that_the_longest_gap_allows()
    {
        HashSet<int> levels = [];
        foreach (ReadingMoments moments in Some(500))
        {
            levels.UnionWith(new GoldenBoard(Wearer, 1, moments, true).Measure(Short).FillLevels);
        }
        // 10 periods until the driver polls, less a moment, and 20 until the next call.
        Assert.Equal(Enumerable.Range(1, 30), levels.Order());
    }

    [Property(MaxTest = Cases / 50, Arbitrary = [typeof(ReadingMoments.Any)])]
    internal void Frames_of_a_first_window_are_the_same_with_oscillators_that_drift(ReadingMoments moments, bool fast)
    {
        int ppm = fast ? 20_000 : -20_000;
        GoldenBoard atOnce = Drifting(ReadingMoments.EverySample, ppm), read = Drifting(moments, ppm);
        // Raw motion is sent for the second window alone.
        foreach (int channel in atOnce.ChannelIds.Except(RawMotion))
        {
            Assert.Equal(atOnce.FramesOf(channel)[0], read.FramesOf(channel)[0]);
        }
    }

    private static GoldenBoard Drifting(ReadingMoments moments, int ppm)
    {
        GoldenBoard board = new(Wearer, 1, moments);
        board.Optics.DriftPpm = ppm;
        board.Motion.DriftPpm = ppm;
        return board.Measure(Short);
    }

    private static void Same(GoldenFrames golden, GoldenBoard board, ReadingMoments moments)
    {
        string? difference = golden.Difference(board);
        Assert.True(difference is null, $"{difference}; {moments}");
    }

    private static ReadingMoments[] Some(int count) => [.. ReadingMoments.Any.Moments().Generator.Sample(count)];
}
