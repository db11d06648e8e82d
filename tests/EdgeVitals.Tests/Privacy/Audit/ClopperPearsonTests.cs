using System.Text.Json;
using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy.Audit;

public sealed class ClopperPearsonTests
{
    [Fact]
    public void Bounds_equal_the_reference()
    {
        int compared = 0;
        foreach (JsonElement row in KnownAnswers.Rows("clopper_pearson"))
        {
            int k = row.Count("k"), n = row.Count("n");
            double significance = row.Number("one_sided_significance");
            KnownAnswers.AssertClose(row.Number("upper"), ClopperPearson.Upper(k, n, significance), 1e-12);
            KnownAnswers.AssertClose(row.Number("lower"), ClopperPearson.Lower(k, n, significance), 1e-12);
            compared++;
        }

        Assert.Equal(20, compared);
    }

    // mpmath at 60 digits: root of the binomial tail.
    [Theory]
    [MemberData(nameof(LargeTrials))]
    public void Bounds_of_many_trials_at_a_tiny_significance_keep_their_digits(
        long k, long n, double significance, double lower, double upper)
    {
        KnownAnswers.AssertClose(lower, ClopperPearson.Lower(k, n, significance), 1e-11);
        KnownAnswers.AssertClose(upper, ClopperPearson.Upper(k, n, significance), 1e-11);
    }

    public static TheoryData<long, long, double, double, double> LargeTrials => new()
    {
        { 5, 1000000000, 5e-7, 1.4663075134527409e-10, 2.6263292334385916e-8 },
        { 1, 1000000000, 5e-7, 5.0000012500004154e-16, 1.7422214869475033e-8 },
        { 600000, 1000000, 5e-7, 0.59760148197213839, 0.60239525997105115 },
        { 1000, 100000000, 1e-9, 8.2183348159465566e-6, 1.2025663935592443e-5 },
        { 999997, 1000000, 5e-7, 0.99997785179072755, 0.9999999855252238 },
        { 100000, 1000000000, 5e-7, 9.8460839234653702e-5, 0.00010155545061313644 },
    };

    [Fact]
    public void Bounds_mirror_each_other_and_contain_the_estimate()
    {
        SeededBytes random = new(101);
        for (int i = 0; i < 500; i++)
        {
            int n = 1 + random.Below(5000), k = random.Below(n + 1);
            double significance = Math.Pow(10, -8 * random.Uniform()) * 0.5;
            double lower = ClopperPearson.Lower(k, n, significance), upper = ClopperPearson.Upper(k, n, significance);
            Assert.InRange(k / (double)n, lower, upper);
            Assert.Equal(1 - upper, ClopperPearson.Lower(n - k, n, significance), 1e-13);
        }
    }

    [Fact]
    public void Upper_bound_covers_as_often_as_it_says()
    {
        // For every n and p the chance of a k with Upper(k) below p must be at most the significance: summed exactly.
        foreach ((int n, double p) in new[] { (10, 0.3), (50, 0.02), (200, 0.7), (200, 0.999) })
        {
            double missed = 0, mass = Math.Pow(1 - p, n);
            for (int k = 0; k <= n; k++)
            {
                missed += ClopperPearson.Upper(k, n, 0.05) < p ? mass : 0;
                mass *= (n - k) / (k + 1.0) * p / (1 - p);
            }

            Assert.InRange(missed, 0, 0.05);
        }
    }

    [Theory]
    [InlineData(-1, 10, 0.05, PrivacyFault.OutOfRange)]
    [InlineData(11, 10, 0.05, PrivacyFault.OutOfRange)]
    [InlineData(0, 0, 0.05, PrivacyFault.Empty)]
    [InlineData(0, 10_000_000_001, 0.05, PrivacyFault.OutOfRange)]
    [InlineData(1, 10, 0.0, PrivacyFault.OutsideUnitInterval)]
    [InlineData(1, 10, 1.0, PrivacyFault.OutsideUnitInterval)]
    [InlineData(1, 10, double.NaN, PrivacyFault.NotANumber)]
    public void Bad_counts_are_refused(long k, long n, double significance, PrivacyFault fault)
    {
        Assert.Equal(fault, Assert.Throws<PrivacyException>(() => ClopperPearson.Upper(k, n, significance)).Fault);
        Assert.Equal(fault, Assert.Throws<PrivacyException>(() => ClopperPearson.Lower(k, n, significance)).Fault);
    }
}
