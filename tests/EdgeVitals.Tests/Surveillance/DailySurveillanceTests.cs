using EdgeVitals.Privacy;
using EdgeVitals.Surveillance;
using EdgeVitals.Tests.Privacy;

namespace EdgeVitals.Tests.Surveillance;

public sealed class DailySurveillanceTests
{
    private static readonly SurveillanceDesign Design = new(WearerCap: 50, SigmaSquared: 145);

    [Fact]
    public void One_day_gives_shares_of_the_cap_and_the_rate_among_the_worn()
    {
        DailyEstimate day = DailySurveillance.Estimate(new DailyCounts(20513, 820, 41, 20), Design);

        Assert.Equal(1000, day.Denominator);
        Assert.Equal(20 * 145, day.NoiseVariance);
        Assert.Equal(0.82, day.Participation.Value, 1e-12);
        Assert.Equal(0.041, day.ElevatedShare.Value, 1e-12);
        Assert.Equal(0.05, day.ElevatedRate!.Value.Value, 1e-12);
        Assert.Equal(ScoreInterval.Solve(820, 1000, 2900, ScoreInterval.Z95), day.Participation);
        Assert.Equal("", day.BlankReason);
    }

    [Fact]
    public void Pooled_days_cover_the_truth_and_are_narrower()
    {
        // 2,000 replicates of 14 days at 20 gateways: a coverage of 95 % is measured within +-2.4 points, alpha 1e-6.
        // The same persons all along: their sample is drawn once, the noise every day.
        SeededBytes random = new(157);
        int participation = 0, rate = 0;
        double dayWidth = 0, poolWidth = 0;
        const int Replicates = 2_000;
        for (int i = 0; i < Replicates; i++)
        {
            List<DailyCounts> days = [];
            int worn = ScoreIntervalTests.Binomial(1000, 0.8, random);
            int elevated = ScoreIntervalTests.Binomial(worn, 0.06, random);
            for (int day = 0; day < 14; day++)
            {
                Int128 noisyWorn = worn, noisyElevated = elevated;
                for (int gateway = 0; gateway < 20; gateway++)
                {
                    noisyWorn += DiscreteGaussian.Sample(145, random);
                    noisyElevated += DiscreteGaussian.Sample(145, random);
                }

                days.Add(new DailyCounts(day, noisyWorn, noisyElevated, 20));
            }

            DailyEstimate pooled = DailySurveillance.Pool(days, Design);
            participation += pooled.Participation is var p && p.Lower <= 0.8 && 0.8 <= p.Upper ? 1 : 0;
            rate += pooled.ElevatedRate is Estimate r && r.Lower <= 0.06 && 0.06 <= r.Upper ? 1 : 0;
            poolWidth += pooled.ElevatedRate!.Value.HalfWidth;
            dayWidth += DailySurveillance.Estimate(days[0], Design).ElevatedRate!.Value.HalfWidth;
        }

        Assert.InRange(participation / (double)Replicates, 0.925, 0.975);
        Assert.InRange(rate / (double)Replicates, 0.925, 0.975);
        // Numerator variance 45 of sampling and 2,910 of noise a day: sqrt(2955 / (45 + 2910 / 14)) = 3.42.
        Assert.InRange(dayWidth / poolWidth, 3.3, 3.55);
    }

    [Fact]
    public void Pool_is_the_same_bits_in_any_order()
    {
        DailyCounts[] days = [new(3, 700, 20, 18), new(1, 650, 31, 17), new(2, -5, 44, 3)];

        Assert.Equal(
            DailySurveillance.Pool(days, Design), DailySurveillance.Pool([days[2], days[0], days[1]], Design));
        DailyEstimate pooled = DailySurveillance.Pool(days, Design);
        Assert.Equal((1, 3, 3, 38L), (pooled.FirstDay, pooled.LastDay, pooled.Rounds, pooled.Messages));
        Assert.Equal(1345 / 3.0, pooled.Worn, 1e-9);
    }

    [Fact]
    public void Finer_grid_is_the_same_estimate()
    {
        DailyEstimate coarse = DailySurveillance.Estimate(new DailyCounts(1, 820, 41, 20), Design);
        DailyEstimate fine = DailySurveillance.Estimate(
            new DailyCounts(1, 820 * 8, 41 * 8, 20), new SurveillanceDesign(50, 145 * 64, 3));

        Assert.Equal(coarse, fine);
    }

    [Fact]
    public void Rate_of_a_day_that_noise_alone_explains_is_blank_with_its_reason()
    {
        DailyEstimate day = DailySurveillance.Estimate(new DailyCounts(1, 20, 5, 1), Design);

        Assert.Null(day.ElevatedRate);
        Assert.Equal(DailySurveillance.TooFewWorn, day.BlankReason);
        Assert.Equal(0.1, day.ElevatedShare.Value, 1e-12);
    }

    [Fact]
    public void Negative_counts_stay_negative()
    {
        DailyEstimate day = DailySurveillance.Estimate(new DailyCounts(1, 400, -12, 10), Design);

        Assert.Equal(-0.03, day.ElevatedRate!.Value.Value, 1e-12);
        Assert.Equal(-12, day.Elevated);
    }

    [Fact]
    public void Nonsense_throws()
    {
        DailyCounts good = new(1, 1, 1, 1);

        Assert.Throws<ArgumentException>(() => DailySurveillance.Pool([], Design));
        Assert.Throws<ArgumentException>(() => DailySurveillance.Pool([good, good], Design));
        Assert.Throws<ArgumentException>(() => DailySurveillance.Estimate(good with { Gateways = 0 }, Design));
        Assert.Throws<ArgumentException>(() => DailySurveillance.Estimate(good, Design with { WearerCap = 0 }));
        Assert.Throws<ArgumentException>(() => DailySurveillance.Estimate(good, Design with { SigmaSquared = 0 }));
    }
}
