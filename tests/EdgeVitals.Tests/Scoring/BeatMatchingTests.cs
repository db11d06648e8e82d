using EdgeVitals.Benchmarks.Scoring;

namespace EdgeVitals.Tests.Scoring;

/// <summary>EC57's comparison by hand-made cases. At 1000 Hz the window of 150 ms is 150 samples.</summary>
public sealed class BeatMatchingTests
{
    private const double Rate = 1000;

    [Theory]
    // The window's end belongs to it.
    [InlineData("1000", "1150", 1, 0, 0)]
    [InlineData("1000", "1151", 0, 1, 1)]
    [InlineData("1000", "850", 1, 0, 0)]
    [InlineData("1000", "849", 0, 1, 1)]
    [InlineData("1000 2000 3000", "1000 2000 3000", 3, 0, 0)]
    [InlineData("1000 2000 3000", "1000 3000", 2, 0, 1)]
    [InlineData("1000 3000", "1000 2000 3000", 2, 1, 0)]
    // A double detection is one beat and one false one, whichever comes first.
    [InlineData("1000", "1010 1100", 1, 1, 0)]
    [InlineData("1000", "900 990", 1, 1, 0)]
    // One detection between two beats finds one of them.
    [InlineData("1000 1200", "1100", 1, 0, 1)]
    [InlineData("1000 1200", "1120", 1, 0, 1)]
    // Both detections have a beat of their own although each lies in the window of both.
    [InlineData("1000 1100", "1040 1130", 2, 0, 0)]
    [InlineData("", "1000", 0, 1, 0)]
    [InlineData("1000", "", 0, 0, 1)]
    [InlineData("", "", 0, 0, 0)]
    public void Score_of_a_hand_made_case(string reference, string found, int right, int extra, int missed) =>
        Assert.Equal(new BeatScore(right, extra, missed),
            BeatMatching.Score(List(reference), List(found), Rate, BeatRule.WholeRecord));

    [Fact]
    public void Pair_gives_the_partner_to_the_nearer_beat()
    {
        Assert.Equal([(-1, 0), (0, 1)], BeatMatching.Pair([1000], [900, 1010], 150));
        Assert.Equal([(0, -1), (1, 0)], BeatMatching.Pair([1000, 1200], [1120], 150));
    }

    [Fact]
    public void Learning_time_is_left_out_and_a_pair_across_its_end_is_not_cut()
    {
        // 300 s: the beat at 299.95 s and its detection at 300.05 s are one pair of the learning time; the false
        // detection at 10 s and the missed beat at 20 s do not count, those after 300 s do.
        var rule = new BeatRule();
        BeatScore score = BeatMatching.Score(
            [20_000, 299_950, 301_000, 302_000], [10_000, 300_050, 301_000, 303_000], Rate, rule);
        Assert.Equal(new BeatScore(1, 1, 1), score);
        // And the other way: the beat counts, its early detection is no false one.
        Assert.Equal(new BeatScore(1, 0, 0), BeatMatching.Score([300_050], [299_950], Rate, rule));
    }

    [Fact]
    public void Flutter_is_left_out_with_both_its_ends()
    {
        BeatRule rule = BeatRule.WholeRecord with { Excluded = [(2000, 4000)] };
        Assert.Equal(new BeatScore(2, 1, 0), BeatMatching.Score(
            [1000, 2000, 3000, 5000], [1000, 2500, 3300, 3600, 4000, 4200, 5000], Rate, rule));
    }

    [Fact]
    public void Gross_figures_add_counts_and_not_percentages()
    {
        BeatScore gross = new BeatScore(990, 10, 10) + new BeatScore(50, 0, 50);
        Assert.Equal(1040, gross.TruePositives);
        Assert.Equal(100.0 * 1040 / 1100, gross.Sensitivity, 9);
        Assert.Equal(100.0 * 1040 / 1050, gross.PositivePredictivity, 9);
        Assert.True(double.IsNaN(default(BeatScore).Sensitivity));
        Assert.True(double.IsNaN(default(BeatScore).PositivePredictivity));
    }

    [Fact]
    public void Lists_that_do_not_rise_are_refused()
    {
        Assert.Throws<ArgumentException>(() => BeatMatching.Score([2, 1], [1], Rate, BeatRule.WholeRecord));
        Assert.Throws<ArgumentException>(() => BeatMatching.Score([1], [2, 2], Rate, BeatRule.WholeRecord));
    }

    [Fact]
    public void A_matcher_that_lets_one_detection_find_many_beats_is_caught()
    {
        // The broken twin: any detection in the window makes a beat found, any beat makes a detection right. A
        // detector that finds every beat twice, and every second one of a fast run, looks perfect to it.
        (int right, int extra, int missed) AnyWithin(long[] reference, long[] found) => (
            reference.Count(r => found.Any(f => Math.Abs(f - r) <= 150)),
            found.Count(f => !reference.Any(r => Math.Abs(f - r) <= 150)),
            reference.Count(r => !found.Any(f => Math.Abs(f - r) <= 150)));

        long[] beats = [1000, 1250, 1500, 1750, 3000];
        long[] detections = [1125, 1625, 2960, 3040];
        Assert.Equal((5, 0, 0), AnyWithin(beats, detections));
        Assert.Equal(new BeatScore(3, 1, 2), BeatMatching.Score(beats, detections, Rate, BeatRule.WholeRecord));
    }

    [Fact]
    public void Any_two_lists_are_shared_out_completely_and_within_the_window()
    {
        var random = new Random(7);
        for (int i = 0; i < 10_000; i++)
        {
            long[] reference = Rising(random);
            long[] found = Rising(random);
            (int Reference, int Found)[] pairs = [.. BeatMatching.Pair(reference, found, 150)];
            Assert.Equal(Enumerable.Range(0, reference.Length), pairs.Select(p => p.Reference).Where(r => r >= 0));
            Assert.Equal(Enumerable.Range(0, found.Length), pairs.Select(p => p.Found).Where(f => f >= 0));
            Assert.All(pairs.Where(p => p.Reference >= 0 && p.Found >= 0),
                p => Assert.InRange(Math.Abs(reference[p.Reference] - found[p.Found]), 0, 150));
        }
    }

    [Fact]
    public void Lag_of_a_delayed_copy_is_found_and_taken_off()
    {
        long[] heart = [.. Enumerable.Range(1, 60).Select(i => (long)(i * 820 + i * i % 97))];
        long[] pulse = [.. heart.Select(beat => beat + 624)];
        double lag = PulseLag.Find(heart, pulse, Rate);
        Assert.Equal(0.624, lag, 9);
        Assert.Equal(heart, PulseLag.Shift(pulse, (long)(lag * Rate)));
    }

    private static long[] List(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];

    private static long[] Rising(Random random)
    {
        long[] beats = new long[random.Next(12)];
        long at = 0;
        for (int i = 0; i < beats.Length; i++) beats[i] = at += random.Next(1, 300);
        return beats;
    }
}
