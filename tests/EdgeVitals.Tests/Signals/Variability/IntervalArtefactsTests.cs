using EdgeVitals.Signals;

namespace EdgeVitals.Tests.Signals.Variability;

public sealed class IntervalArtefactsTests
{
    [Fact]
    public void Mark_leaves_a_breathing_heart_alone()
    {
        double[] list = Breathing(120);
        Assert.Equal(0, IntervalArtefacts.Mark(list, new bool[list.Length]));
        Assert.True(HeartRateVariability.TryCompute(list, out var plain, out _));
        Assert.True(HeartRateVariability.TryComputeCorrected(list, out var corrected, out int dropped, out _));
        Assert.Equal(0, dropped);
        Assert.Equal(plain, corrected);
    }

    [Theory]
    [InlineData("missed", 1)]
    [InlineData("invented", 2)]
    [InlineData("early", 2)]
    [InlineData("impossible", 1)]
    public void Corrected_variability_of_a_spoilt_list_is_that_of_the_list_before(string kind, int marked)
    {
        double[] list = Breathing(120);
        HeartRateVariability.TryCompute(list, out var truth, out _);
        double[] spoilt = Spoil(list, 60, kind);

        HeartRateVariability.TryCompute(spoilt, out var raw, out _);
        Assert.True(HeartRateVariability.TryComputeCorrected(spoilt, out var corrected, out int dropped, out _));

        Assert.Equal(marked, dropped);
        Assert.Equal(spoilt.Length - marked, corrected.Count);
        Assert.True(Math.Abs(raw.Rmssd - truth.Rmssd) > 8, $"raw {raw} of {truth}");
        Assert.InRange(corrected.Rmssd, truth.Rmssd - 1, truth.Rmssd + 1);
        Assert.InRange(corrected.Sdnn, truth.Sdnn - 1, truth.Sdnn + 1);
        // The broken twin closes the list over the hole, and the two sides of the hole become neighbours.
        bool[] marks = new bool[spoilt.Length];
        IntervalArtefacts.Mark(spoilt, marks);
        HeartRateVariability.TryCompute([.. spoilt.Where((_, i) => !marks[i])], out var closed, out _);
        Assert.NotEqual(corrected.Rmssd, closed.Rmssd);
    }

    [Fact]
    public void Corrected_variability_of_nothing_but_artefacts_is_refused()
    {
        double[] list = [.. Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? 250.0 : 2500)];
        Assert.True(HeartRateVariability.TryCompute(list, out _, out _));
        Assert.False(HeartRateVariability.TryComputeCorrected(list, out _, out int dropped, out string reason));
        Assert.Equal(20, dropped);
        Assert.Contains("0 of 20 intervals are left", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Mark_condemns_no_interval_by_fewer_than_three_others()
    {
        // Neither of two can say which of them is early; three others can.
        Assert.Equal(0, IntervalArtefacts.Mark([600, 900], new bool[2]));
        Assert.True(HeartRateVariability.TryComputeCorrected([600, 900], out var two, out int dropped, out _));
        Assert.Equal((2, 0), (two.Count, dropped));
        Assert.Equal(0, IntervalArtefacts.Mark([600, 900, 900], new bool[3]));
        bool[] marks = new bool[4];
        Assert.Equal(1, IntervalArtefacts.Mark([600, 900, 900, 900], marks));
        Assert.True(marks[0]);
    }

    [Fact]
    public void Mark_needs_as_many_marks_as_intervals() =>
        Assert.Throws<ArgumentException>(() => IntervalArtefacts.Mark([800, 800], new bool[1]));

    /// <summary>Respiratory arrhythmia of ±60 ms at some four beats a breath.</summary>
    private static double[] Breathing(int beats) =>
        [.. Enumerable.Range(0, beats).Select(i => Math.Round(850 + 60 * Math.Sin(i * 1.57 + i * i * 0.001)))];

    private static double[] Spoil(double[] list, int at, string kind)
    {
        List<double> spoilt = [.. list];
        switch (kind)
        {
            case "missed":
                spoilt[at] += spoilt[at + 1];
                spoilt.RemoveAt(at + 1);
                break;
            case "invented":
                spoilt.Insert(at, 0.4 * list[at]);
                spoilt[at + 1] = 0.6 * list[at];
                break;
            case "early":
                spoilt[at] -= 300;
                spoilt[at + 1] += 300;
                break;
            default:
                spoilt[at] = 2400;
                break;
        }
        return [.. spoilt];
    }
}
