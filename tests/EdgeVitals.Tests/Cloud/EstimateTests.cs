using EdgeVitals.Cloud;
using EdgeVitals.Cloud.Publication;
using EdgeVitals.Surveillance;

namespace EdgeVitals.Tests.Cloud;

public sealed class EstimateTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 7, 0, 0, TimeSpan.Zero);
    private static readonly SurveillanceDesign Design = new(50, 145);
    private const int Day = 20_513;

    private readonly string _directory = Directory.CreateTempSubdirectory("edgevitals-estimates-").FullName;

    [Fact]
    public void One_day_equals_the_library_s_estimate()
    {
        var counts = new DailyCounts(Day, 1830, 240, 40);
        var published = Estimates([counts], pooled: false);
        var expected = DailySurveillance.Estimate(counts, Design);

        Assert.Equal(2000, published[Measures.Participation].Places);
        AssertSame(expected.Participation, published[Measures.Participation]);
        AssertSame(expected.ElevatedShare, published[Measures.ElevatedShare]);
        AssertSame(expected.ElevatedRate!.Value, published[Measures.ElevatedRate]);
    }

    [Fact]
    public void Pooled_days_average_the_noise_out_but_not_the_sampling_error()
    {
        var one = Estimates([new DailyCounts(Day, 1830, 240, 40)], pooled: false)[Measures.ElevatedShare];
        var days = Enumerable.Range(0, 25).Select(i => new DailyCounts(Day - i, 1830, 240, 40)).ToList();
        var pooled = Estimates(days, pooled: true)[Measures.Pooled(Measures.ElevatedShare)];
        // 2,000 places without any noise: the narrowest interval that 2,000 persons can give.
        var noiseless = ScoreInterval.Solve(240, 2000, 0, Design.Z);

        Assert.Equal(one.Value, pooled.Value);
        Assert.Equal(one.NoiseVariance / 25, pooled.NoiseVariance, 1e-9);
        Assert.True(pooled.HalfWidth < one.HalfWidth / 2);
        Assert.True(pooled.HalfWidth > noiseless.HalfWidth);
    }

    [Fact]
    public void Negative_count_stays_negative_and_a_rate_without_wearers_is_a_coded_blank()
    {
        var published = Estimates([new DailyCounts(Day, 12, -30, 3)], pooled: false);
        Assert.True(published[Measures.ElevatedShare].Value < 0);
        Assert.Equal((null, BlankReason.TooFewWorn), (
            published[Measures.ElevatedRate].Value, published[Measures.ElevatedRate].Blank));
    }

    [Fact]
    public void Published_estimate_is_never_changed_by_a_later_one_of_the_same_issue()
    {
        using var database = CloudDatabase.Create(_directory);
        var store = new EstimateStore(database);
        var first = Estimates([new DailyCounts(Day, 1830, 240, 40)], pooled: false)[Measures.ElevatedShare];
        store.Add([first]);
        store.Add([first with { Value = 0.9 }]);
        store.Add([first with { Value = 0.2, IssueDay = first.IssueDay.AddDays(1) }]);

        Assert.Equal([first, first with { Value = 0.2, IssueDay = first.IssueDay.AddDays(1) }], store.List());
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static Dictionary<string, PublishedEstimate> Estimates(IReadOnlyList<DailyCounts> days, bool pooled) =>
        SurveillancePublisher.Estimates(days, Design, Day, Now, pooled).ToDictionary(e => e.Measure);

    private static void AssertSame(Estimate expected, PublishedEstimate actual) =>
        Assert.Equal((expected.Value, expected.Lower, expected.Upper), (actual.Value, actual.Lower, actual.Upper));
}
