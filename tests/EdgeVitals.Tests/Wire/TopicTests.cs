using EdgeVitals.Wire;
using Xunit;

namespace EdgeVitals.Tests.Wire;

public sealed class TopicTests
{
    [Fact]
    public void Topics_parse_back_to_what_they_were_built_from()
    {
        Parses(Topics.Live("clinic-1", "dev_A", "spo2"), TopicKind.Live, "spo2");
        Parses(Topics.Backfill("clinic-1", "dev_A"), TopicKind.Backfill, "");
        Parses(Topics.Status("clinic-1", "dev_A"), TopicKind.Status, "");
        Parses(Topics.Ack("clinic-1", "dev_A"), TopicKind.Ack, "");
        Parses(Topics.TimeRequest("clinic-1", "dev_A"), TopicKind.TimeRequest, "");
        Parses(Topics.TimeResponse("clinic-1", "dev_A"), TopicKind.TimeResponse, "");
        Parses(Topics.Command("clinic-1", "dev_A"), TopicKind.Command, "");
        Parses(Topics.Ota("clinic-1", "dev_A"), TopicKind.Ota, "");
        Parses(Topics.OtaRequest("clinic-1", "dev_A"), TopicKind.OtaRequest, "");
    }

    [Theory]
    [InlineData("")]
    [InlineData("ev/1/site/dev")]
    [InlineData("ev/2/site/dev/status")]
    [InlineData("EV/1/site/dev/status")]
    [InlineData("ev/1/si te/dev/status")]
    [InlineData("ev/1/+/dev/status")]
    [InlineData("ev/1/site/#/status")]
    [InlineData("ev/1/site//status")]
    [InlineData("ev/1/site/dev/status/")]
    [InlineData("ev/1/site/dev/live")]
    [InlineData("ev/1/site/dev/live/")]
    [InlineData("ev/1/site/dev/live/a/b")]
    [InlineData("ev/1/site/dev/time/now")]
    [InlineData("ev/1/site/dev/ota/rsp")]
    [InlineData("/ev/1/site/dev/status")]
    public void Topics_of_others_are_none(string topic)
    {
        TopicParts parts = new() { Site = "left over" };
        Assert.Equal(TopicKind.None, Topics.Parse(topic, parts));
        Assert.Equal("", parts.Site);
    }

    [Fact]
    public void Topics_longer_than_any_of_ours_are_none() =>
        Assert.Equal(TopicKind.None, Topics.Parse("ev/1/" + new string('/', 100_000), new TopicParts()));

    [Theory]
    [InlineData("a", true)]
    [InlineData("Az09_-", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("a/b", false)]
    [InlineData("a+", false)]
    [InlineData("a#", false)]
    [InlineData("ä", false)]
    [InlineData("a\0", false)]
    public void Id_holds_letters_digits_underscore_and_hyphen_alone(string? id, bool valid) =>
        Assert.Equal(valid, Topics.IsValidId(id));

    [Fact]
    public void Id_has_at_most_64_characters()
    {
        Assert.True(Topics.IsValidId(new string('a', 64)));
        Assert.False(Topics.IsValidId(new string('a', 65)));
    }

    [Fact]
    public void Channels_have_unique_numbers_and_names_and_sane_ranges()
    {
        Assert.Equal(Channels.All.Length, Channels.All.Select(c => c.Id).Distinct().Count());
        foreach (Channel channel in Channels.All)
        {
            Assert.Same(channel, Channels.Find(channel.Id));
            Assert.Same(channel, Channels.FindByName(channel.Name));
            Assert.True(Topics.IsValidId(channel.Name));
            Assert.True(channel.Minimum < channel.Maximum);
        }
        Assert.Null(Channels.Find(0));
        Assert.Null(Channels.FindByName("HEART-RATE"));
    }

    private static void Parses(string topic, int kind, string channel)
    {
        TopicParts parts = new();
        Assert.Equal(kind, Topics.Parse(topic, parts));
        Assert.Equal(kind, parts.Kind);
        Assert.Equal("clinic-1", parts.Site);
        Assert.Equal("dev_A", parts.Device);
        Assert.Equal(channel, parts.Channel);
    }
}
