using EdgeVitals.Federated;

namespace EdgeVitals.Tests.Federated;

public sealed class RehearsalClockTests
{
    private static readonly DateTimeOffset Real = DateTimeOffset.Parse("2026-11-23T07:00:00Z");
    private static readonly DateTimeOffset Virtual = DateTimeOffset.Parse("2026-03-01T18:00:00Z");

    private readonly HandTime _hand = new(Real);

    [Fact]
    public void Virtual_time_passes_by_the_scale()
    {
        RehearsalClock clock = new(3600, Real, Virtual, _hand);

        Assert.Equal(Virtual, clock.GetUtcNow());
        _hand.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal(Virtual.AddHours(1.5), clock.GetUtcNow());
    }

    [Fact]
    public void Anchor_in_the_past_or_the_future_is_followed_both_ways()
    {
        Assert.Equal(Virtual.AddHours(10), new RehearsalClock(3600, Real.AddSeconds(-10), Virtual, _hand).GetUtcNow());
        Assert.Equal(Virtual.AddHours(-10), new RehearsalClock(3600, Real.AddSeconds(10), Virtual, _hand).GetUtcNow());
    }

    [Fact]
    public void Clock_stands_still_at_the_end_of_the_calendar()
    {
        RehearsalClock clock = new(1_000_000, Real.AddYears(-100), DateTimeOffset.MaxValue.AddDays(-1), _hand);

        Assert.Equal(DateTimeOffset.MaxValue, clock.GetUtcNow());
    }

    [Fact]
    public void Elapsed_time_is_virtual()
    {
        RehearsalClock clock = new(3600, Real, Virtual, _hand);
        long start = clock.GetTimestamp();
        _hand.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(TimeSpan.FromHours(2), clock.GetElapsedTime(start));
    }

    [Fact]
    public void Elapsed_time_of_a_thousand_real_days_does_not_overflow()
    {
        RehearsalClock clock = new(3600, Real, Virtual, _hand);
        _hand.Advance(TimeSpan.FromDays(1000));

        Assert.Equal(TimeSpan.FromDays(3_600_000), clock.GetElapsedTime(0));
    }

    [Theory]
    [InlineData(3600, 3600)]
    [InlineData(7200, 1800)]
    [InlineData(1, 1)]
    public void Timer_is_due_after_the_scaled_wait(int virtualSeconds, int scale)
    {
        RehearsalClock clock = new(scale, Real, Virtual, _hand);
        using ITimer timer = clock.CreateTimer(
            _ => { }, null, TimeSpan.FromSeconds(virtualSeconds), TimeSpan.FromSeconds(2 * virtualSeconds));

        Assert.Equal(TimeSpan.FromSeconds(virtualSeconds / (double)scale), _hand.Last!.Due);
        Assert.Equal(TimeSpan.FromSeconds(2 * virtualSeconds / (double)scale), _hand.Last.Period);
    }

    [Fact]
    public void Positive_wait_is_at_least_one_real_millisecond_and_zero_stays_zero()
    {
        RehearsalClock clock = new(3600, Real, Virtual, _hand);
        using ITimer timer = clock.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(1), TimeSpan.Zero);

        Assert.Equal(TimeSpan.FromMilliseconds(1), _hand.Last!.Due);
        Assert.Equal(TimeSpan.Zero, _hand.Last.Period);
    }

    [Fact]
    public void Infinite_wait_stays_infinite_and_change_is_scaled_too()
    {
        RehearsalClock clock = new(3600, Real, Virtual, _hand);
        using ITimer timer = clock.CreateTimer(
            _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Assert.Equal(Timeout.InfiniteTimeSpan, _hand.Last!.Due);

        Assert.True(timer.Change(TimeSpan.FromHours(3), Timeout.InfiniteTimeSpan));
        Assert.Equal(TimeSpan.FromSeconds(3), _hand.Last.Due);
        Assert.Equal(Timeout.InfiniteTimeSpan, _hand.Last.Period);
    }

    [Fact]
    public void Wait_beyond_the_longest_timer_is_cut_to_it()
    {
        RehearsalClock clock = new(0.001m, Real, Virtual, _hand);
        using ITimer timer = clock.CreateTimer(_ => { }, null, TimeSpan.FromDays(1000), Timeout.InfiniteTimeSpan);

        Assert.Equal(TimeSpan.FromMilliseconds(4294967294), _hand.Last!.Due);
    }

    [Fact]
    public async Task Delay_of_a_virtual_day_ends_when_its_timer_fires()
    {
        RehearsalClock clock = new(86400, Real, Virtual, _hand);
        Task delay = Task.Delay(TimeSpan.FromDays(1), clock, TestContext.Current.CancellationToken);
        Assert.False(delay.IsCompleted);
        Assert.Equal(TimeSpan.FromSeconds(1), _hand.Last!.Due);

        _hand.Last.Fire();
        await delay;
    }

    [Fact]
    public void Text_survives_and_programs_that_share_it_share_the_time()
    {
        const string Text = "3600@2026-03-01T18:00:00Z/2026-11-23T07:00:00Z";
        Assert.True(RehearsalClock.TryParse(Text, out RehearsalClock? clock, out string reason, _hand), reason);
        Assert.Equal(Text, clock.ToString());

        _hand.Advance(TimeSpan.FromSeconds(12.3456789));
        Assert.True(RehearsalClock.TryParse(clock.ToString(), out RehearsalClock? other, out _, _hand));
        Assert.Equal(clock.GetUtcNow(), other.GetUtcNow());
    }

    [Fact]
    public void Text_without_a_real_anchor_starts_now()
    {
        _hand.Advance(TimeSpan.FromTicks(1234567));
        Assert.True(RehearsalClock.TryParse("0.5@2026-03-01T18:00+02:00", out RehearsalClock? clock, out _, _hand));

        Assert.Equal(Virtual.AddHours(-2), clock.GetUtcNow());
        Assert.Equal("0.5@2026-03-01T16:00:00Z/2026-11-23T07:00:00.1234567Z", clock.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("3600")]
    [InlineData("@2026-03-01T18:00:00Z")]
    [InlineData("0@2026-03-01T18:00:00Z")]
    [InlineData("-5@2026-03-01T18:00:00Z")]
    [InlineData("1e9@2026-03-01T18:00:00Z")]
    [InlineData("2000000@2026-03-01T18:00:00Z")]
    [InlineData("NaN@2026-03-01T18:00:00Z")]
    [InlineData("3,600@2026-03-01T18:00:00Z")]
    [InlineData("3600@yesterday")]
    [InlineData("3600@2026-03-01T18:00:00")]
    [InlineData("3600@2026-03-01")]
    [InlineData("3600@2026-02-30T18:00:00Z")]
    [InlineData("3600@2026-03-01T18:00:00Z/")]
    [InlineData("3600@2026-03-01T18:00:00Z/2026-11-23T07:00:00Z/2026-11-23T07:00:00Z")]
    [InlineData("3600@2026-03-01T18:00:00Z@2026-11-23T07:00:00Z")]
    public void Other_text_is_refused_with_what_is_expected(string text)
    {
        Assert.False(RehearsalClock.TryParse(text, out _, out string reason, _hand));
        Assert.Contains("expected", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3600", "1 hour")]
    [InlineData("7200", "2 hours")]
    [InlineData("60", "1 minute")]
    [InlineData("300", "5 minutes")]
    [InlineData("86400", "1 day")]
    [InlineData("1", "1 second")]
    [InlineData("90", "90 seconds")]
    [InlineData("0.5", "0.5 seconds")]
    public void Banner_says_what_a_second_is(string scale, string words) =>
        Assert.Equal(
            "Virtual time: 1 second is " + words,
            new RehearsalClock(decimal.Parse(scale), Real, Virtual, _hand).Banner);

    [Fact]
    public void Scale_out_of_range_throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RehearsalClock(0, Real, Virtual));

    /// <summary>Real time that stands until it is moved, and timers that fire when they are told to.</summary>
    private sealed class HandTime(DateTimeOffset now) : TimeProvider
    {
        private TimeSpan _passed;

        public HandTimer? Last { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _passed += by;

        public override DateTimeOffset GetUtcNow() => now + _passed;

        public override long GetTimestamp() => _passed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Last = new HandTimer(() => callback(state)) { Due = dueTime, Period = period };
    }

    private sealed class HandTimer(Action callback) : ITimer
    {
        public TimeSpan Due { get; set; }

        public TimeSpan Period { get; set; }

        public void Fire() => callback();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            (Due, Period) = (dueTime, period);
            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
