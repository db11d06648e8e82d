using EdgeVitals.Broker;

namespace EdgeVitals.Tests.Broker;

public sealed class OneTimeTokensTests
{
    [Fact]
    public void Token_works_once()
    {
        var tokens = new OneTimeTokens(TimeSpan.FromMinutes(1));
        string token = tokens.Issue();
        Assert.True(tokens.TryUse(token));
        Assert.False(tokens.TryUse(token));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public void Token_that_was_never_issued_is_refused(string? token) =>
        Assert.False(new OneTimeTokens(TimeSpan.FromMinutes(1)).TryUse(token));

    [Fact]
    public void Token_whose_lifetime_has_ended_is_refused()
    {
        var tokens = new OneTimeTokens(TimeSpan.FromTicks(-1));
        Assert.False(tokens.TryUse(tokens.Issue()));
    }

    [Fact]
    public void Oldest_token_makes_room_for_one_too_many()
    {
        var tokens = new OneTimeTokens(TimeSpan.FromMinutes(1));
        string[] issued = [.. Enumerable.Range(0, OneTimeTokens.MaximumUnused + 1).Select(_ => tokens.Issue())];
        Assert.True(tokens.TryUse(issued[^1]));
        Assert.Equal(OneTimeTokens.MaximumUnused - 1, issued[..^1].Count(tokens.TryUse));
    }
}
