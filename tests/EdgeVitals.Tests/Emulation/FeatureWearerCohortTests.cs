using EdgeVitals.Emulation.Wearers;

namespace EdgeVitals.Tests.Emulation;

/// <summary>
/// The generated cohort against the figures that it must have. 400 persons of 180 days, fixed seeds. Limits are 4.4
/// standard errors over the persons, who are independent (for one figure a false alarm for one seed set in 100,000),
/// beside a stated bias where an estimator has one.
/// </summary>
public sealed class FeatureWearerCohortTests(ITestOutputHelper output)
{
    private const int FirstDay = 20_000;
    private const int Persons = 400;
    private const int Days = 180;
    private const double StandardErrors = 4.4;

    [Fact]
    public void Confounders_come_as_often_as_their_parameters_say()
    {
        int[] counts = new int[5];
        for (int person = 0; person < Persons; person++)
        {
            var wearer = new FeatureWearer(WearerProfile.Draw((ulong)person), (ulong)person);
            for (int day = FirstDay; day < FirstDay + Days; day++)
            {
                DayTruth truth = wearer.DayAt(day);
                counts[0] += truth.Worn ? 0 : 1;
                counts[1] += truth.Alcohol ? 1 : 0;
                counts[2] += truth.Stress ? 1 : 0;
                counts[3] += truth.Travelled == 1 ? 1 : 0;
                counts[4] += truth.Vaccinated ? 1 : 0;
                Assert.Equal(truth.Worn, wearer.At((day * 24) + 12).Worn);
                Assert.Null(truth.SinceOnset);
            }
        }
        // Days are independent draws: n = 72,000. A vaccination is felt on two days.
        const double n = Persons * Days;
        (string Name, double Rate)[] rates =
        [
            ("not worn", 0.08), ("alcohol", 1.0 / 7), ("stress", 1.0 / 14), ("travel", 1.0 / 60),
            ("vaccination", 1 - Math.Pow(1 - (1.0 / 180), 2)),
        ];
        for (int i = 0; i < rates.Length; i++)
        {
            // Neighbouring days share a vaccination: twice the variance.
            double error = StandardErrors * Math.Sqrt((i == 4 ? 2 : 1) * rates[i].Rate * (1 - rates[i].Rate) / n);
            output.WriteLine($"{rates[i].Name}: {counts[i] / n:F4}, parameter {rates[i].Rate:F4} ± {error:F4}");
            Assert.InRange(counts[i] / n, rates[i].Rate - error, rates[i].Rate + error);
        }
    }

    [Fact]
    public void Nights_have_the_spreads_and_the_memory_of_their_parameters()
    {
        // Nights without a confounder of their own: what is left is the day's level and the noise of six hours.
        Dictionary<string, List<double>> spreads = new()
        {
            ["heart rate"] = [], ["temperature"] = [], ["respiration"] = [], ["log RMSSD"] = [],
        };
        Dictionary<string, List<double>> memories = spreads.ToDictionary(s => s.Key, _ => new List<double>());
        List<double> between = [];
        List<double> basal = [];
        for (int person = 0; person < Persons; person++)
        {
            WearerProfile profile = WearerProfile.Draw((ulong)person);
            var wearer = new FeatureWearer(profile, (ulong)person);
            NightlyTruth?[] nights = [.. Enumerable.Range(FirstDay, Days).Select(day => Undisturbed(wearer, day))];
            Gather("heart rate", n => n.HeartRate);
            Gather("temperature", n => n.BodyTemperature);
            Gather("respiration", n => n.RespiratoryRate);
            Gather("log RMSSD", n => Math.Log(n.Rmssd));
            between.Add(Math.Log(profile.Rmssd));
            basal.Add(profile.HeartRate);

            void Gather(string name, Func<NightlyTruth, double> valueOf)
            {
                double?[] values = [.. nights.Select(n => n is { } night ? valueOf(night) : (double?)null)];
                spreads[name].Add(Deviation([.. values.OfType<double>()]));
                memories[name].Add(LagOne(values));
            }
        }
        // The hours' noise is 5.7/√360 /min, 0.08/√6 °C, 0.5/√6 /min and 0.12/√6 on the log scale.
        AssertMean("heart rate", spreads["heart rate"], 3.3, Math.Sqrt((3.3 * 3.3) + (5.7 * 5.7 / 360)));
        AssertMean("temperature", spreads["temperature"], 0.2, Math.Sqrt(0.04 + (0.08 * 0.08 / 6)));
        AssertMean("respiration", spreads["respiration"], 1, Math.Sqrt(1 + (0.25 / 6)));
        AssertMean("log RMSSD", spreads["log RMSSD"], 0.15, Math.Sqrt((0.15 * 0.15) + (0.12 * 0.12 / 6)));
        foreach ((string name, List<double> memory) in memories)
        {
            // The hours' noise has no memory: 0.4 falls to as little as 0.36 (RMSSD).
            double share = name switch
            {
                "log RMSSD" => 0.904, "respiration" => 0.96, "temperature" => 0.974, _ => 0.992,
            };
            AssertMean(name + " lag one", memory, 0.4 * share, 0.4 * share);
        }
        Assert.InRange(basal.Min(), 71, 72);
        Assert.InRange(basal.Max(), 81, 82);
        AssertMean("basal heart rate", basal, 76.5, 76.5);
        AssertMean("log RMSSD of persons", between, Math.Log(42), Math.Log(42));
        Assert.Equal(0.35, Deviation(between), StandardErrors * 0.35 / Math.Sqrt(2 * Persons));
    }

    [Fact]
    public void Steps_of_persons_and_days_have_the_measured_mean_and_spread()
    {
        List<double> means = [];
        List<double> all = [];
        for (int person = 0; person < Persons; person++)
        {
            var wearer = new FeatureWearer(WearerProfile.Draw((ulong)person), (ulong)person);
            List<double> own = [];
            for (int day = FirstDay; day < FirstDay + Days; day++)
            {
                if (!wearer.DayAt(day).Worn) continue;
                own.Add(Enumerable.Range(day * 24, 24).Sum(hour => wearer.At(hour).Steps));
            }
            means.Add(own.Average());
            all.AddRange(own);
        }
        AssertMean("steps", means, 8230, 8230);
        // Half of the variance is between 400 persons: the standard error of the pooled deviation is about 60.
        double spread = Deviation(all);
        output.WriteLine($"steps, pooled deviation: {spread:F0}, parameter 2819 ± {StandardErrors * 60:F0}");
        Assert.InRange(spread, 2819 - (StandardErrors * 60), 2819 + (StandardErrors * 60));
        // The normal draw stops at 300 steps: one day in 400.
        Assert.InRange(all.Count(s => s < 400) / (double)all.Count, 0.0005, 0.01);
    }

    [Theory]
    [InlineData(-7, -4, 0.9, 0.13)]
    [InlineData(-3, -1, 1.8, 0.10)]
    [InlineData(0, 1, 3.2, -0.13)]
    [InlineData(2, 4, -0.1, -0.39)]
    [InlineData(5, 8, -3.1, -0.37)]
    [InlineData(9, 14, -2.1, -0.16)]
    public void Illness_over_all_persons_is_the_measured_table(int first, int last, double heartRate, double steps)
    {
        const int onset = FirstDay + 60;
        List<double> rises = [];
        List<double> changes = [];
        for (int person = 0; person < Persons; person++)
        {
            WearerProfile profile = WearerProfile.Draw((ulong)person);
            var healthy = new FeatureWearer(profile, (ulong)person);
            var ill = new FeatureWearer(profile with { OnsetDay = onset }, (ulong)person);
            List<double> rise = [];
            double healthySteps = 0;
            double illSteps = 0;
            for (int hour = (onset + first) * 24; hour < (onset + last + 1) * 24; hour++)
            {
                (HourlyTruth a, HourlyTruth b) = (healthy.At(hour), ill.At(hour));
                if (!a.Worn) continue;
                rise.Add(((b.HeartRate - a.HeartRate) / 10.0) - (0.27 * (b.Steps - a.Steps) / 60));
                healthySteps += a.Steps;
                illSteps += b.Steps;
            }
            if (rise.Count == 0) continue;
            rises.Add(rise.Average());
            changes.Add((illSteps / healthySteps) - 1);
        }
        AssertMean($"heart rate on days {first}..{last}", rises, heartRate, heartRate);
        AssertMean($"steps on days {first}..{last}", changes, steps, steps);
    }

    [Fact]
    public void Illness_lowers_RMSSD_and_raises_temperature_and_respiration_within_their_ranges()
    {
        const int onset = FirstDay + 60;
        List<double> fevers = [];
        List<double> breaths = [];
        List<double> drops = [];
        for (int person = 0; person < Persons; person++)
        {
            WearerProfile profile = WearerProfile.Draw((ulong)person);
            NightlyTruth a = new FeatureWearer(profile, (ulong)person).NightOf(onset + 1);
            NightlyTruth b = new FeatureWearer(profile with { OnsetDay = onset }, (ulong)person).NightOf(onset + 1);
            if (!a.Worn) continue;
            if (!profile.IsResponder)
            {
                Assert.Equal(a, b);
                continue;
            }
            fevers.Add(b.BodyTemperature - a.BodyTemperature);
            breaths.Add(b.RespiratoryRate - a.RespiratoryRate);
            drops.Add(1 - (b.Rmssd / a.Rmssd));
        }
        Assert.InRange(fevers.Count, 130, 240);
        Assert.All(fevers, f => Assert.InRange(f, 0.299, 2.001));
        Assert.All(breaths, r => Assert.InRange(r, 0.9, 4.1));
        Assert.All(drops, d => Assert.InRange(d, 0.09, 0.31));
        AssertMean("fever", fevers, 1.15, 1.15);
        AssertMean("rise of respiration", breaths, 2.5, 2.5);
        AssertMean("fall of RMSSD", drops, 0.2, 0.2);
    }

    [Fact]
    public void Minutes_add_up_to_their_hour_with_the_measured_slope_and_noise()
    {
        List<double> noises = [];
        List<double> slopes = [];
        for (int person = 0; person < 100; person++)
        {
            var wearer = new FeatureWearer(WearerProfile.Draw((ulong)person), (ulong)person);
            for (int hour = (FirstDay * 24) + 7; hour < (FirstDay * 24) + 24; hour++)
            {
                HourlyTruth mean = wearer.At(hour);
                if (!mean.Worn) continue;
                MinuteTruth[] minutes = [.. Enumerable.Range(0, 60).Select(m => wearer.MinuteAt((60L * hour) + m))];
                Assert.Equal(mean.Steps, minutes.Sum(m => m.Steps));
                Assert.Equal(mean.HeartRate / 10.0, minutes.Average(m => m.HeartRate), 1e-6);
                double[] rest = [.. minutes.Select(m => m.HeartRate - (0.27 * m.Steps))];
                noises.Add(Deviation(rest));
                double steps = minutes.Average(m => m.Steps);
                double spread = minutes.Sum(m => (m.Steps - steps) * (m.Steps - steps));
                if (spread < 20_000) continue;
                slopes.Add(minutes.Sum(m => (m.Steps - steps) * m.HeartRate) / spread);
            }
        }
        // The expected deviation of 60 normals with n - 1 is low by 0.4 %.
        AssertMean("noise of a minute", noises, 5.7 * 0.995, 5.7);
        AssertMean("rise per step a minute", slopes, 0.27, 0.27);
    }

    /// <summary>The night of a day without confounders of its own.</summary>
    private static NightlyTruth? Undisturbed(FeatureWearer wearer, int day)
    {
        DayTruth truth = wearer.DayAt(day);
        if (!truth.Worn || truth.Travelled > 0 || truth.Vaccinated || wearer.DayAt(day - 1).Alcohol) return null;
        return wearer.NightOf(day);
    }

    /// <summary>Correlation of neighbours, corrected for the bias of the estimator, (1 + 4 ρ) / n.</summary>
    private static double LagOne(double?[] values)
    {
        double[] present = [.. values.OfType<double>()];
        double mean = present.Average();
        double variance = present.Average(x => (x - mean) * (x - mean));
        List<double> products = [];
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] is { } now && values[i - 1] is { } before) products.Add((now - mean) * (before - mean));
        }
        double raw = products.Average() / variance;
        return raw + ((1 + (4 * 0.4)) / present.Length);
    }

    private static double Deviation(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(x => (x - mean) * (x - mean)) / (values.Count - 1));
    }

    /// <summary>The mean over persons lies between the limits, give or take 4.4 of its standard errors and 0.5 % for
    /// rounding.</summary>
    private void AssertMean(string name, List<double> perPerson, double low, double high)
    {
        double error = (StandardErrors * Deviation(perPerson) / Math.Sqrt(perPerson.Count)) + (0.005 * Math.Abs(high));
        output.WriteLine($"{name}: {perPerson.Average():F4}, parameter {low:F4}..{high:F4} ± {error:F4}");
        Assert.InRange(perPerson.Average(), low - error, high + error);
    }
}
