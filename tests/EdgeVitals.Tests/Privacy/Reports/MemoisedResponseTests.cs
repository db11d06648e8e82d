using System.Text.Json;
using EdgeVitals.Privacy;
using MathNet.Numerics.Distributions;

namespace EdgeVitals.Tests.Privacy;

/// <summary>Simulations with 4,000 wearers a figure, 100,000 in a full run, alpha = 1e-6 each, fixed seeds.</summary>
public sealed class MemoisedResponseTests
{
    private static readonly int Wearers =
        Environment.GetEnvironmentVariable("EDGEVITALS_FULL") == "1" ? 100_000 : 4_000;

    [Theory]
    [InlineData(7, 0.91)]
    [InlineData(30, 0.996)]
    public void Fresh_response_is_averaged_away_and_the_memoised_one_is_not(int days, double published)
    {
        // The broken twin: randomised response at epsilon = 1, drawn afresh each day.
        RandomisedResponse fresh = RandomisedResponse.Create(2, Epsilon.From(1));
        double exact = Majority(days, fresh.TruthProbability);
        Assert.Equal(published, exact, 0.006);
        SeededBytes random = new(113);
        Near(exact, Accuracy(days, (_, truth) => fresh.Perturb(truth, random)));

        MemoisedResponse memoised = MemoisedResponse.Create(2, Epsilon.From(1), Epsilon.From(1));
        double plateau = Math.E / (1 + Math.E), p = memoised.PlateauAccuracy;
        Assert.Equal(plateau, p, 1e-12);
        PermanentAnswers store = PermanentAnswers.Empty;
        double measured = Accuracy(days, (day, truth) =>
        {
            (int report, store) = memoised.Perturb(
                day == 0 ? PermanentAnswers.Empty : store, "sleeps badly", truth, random);
            return report;
        });
        // A majority of reports finds the permanent answer with the fresh accuracy, and that is true with p.
        Near((exact * p) + ((1 - exact) * (1 - p)), measured);
        Assert.True(measured < plateau + 0.03);
    }

    [Fact]
    public void Even_a_thousand_reports_do_not_pass_the_plateau()
    {
        MemoisedResponse memoised = MemoisedResponse.Create(2, Epsilon.From(1), Epsilon.From(3));
        Assert.True(Majority(1001, 0.95) > 1 - 1e-12);
        SeededBytes random = new(127);
        int found = 0, wearers = Wearers / 40;
        for (int wearer = 0; wearer < wearers; wearer++)
        {
            PermanentAnswers store = PermanentAnswers.Empty;
            int ones = 0;
            for (int day = 0; day < 101; day++)
            {
                (int report, store) = memoised.Perturb(store, "q", 1, random);
                ones += report;
            }

            found += ones > 50 ? 1 : 0;
        }

        double p = memoised.PlateauAccuracy;
        Assert.InRange((double)found / wearers, 0, p + (GoodnessOfFit.ZAlpha * Math.Sqrt(p * (1 - p) / wearers)));
    }

    [Fact]
    public void Permanent_answer_stands_whatever_is_said_later()
    {
        MemoisedResponse memoised = MemoisedResponse.Create(5, Epsilon.From(2), Epsilon.From(32));
        SeededBytes random = new(131);
        (int first, PermanentAnswers store) = memoised.Perturb(PermanentAnswers.Empty, "q", 0, random);
        for (int day = 0; day < 100; day++)
        {
            (int report, PermanentAnswers after) = memoised.Perturb(store, "q", day % 5, random);
            Assert.Equal(first, report);
            Assert.Same(store, after);
        }

        (_, PermanentAnswers two) = memoised.Perturb(store, "another", 3, random);
        Assert.Equal(2, two.Entries.Count);
        Assert.Single(store.Entries);
    }

    [Fact]
    public void Store_survives_serialisation_and_holds_no_true_category()
    {
        MemoisedResponse memoised = MemoisedResponse.Create(3, Epsilon.From(0.5), Epsilon.From(1));
        (_, PermanentAnswers store) = memoised.Perturb(PermanentAnswers.Empty, "q", 2, new SeededBytes(137));
        string text = JsonSerializer.Serialize(store);
        PermanentAnswers back = JsonSerializer.Deserialize<PermanentAnswers>(text)!;
        Assert.Equal(store.Entries, back.Entries);
        Assert.Equal(["Question", "Categories", "Epsilon", "Answer"],
            JsonDocument.Parse(text).RootElement.GetProperty("Entries")[0].EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void Estimate_of_one_day_is_unbiased()
    {
        MemoisedResponse memoised = MemoisedResponse.Create(4, Epsilon.From(3), Epsilon.From(2));
        SeededBytes random = new(139);
        int wearers = 5 * Wearers, count = 0;
        for (int wearer = 0; wearer < wearers; wearer++)
        {
            int truth = wearer % 10 < 7 ? 1 : 3;
            count += memoised.Perturb(PermanentAnswers.Empty, "q", truth, random).Report == 1 ? 1 : 0;
        }

        FrequencyEstimate estimate = memoised.Estimate(count, wearers);
        Assert.InRange(estimate.Frequency, 0.7 - (GoodnessOfFit.ZAlpha * estimate.StandardError),
            0.7 + (GoodnessOfFit.ZAlpha * estimate.StandardError));
        Assert.True(memoised.SingleReportEpsilon < 2);
        Assert.Equal(1, memoised.TruthProbability + (3 * memoised.OtherProbability), 1e-12);
    }

    [Theory]
    [InlineData(4, 30, 30, 29.3068528194399611143530795074)]
    [InlineData(2, 30, 30, 29.3068528194400546905827678873)]
    [InlineData(65_536, 32, 32, 31.3068528190250879781217082194)]
    [InlineData(3, 0.5, 1, 0.188711464759580838484120811434)]
    [InlineData(1024, 0.0009765625, 5, 0.000122945096943452334773448018506)]
    [InlineData(4, 1.9073486328125e-6, 1.9073486328125e-6, 9.09495569134528362094299515907e-13)]
    public void Epsilon_of_a_single_report_is_exact_and_never_rounded_down(
        int k, double permanent, double instantaneous, double exact)
    {
        // The literals were computed with 80 digits; these epsilons are sampled as they are, to the last bit.
        MemoisedResponse memoised = MemoisedResponse.Create(k, Epsilon.From(permanent), Epsilon.From(instantaneous));
        Assert.InRange(memoised.SingleReportEpsilon / exact, 1, 1 + 1e-14);
    }

    [Fact]
    public void Single_reports_and_estimates_keep_their_digits_at_the_least_epsilon()
    {
        // 1e-6 is rounded down to a multiple of 2^-52 in both stages, by 2.2e-10 of it at most.
        Epsilon least = Epsilon.From(1e-6);
        MemoisedResponse memoised = MemoisedResponse.Create(4, least, least);
        Assert.InRange(memoised.SingleReportEpsilon / 2.50000124999989560676122269702e-13, 1 - 5e-10, 1 + 1e-14);
        // All of ten reports: (1 - q)/(p - q), with p - q = (2.5e-7)^2 (1 + 1e-6) to seven digits; a difference of
        // doubles near 0.25 has three.
        Assert.Equal(1, memoised.Estimate(10, 10).Frequency * 6.25000312e-14 / 0.75, 1e-6);
    }

    [Fact]
    public void Store_is_a_copy_and_what_is_missing_in_it_throws_a_typed_fault()
    {
        PermanentAnswer answer = new("q", 3, 1, 2);
        List<PermanentAnswer> list = [answer];
        PermanentAnswers store = new(list);
        list.Add(answer);
        Assert.Single(store.Entries);

        Empty(() => Assert.Null(new PermanentAnswers(null!)));
        Empty(() => Assert.Null(new PermanentAnswers([null!])));
        Empty(() => Assert.Null(new PermanentAnswers([answer with { Question = "" }])));
        Empty(() => Assert.Null(JsonSerializer.Deserialize<PermanentAnswers>("{}")));
        Empty(() => Assert.Null(JsonSerializer.Deserialize<PermanentAnswers>("{\"Entries\":[null]}")));
        Empty(() => Assert.Null(JsonSerializer.Deserialize<PermanentAnswers>(
            "{\"Entries\":[{\"Categories\":3,\"Epsilon\":1,\"Answer\":2}]}")));
        Empty(() => MemoisedResponse.Create(3, Epsilon.From(1), Epsilon.From(1))
            .Perturb(PermanentAnswers.Empty, "", 0, new SeededBytes(1)));

        static void Empty(Action act) =>
            Assert.Equal(PrivacyFault.Empty, Assert.Throws<PrivacyException>(act).Fault);
    }

    [Fact]
    public void Store_of_another_mechanism_or_a_broken_store_throws()
    {
        MemoisedResponse memoised = MemoisedResponse.Create(3, Epsilon.From(1), Epsilon.From(1));
        SeededBytes random = new(149);
        PermanentAnswer answer = new("q", 3, 1, 2);
        Outside(() => memoised.Perturb(new PermanentAnswers([answer with { Epsilon = 2 }]), "q", 0, random));
        Outside(() => memoised.Perturb(new PermanentAnswers([answer with { Categories = 4 }]), "q", 0, random));
        Outside(() => memoised.Perturb(PermanentAnswers.Empty, "q", 3, random));
        Outside(() => Assert.Null(new PermanentAnswers([answer, answer])));
        Outside(() => Assert.Null(new PermanentAnswers([answer with { Answer = 3 }])));

        static void Outside(Action act) =>
            Assert.Equal(PrivacyFault.OutsideDomain, Assert.Throws<PrivacyException>(act).Fault);
    }

    /// <summary>P(a majority of days says the truth), an even split being guessed.</summary>
    private static double Majority(int days, double p)
    {
        double sum = days % 2 == 0 ? 0.5 * Binomial.PMF(p, days, days / 2) : 0;
        for (int right = (days / 2) + 1; right <= days; right++)
        {
            sum += Binomial.PMF(p, days, right);
        }

        return sum;
    }

    private static double Accuracy(int days, Func<int, int, int> report)
    {
        double right = 0;
        for (int wearer = 0; wearer < Wearers; wearer++)
        {
            int truth = wearer & 1, ones = 0;
            for (int day = 0; day < days; day++)
            {
                ones += report(day, truth);
            }

            right += 2 * ones == days ? 0.5 : 2 * ones > days == (truth == 1) ? 1 : 0;
        }

        return right / Wearers;
    }

    private static void Near(double expected, double measured)
    {
        double deviation = Math.Sqrt(expected * (1 - expected) / Wearers);
        Assert.InRange(measured, expected - (GoodnessOfFit.ZAlpha * deviation),
            expected + (GoodnessOfFit.ZAlpha * deviation));
    }
}
