using EdgeVitals.Emulation.Wearers;

namespace EdgeVitals.Tests.Emulation;

/// <summary>
/// The virtual cohort against its parameters. Seeds are fixed, so a run is repeatable; each limit is 4.4 standard
/// errors for the n stated (a false alarm for one seed in 100,000), the errors taken over persons, who are
/// independent, where days of one person are not.
/// </summary>
public sealed class FeatureWearerTests
{
    private const int FirstDay = 20_000;
    private const int Persons = 400;
    private const int Days = 90;

    [Fact]
    public void Parameters_are_the_measured_ones()
    {
        Assert.Equal((71.0, 82.0), (WearerParameters.BasalHeartRateLow, WearerParameters.BasalHeartRateHigh));
        Assert.Equal(3.3, WearerParameters.HeartRateDaySd);
        Assert.Equal(5.1, WearerParameters.HeartRateCircadianAmplitude);
        Assert.Equal(0.27, WearerParameters.HeartRatePerStepAMinute);
        Assert.Equal(5.7, WearerParameters.HeartRateMinuteNoise);
        Assert.Equal((8230.0, 2819.0), (WearerParameters.StepsMean, WearerParameters.StepsSd));
        Assert.Equal(WearerParameters.StepsSd, Math.Sqrt(WearerParameters.StepsBetweenSd
            * WearerParameters.StepsBetweenSd + WearerParameters.StepsWithinSd * WearerParameters.StepsWithinSd), 0);
        Assert.Equal(0.2, WearerParameters.TemperatureDaySd);
        Assert.Equal(1.0, WearerParameters.RespirationDaySd);
        Assert.Equal(0.4, WearerParameters.DayAutocorrelation);
        Assert.Equal(0.08, WearerParameters.NotWornDays);
        Assert.Equal((1.0 / 7, 1.0 / 14, 1.0 / 60, 1.0 / 180), (WearerParameters.AlcoholNights,
            WearerParameters.StressDays, WearerParameters.TravelDays, WearerParameters.VaccinationDays));
        Assert.Equal((0.5, 2.0), (WearerParameters.ResponderShare, WearerParameters.ResponderFactor));
        Assert.Equal((0.3, 2.0), (WearerParameters.FeverLow, WearerParameters.FeverHigh));
        Assert.Equal((1.0, 4.0), (WearerParameters.TachypneaLow, WearerParameters.TachypneaHigh));
        Assert.Equal(
            [
                new IllnessRow(-7, -4, 0.9, 0.13), new IllnessRow(-3, -1, 1.8, 0.10), new IllnessRow(0, 1, 3.2, -0.13),
                new IllnessRow(2, 4, -0.1, -0.39), new IllnessRow(5, 8, -3.1, -0.37),
                new IllnessRow(9, 14, -2.1, -0.16),
            ],
            WearerParameters.Illness);
        Assert.Equal(0.15, WearerParameters.RmssdDayLogSd);
        Assert.Equal((0.10, 0.30), (WearerParameters.RmssdDropLow, WearerParameters.RmssdDropHigh));
    }

    [Fact]
    public void Parameters_of_the_waveforms_are_the_designs()
    {
        EcgWave[] sinus = WearerParameters.EcgWaves[(int)BeatKind.Sinus];
        Assert.Equal([-70, -15, 0, 15, 100], sinus.Select(wave => wave.Degrees));
        Assert.Equal([1.2, -5, 30, -7.5, 0.75], sinus.Select(wave => wave.Size));
        Assert.Equal([0.25, 0.1, 0.1, 0.1, 0.4], sinus.Select(wave => wave.Width));
        Assert.Equal((0.1, 0.5), (WearerParameters.LowBandHertz, WearerParameters.LowToHighPower));
        Assert.Equal(0.25, new VitalScenario().RespiratoryRate / 60);
        Assert.Equal((0.2, 0.1), (WearerParameters.SystolicPhase, WearerParameters.SystolicSigma));
        Assert.Equal((0.52, 0.12), (WearerParameters.DicroticPhase, WearerParameters.DicroticSigma));
        Assert.Equal((0.35, 0.6), (WearerParameters.DicroticShare, WearerParameters.DicroticShareHigh));
        Assert.Equal((110.0, 25.0), (WearerParameters.RatioIntercept, WearerParameters.RatioSlope));
        Assert.Equal((20.0, 40.0), (WearerParameters.DesaturationFallLow, WearerParameters.DesaturationFallHigh));
        Assert.Equal(
            (10.0, 20.0), (WearerParameters.DesaturationRecoveryLow, WearerParameters.DesaturationRecoveryHigh));
        Assert.Equal((2.0, 4.0, 30.0), (WearerParameters.DesaturationLow, WearerParameters.DesaturationHigh,
            WearerParameters.DesaturationsPerHourHigh));
        Assert.InRange(WearerParameters.FingerDelaySeconds, 10, 20);
        // By calculus of the strike: its highest place and its range.
        double[] strike = [.. Enumerable.Range(0, 100_000).Select(i => i / 1e5).Select(phase =>
            Math.Sin(2 * Math.PI * phase) + (WearerParameters.StrikeShare * Math.Sin(4 * Math.PI * phase)))];
        Assert.Equal(WearerParameters.StrikePeakToPeak, strike.Max() - strike.Min(), 1e-3);
        Assert.Equal(WearerParameters.StrikePhase, Array.IndexOf(strike, strike.Max()) / 1e5, 1e-3);
    }

    [Fact]
    public void Every_parameter_says_whether_it_is_measured_published_or_chosen_and_why()
    {
        string folder = Path.Combine(RecordingData.Repository(), "hardware", "EdgeVitals.Emulation", "Wearers");
        int seen = 0;
        foreach (string file in Directory.GetFiles(folder, "WearerParameters*.cs"))
        {
            string doc = "";
            foreach (string line in File.ReadLines(file).Select(line => line.Trim()))
            {
                if (line.StartsWith("public const", StringComparison.Ordinal)
                    || line.StartsWith("public static readonly", StringComparison.Ordinal))
                {
                    seen++;
                    string[] origins = ["(measured", "published", "chosen"];
                    Assert.True(origins.Any(word => doc.Contains(word, StringComparison.Ordinal)), $"{line}: {doc}");
                    Assert.DoesNotContain("(chosen)", doc, StringComparison.Ordinal);
                }
                doc = line.StartsWith("///", StringComparison.Ordinal) ? doc + line[3..] : "";
            }
        }
        Assert.True(seen > 120, $"{seen} parameters seen");
    }

    [Fact]
    public void At_any_order_of_hours_gives_the_same_truth()
    {
        WearerProfile profile = WearerProfile.Draw(7, FirstDay + 20);
        var forward = new FeatureWearer(profile, 7);
        HourlyTruth[] inOrder = [.. Enumerable.Range(FirstDay * 24, 24 * 40).Select(forward.At)];
        var backward = new FeatureWearer(profile, 7);
        for (int i = inOrder.Length - 1; i >= 0; i--)
        {
            Assert.Equal(inOrder[i], backward.At(FirstDay * 24 + i));
        }
        Assert.NotEqual(inOrder, Enumerable.Range(FirstDay * 24, 24 * 40).Select(new FeatureWearer(profile, 8).At));
        Assert.Equal(profile, WearerProfile.Draw(7, FirstDay + 20));
    }

    [Fact]
    public void At_before_1970_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureWearer(WearerProfile.Draw(1), 1).At(-1));

    [Fact]
    public void Healthy_cohort_has_the_parameters_spreads()
    {
        // Residuals of the day's level: the mean of a day less its steps' share, confounders included.
        var withinHeart = new List<double>();
        var withinTemperature = new List<double>();
        var withinRespiration = new List<double>();
        var correlation = new List<double>();
        int notWorn = 0;
        for (int person = 0; person < Persons; person++)
        {
            double[][] days = DaysOf(person, null, out int unworn);
            notWorn += unworn;
            withinHeart.Add(Deviation([.. days.Where(day => day.Length > 0).Select(day => day[0])]));
            withinTemperature.Add(Deviation([.. days.Where(day => day.Length > 0).Select(day => day[1])]));
            withinRespiration.Add(Deviation([.. days.Where(day => day.Length > 0).Select(day => day[2])]));
            correlation.Add(LagOne(days, 2));
        }
        // Confounders add to the level: stress (1/14, 1.5 /min over a day), alcohol, vaccination: 3.3 becomes ~3.4.
        AssertMean(withinHeart, 3.3, 3.5);
        // Temperature: vaccination adds 0.06 °C in quadrature, the hours' noise 0.016.
        AssertMean(withinTemperature, 0.2, 0.215);
        AssertMean(withinRespiration, 0.985, 1.015);
        // The estimator is low by (1 + 4 rho) / n, 0.03 here.
        AssertMean(correlation, 0.35, 0.4);
        double share = notWorn / (double)(Persons * Days);
        double error = 4.4 * Math.Sqrt(0.08 * 0.92 / (Persons * Days));
        Assert.InRange(share, 0.08 - error, 0.08 + error);
    }

    [Fact]
    public void Healthy_cohort_has_the_parameters_steps_and_the_mean_over_persons_of_the_daily_swing()
    {
        var dayMeans = new List<double>();
        var all = new List<double>();
        var swing = new List<double>();
        var byHour = new double[24];
        for (int person = 0; person < Persons; person++)
        {
            var wearer = new FeatureWearer(WearerProfile.Draw((ulong)person), (ulong)person);
            double cosine = 0;
            double sine = 0;
            int hours = 0;
            var own = new List<double>();
            for (int day = FirstDay; day < FirstDay + Days; day++)
            {
                double steps = 0;
                for (int hour = 0; hour < 24; hour++)
                {
                    HourlyTruth truth = wearer.At(day * 24 + hour);
                    if (!truth.Worn)
                    {
                        continue;
                    }
                    double rest = truth.HeartRate / 10.0 - 0.27 * truth.Steps / 60;
                    cosine += rest * Math.Cos(2 * Math.PI * (hour + 0.5) / 24);
                    sine += rest * Math.Sin(2 * Math.PI * (hour + 0.5) / 24);
                    steps += truth.Steps;
                    byHour[hour] += truth.Steps;
                    hours++;
                }
                if (steps > 0)
                {
                    own.Add(steps);
                }
            }
            dayMeans.Add(own.Average());
            all.AddRange(own);
            swing.Add(2 * Math.Sqrt(cosine * cosine + sine * sine) / hours);
        }
        AssertMean(dayMeans, 8230, 8230);
        // Between persons n = 400: standard error of the pooled deviation about 60.
        Assert.InRange(Deviation(all), 2819 - 4.4 * 60, 2819 + 4.4 * 60);
        // Nights of alcohol lift the trough, stress lifts the day, travel blurs: half a beat either way.
        Assert.InRange(swing.Average(), 4.6, 5.4);
        Assert.True(byHour[0] + byHour[1] + byHour[2] + byHour[3] + byHour[4] == 0);
    }

    [Theory]
    [InlineData(-7, -4, 1.8, 0.26)]
    [InlineData(-3, -1, 3.6, 0.20)]
    [InlineData(0, 1, 6.4, -0.26)]
    [InlineData(2, 4, -0.2, -0.78)]
    [InlineData(5, 8, -6.2, -0.74)]
    [InlineData(9, 14, -4.2, -0.32)]
    [InlineData(15, 20, 0, 0)]
    public void Responder_differs_from_the_same_person_healthy_by_twice_the_table(
        int first, int last, double heartRate, double steps)
    {
        // The same seed with and without an onset: the difference is the illness alone.
        const int onset = FirstDay + 30;
        WearerProfile profile = WearerProfile.Draw(11) with { IsResponder = true, DailySteps = 12_000 };
        var healthy = new FeatureWearer(profile, 11);
        var ill = new FeatureWearer(profile with { OnsetDay = onset }, 11);
        double difference = 0;
        double healthySteps = 0;
        double illSteps = 0;
        int hours = 0;
        for (int hour = (onset + first) * 24; hour < (onset + last + 1) * 24; hour++)
        {
            HourlyTruth a = healthy.At(hour);
            HourlyTruth b = ill.At(hour);
            if (!a.Worn)
            {
                continue;
            }
            difference += (b.HeartRate - a.HeartRate) / 10.0 - 0.27 * (b.Steps - a.Steps) / 60;
            healthySteps += a.Steps;
            illSteps += b.Steps;
            hours++;
        }
        Assert.InRange(difference / hours, heartRate - 0.05, heartRate + 0.05);
        Assert.InRange(illSteps / healthySteps - 1, steps - 0.005, steps + 0.005);
    }

    [Fact]
    public void Illness_of_a_cohort_shows_in_half_of_the_persons_with_fever_and_respiration_within_their_ranges()
    {
        int responders = 0;
        for (int person = 0; person < Persons; person++)
        {
            const int day = FirstDay + 31;
            WearerProfile profile = WearerProfile.Draw((ulong)person);
            var healthy = new FeatureWearer(profile, (ulong)person);
            var ill = new FeatureWearer(profile with { OnsetDay = day - 1 }, (ulong)person);
            HourlyTruth a = healthy.At(day * 24 + 12);
            HourlyTruth b = ill.At(day * 24 + 12);
            double fever = (b.BodyTemperature - a.BodyTemperature) / 1000.0;
            double respiration = (b.RespiratoryRate - a.RespiratoryRate) / 10.0;
            if (!a.Worn)
            {
                continue;
            }
            if (profile.IsResponder)
            {
                responders++;
                Assert.InRange(fever, 0.29, 2.01);
                Assert.InRange(respiration, 0.8, 4.2);
            }
            else
            {
                Assert.Equal(a, b);
            }
        }
        // Of about 368 worn: half, at 4.4 standard errors.
        Assert.InRange(responders, 184 - 43, 184 + 43);
    }

    /// <summary>Per day (heart rate without steps, temperature, respiration), or nothing when not worn.</summary>
    private static double[][] DaysOf(int person, int? onset, out int unworn)
    {
        var wearer = new FeatureWearer(WearerProfile.Draw((ulong)person, onset), (ulong)person);
        double[][] days = new double[Days][];
        unworn = 0;
        for (int day = 0; day < Days; day++)
        {
            double[] sums = new double[3];
            for (int hour = 0; hour < 24; hour++)
            {
                HourlyTruth truth = wearer.At((FirstDay + day) * 24 + hour);
                sums[0] += truth.HeartRate / 10.0 - 0.27 * truth.Steps / 60;
                sums[1] += truth.BodyTemperature / 1000.0;
                sums[2] += truth.RespiratoryRate / 10.0;
            }
            bool worn = sums[0] > 0;
            unworn += worn ? 0 : 1;
            days[day] = worn ? [sums[0] / 24, sums[1] / 24, sums[2] / 24] : [];
        }
        return days;
    }

    private static double LagOne(double[][] days, int feature)
    {
        double[] present = [.. days.Where(day => day.Length > 0).Select(day => day[feature])];
        double mean = present.Average();
        double variance = present.Average(x => (x - mean) * (x - mean));
        var products = new List<double>();
        for (int day = 1; day < days.Length; day++)
        {
            if (days[day].Length > 0 && days[day - 1].Length > 0)
            {
                products.Add((days[day][feature] - mean) * (days[day - 1][feature] - mean));
            }
        }
        return products.Average() / variance;
    }

    private static double Deviation(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(x => (x - mean) * (x - mean)) / (values.Count - 1));
    }

    /// <summary>The mean over persons is between the limits, give or take 4.4 of its standard errors.</summary>
    private static void AssertMean(List<double> perPerson, double low, double high)
    {
        double error = 4.4 * Deviation(perPerson) / Math.Sqrt(perPerson.Count);
        Assert.InRange(perPerson.Average(), low - error, high + error);
    }
}
