using EdgeVitals.Signals;

namespace EdgeVitals.Tests.Signals.Variability;

public sealed class VariabilityGateTests
{
    [Theory]
    [InlineData(IntervalSource.Ecg, 4.0, 40, 38, "")]
    [InlineData(IntervalSource.Ecg, 8.0, 40, 32, "")]
    [InlineData(IntervalSource.Ecg, 8.4, 40, 40, "beats known to 8.4 ms only")]
    [InlineData(IntervalSource.Ppg, 5.0, 40, 40, "")]
    [InlineData(IntervalSource.Ppg, 1000.0 / 30, 400, 400, "beats known to 33.3 ms only")]
    [InlineData(IntervalSource.Ppg, 40.0, 400, 400, "beats known to 40 ms only")]
    [InlineData(IntervalSource.Ecg, 4.0, 29, 29, "29 accepted intervals of 30 needed")]
    [InlineData(IntervalSource.Ecg, 4.0, 50, 39, "11 of 50 intervals are artefacts")]
    public void Gate_shows_rmssd_only_where_the_beats_carry_it(
        IntervalSource source, double resolution, int seen, int accepted, string why)
    {
        var origin = new IntervalOrigin(source, resolution, seen, accepted);
        bool may = VariabilityGate.MayShowRmssd(origin, out string reason);
        Assert.Equal(why, reason);
        Assert.Equal(why.Length == 0, may);
    }

    [Theory]
    [InlineData(0.0, 10, 10)]
    [InlineData(double.NaN, 10, 10)]
    [InlineData(4.0, 10, 11)]
    public void Gate_refuses_what_is_no_origin(double resolution, int seen, int accepted) =>
        Assert.Throws<ArgumentException>(() => VariabilityGate.MayShowRmssd(
            new IntervalOrigin(IntervalSource.Ecg, resolution, seen, accepted), out _));

    [Theory]
    [InlineData(VariabilityGate.CoarsestEcgMilliseconds, 1.0)]
    [InlineData(40.0, 10.0)]
    public void Grid_of_beat_times_adds_half_its_square_to_that_of_rmssd(double step, double leastWrong)
    {
        // A heart of RMSSD 20 ms whose beats are known on a grid: the arithmetic that the limit rests on. 20,000 beats
        // of a fixed sequence; the sampling error of RMSSD is below 1 %.
        const int beats = 20_000;
        double time = 0, state = 12345;
        var exact = new double[beats];
        var coarse = new double[beats];
        double before = 0;
        for (int i = 0; i < beats; i++)
        {
            double sum = 0;
            for (int k = 0; k < 12; k++)
            {
                state = state * 16807 % 2147483647;
                sum += state / 2147483647;
            }
            // Independent intervals: the RMSSD is the root of two times their spread.
            exact[i] = 850 + (sum - 6) * 20 / Math.Sqrt(2);
            time += exact[i];
            double at = Math.Floor(time / step) * step;
            coarse[i] = at - before;
            before = at;
        }
        HeartRateVariability.TryCompute(exact.AsSpan(1), out var truth, out _);
        HeartRateVariability.TryCompute(coarse.AsSpan(1), out var seen, out _);

        double expected = Math.Sqrt(truth.Rmssd * truth.Rmssd + step * step / 2);
        Assert.InRange(seen.Rmssd, expected * 0.98, expected * 1.02);
        Assert.True(leastWrong < 5 ? seen.Rmssd - truth.Rmssd <= leastWrong : seen.Rmssd - truth.Rmssd >= leastWrong,
            $"{seen.Rmssd:F1} of {truth.Rmssd:F1}");
    }
}
