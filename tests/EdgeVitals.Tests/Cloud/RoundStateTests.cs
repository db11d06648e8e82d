using EdgeVitals.Cloud.Rounds;
using FsCheck;
using FsCheck.Xunit;

namespace EdgeVitals.Tests.Cloud;

public sealed class RoundStateTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    [Property(MaxTest = 2000)]
    public bool Sum_is_the_same_under_any_order_of_arrival(long[] entries, int seed)
    {
        var vectors = entries
            .Select((e, i) => (Gateway: $"gw-{i}", Vector: new[] { e, long.MaxValue - i, -e })).ToList();
        // The seed only chooses an order: any two orders must agree.
        var other = vectors.OrderBy(v => HashCode.Combine(seed, v.Gateway)).ToList();
        return Sum(vectors).SequenceEqual(Sum(other));
    }

    [Fact]
    public void Sum_of_the_largest_entries_does_not_wrap()
    {
        var sum = Sum(Enumerable.Range(0, 1000).Select(i => ($"gw-{i}", new[] { long.MaxValue, long.MinValue, 0 })));
        Assert.Equal((Int128)long.MaxValue * 1000, sum[0]);
        Assert.Equal((Int128)long.MinValue * 1000, sum[1]);
    }

    [Fact]
    public void Vector_of_another_length_is_refused() => Assert.Throws<ArgumentException>(
        () => Empty.With("gw-1", new UpdateReceipt(Guid.NewGuid(), "", Now), [1]));

    [Theory]
    [InlineData(RoundPhase.Collecting, "task", -1, true)]
    [InlineData(RoundPhase.Collecting, "task", 0, false)]
    [InlineData(RoundPhase.Collecting, "another", -1, false)]
    [InlineData(RoundPhase.Closing, "task", -1, false)]
    [InlineData(RoundPhase.Idle, "task", -1, false)]
    public void Round_takes_updates_only_while_they_would_be_counted(
        RoundPhase phase, string taskHash, int minutesAfterDeadline, bool expected)
    {
        var state = Empty with { Phase = phase, TaskHash = "task", CloseAt = Now };
        Assert.Equal(expected, state.TakesUpdates(Now.AddMinutes(minutesAfterDeadline), taskHash));
    }

    private static RoundState Empty => new() { Sum = new Int128[3] };

    private static Int128[] Sum(IEnumerable<(string Gateway, long[] Vector)> vectors) => vectors
        .Aggregate(Empty, (s, v) => s.With(v.Gateway, new UpdateReceipt(Guid.NewGuid(), "", Now), v.Vector)).Sum;
}
