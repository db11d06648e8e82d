using EdgeVitals.Federated;

namespace EdgeVitals.Tests.Federated;

public sealed class UplinkTests
{
    [Fact]
    public void Topics_are_those_of_the_architecture()
    {
        Assert.Equal("ev/1/north/tasks/anomaly-subspace", UplinkTopics.Tasks("north", "anomaly-subspace"));
        Assert.Equal("ev/1/north/rounds/t", UplinkTopics.Rounds("north", "t"));
        Assert.Equal("ev/1/north/models/m", UplinkTopics.Models("north", "m"));
        Assert.Equal("ev/1/north/gw/g-7/up/t/20513", UplinkTopics.Up("north", "g-7", "t", 20513));
        Assert.Equal("ev/1/north/gw/g-7/ack", UplinkTopics.Ack("north", "g-7"));
        Assert.Equal("ev/1/north/#", UplinkTopics.Everything("north"));
    }

    [Fact]
    public void Upward_topic_parses_back()
    {
        Assert.True(UplinkTopics.TryParseUp(UplinkTopics.Up("north", "g-7", "t_1", 20513), out UpTopic parts));
        Assert.Equal(new UpTopic("north", "g-7", "t_1", 20513), parts);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ev/1/north/gw/g/up/t")]
    [InlineData("ev/1/north/gw/g/up/t/1/2")]
    [InlineData("ev/2/north/gw/g/up/t/1")]
    [InlineData("ev/1/north/gw/+/up/t/1")]
    [InlineData("ev/1/north/gw/g/up/#/1")]
    [InlineData("ev/1//gw/g/up/t/1")]
    [InlineData("ev/1/north/gw/g/up/t/-1")]
    [InlineData("ev/1/north/gw/g/up/t/01")]
    [InlineData("ev/1/north/gw/g/up/t/+1")]
    [InlineData("ev/1/north/gw/g/up/t/99999999999999999999")]
    [InlineData("/ev/1/north/gw/g/up/t/1")]
    public void Other_topic_does_not_parse(string topic) => Assert.False(UplinkTopics.TryParseUp(topic, out _));

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("+")]
    [InlineData("#")]
    [InlineData("ü")]
    [InlineData("a b")]
    public void Id_that_is_no_topic_level_throws(string id)
    {
        Assert.Throws<ArgumentException>(() => UplinkTopics.Tasks("north", id));
        Assert.Throws<ArgumentException>(() => UplinkTopics.Ack(id, "g"));
        Assert.Throws<ArgumentException>(() => UplinkTopics.Up("north", "g", id, 1));
        Assert.False(Limits.IsId(new string('a', 65)));
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1969-12-31T23:59:59.9999999Z", -1)]
    [InlineData("1969-12-31T00:00:00Z", -1)]
    [InlineData("2026-03-01T23:59:59Z", 20513)]
    [InlineData("2026-03-02T01:00:00+02:00", 20513)]
    [InlineData("2026-03-02T00:00:00Z", 20514)]
    public void Budget_day_is_the_day_in_utc(string instant, int day)
    {
        DateTimeOffset at = DateTimeOffset.Parse(instant);

        Assert.Equal(day, BudgetCalendar.DayOf(at));
        Assert.InRange(at, BudgetCalendar.StartOf(day), BudgetCalendar.StartOf(day + 1).AddTicks(-1));
    }

    [Fact]
    public void Last_day_still_has_a_day_after() =>
        Assert.Equal(9999, BudgetCalendar.StartOf(BudgetCalendar.LastDay + 1).Year);

    [Fact]
    public void Enrolment_survives_its_file_and_never_prints_its_token()
    {
        Enrollment enrollment = Sample();

        Assert.True(Enrollment.TryParse(enrollment.ToJson(), out Enrollment? again, out string reason), reason);
        Assert.Equal(enrollment, again);
        Assert.Contains("\"cloudPublicKey\"", enrollment.ToJson(), StringComparison.Ordinal);
        Assert.DoesNotContain(enrollment.Token, enrollment.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Enrolment_with_a_fault_is_refused_by_name()
    {
        Refused(Sample() with { Port = 0 }, "port");
        Refused(Sample() with { Gateway = "a/b" }, "gateway");
        Refused(Sample() with { Host = " " }, "host");
        Refused(Sample() with { Token = "" }, "token");
        Refused(Sample() with { CloudPublicKey = "junk" }, "cloudPublicKey");
        string json = Sample().ToJson();
        foreach (string bad in new[]
        {
            "", "null", "[]", "{}", "{", json.Replace("\"host\"", "\"hosts\"", StringComparison.Ordinal),
            json.Replace("\"north\"", "null", StringComparison.Ordinal),
            json.Replace("8883", "\"x\"", StringComparison.Ordinal),
        })
        {
            Assert.False(Enrollment.TryParse(bad, out _, out string reason));
            Assert.StartsWith("not an enrolment file", reason, StringComparison.Ordinal);
        }
    }

    private static void Refused(Enrollment enrollment, string name)
    {
        Assert.False(Enrollment.TryParse(enrollment.ToJson(), out _, out string reason));
        Assert.Contains(name, reason, StringComparison.Ordinal);
    }

    private static Enrollment Sample()
    {
        using MessageSigner signer = MessageSigner.Create();
        return new Enrollment
        {
            Tenant = "north",
            Gateway = "g-7f3a",
            Host = "cloud.example",
            Port = 8883,
            Token = "s3cret-token-of-the-gateway",
            CloudPublicKey = signer.PublicPem,
        };
    }
}
