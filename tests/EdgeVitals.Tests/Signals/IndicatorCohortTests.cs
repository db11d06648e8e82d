using EdgeVitals.Emulation.Wearers;
using EdgeVitals.Signals;

namespace EdgeVitals.Tests.Signals;

/// <summary>The indicators on virtual wearers, replayed day by day; wearers and Signals share no code.</summary>
public sealed class IndicatorCohortTests
{
    private const int FirstDay = 20_000;
    private const int OnsetDay = FirstDay + 60;
    private const int Persons = 150;

    [Fact]
    public void Elevated_is_rare_on_healthy_days_and_frequent_at_a_responders_onset()
    {
        (int Days, int Elevated) healthy = (0, 0);
        (int Days, int Elevated) onset = (0, 0);
        for (int person = 0; person < Persons; person++)
        {
            WearerProfile profile = WearerProfile.Draw((ulong)person, OnsetDay);
            DayFeatures[] days = DaysOf(new FeatureWearer(profile, (ulong)person));
            for (int day = FirstDay + 30; day <= OnsetDay + 1; day++)
            {
                DayFeatures today = days[day - FirstDay];
                (int first, int last) = Baseline.WindowFor(day);
                Baseline baseline = Baseline.From(
                    [.. days.Where(d => d.Day >= first && d.Day <= last).Select(d => d.Values)]);
                Assert.True(baseline.IsReady);
                bool[] bits = Indicators.Compute(
                    today.WornMinutes, baseline.Standardise(today.Values), today.Values);
                Assert.Equal(today.WornMinutes > 0, bits[Indicators.Worn]);
                int one = bits[Indicators.Elevated] ? 1 : 0;
                if (bits[Indicators.Worn] && day < OnsetDay - 7)
                {
                    healthy = (healthy.Days + 1, healthy.Elevated + one);
                }
                else if (bits[Indicators.Worn] && day >= OnsetDay && profile.IsResponder)
                {
                    onset = (onset.Days + 1, onset.Elevated + one);
                }
            }
        }
        // About 3,100 healthy days at 5.5 % and 140 onset days at 49 %, days of a person correlated (a factor of two
        // on the variance): limits at 4.4 standard errors, seeds fixed.
        Assert.InRange(healthy.Elevated / (double)healthy.Days, 0.03, 0.08);
        Assert.InRange(onset.Elevated / (double)onset.Days, 0.25, 0.75);
    }

    private static DayFeatures[] DaysOf(FeatureWearer wearer)
    {
        var days = new DayFeatures[OnsetDay + 2 - FirstDay];
        for (int i = 0; i < days.Length; i++)
        {
            int day = FirstDay + i;
            List<FeatureBin> heart = [], oxygen = [], temperature = [], breath = [], steps = [];
            for (int hour = 0; hour < 24; hour++)
            {
                HourlyTruth truth = wearer.At(day * 24 + hour);
                if (truth.Worn)
                {
                    heart.Add(Bin(day, hour, truth.HeartRate / 10.0));
                    oxygen.Add(Bin(day, hour, truth.SpO2 / 10.0));
                    temperature.Add(Bin(day, hour, truth.BodyTemperature / 1000.0));
                    breath.Add(Bin(day, hour, truth.RespiratoryRate / 10.0));
                    steps.Add(Bin(day, hour, truth.Steps));
                }
            }
            days[i] = DailyFeatures.Compute(day, new DailyBins
            {
                HeartRate = heart, SpO2 = oxygen, BodyTemperature = temperature, RespiratoryRate = breath, Steps = steps,
            });
        }
        return days;
    }

    private static FeatureBin Bin(int day, int hour, double value) =>
        new(day * 1440L + hour * 60, 60, 1, value, value, value, 100);
}
