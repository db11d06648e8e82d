using EdgeVitals.Gateway;
using EdgeVitals.Gateway.Alarms;
using EdgeVitals.Gateway.Ingest;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Gateway.Screens;
using EdgeVitals.Gateway.Wearers;
using EdgeVitals.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVitals.Tests.Gateway;

public sealed class AlarmTests : IDisposable
{
    private const long Second = 1_000_000;
    private const long Hour = 3600 * Second;
    private const long Start = 1_800_000_000 * Second;
    private readonly TemporaryFolder _folder = new();
    private readonly GatewayStatus _status = new();
    private SqliteFile _clinic;
    private AlarmDesk _desk;
    private long _now = Start;

    public AlarmTests()
    {
        _clinic = ClinicFile.Open(_folder.Path);
        _desk = NewDesk();
    }

    [Fact]
    public void Alarm_opens_on_the_third_sample_in_a_row_at_the_limit()
    {
        Feed(131, 131);
        Assert.Empty(_desk.Open());
        Feed(131);
        Episode episode = Assert.Single(_desk.Open());
        Assert.Equal("heart-rate-high", episode.Rule.Id);
        Assert.Equal(AlarmPriority.High, episode.Rule.Priority);
    }

    [Fact]
    public void Alarm_sample_below_the_limit_starts_the_count_again()
    {
        Feed(140, 140, 130, 140, 140);
        Assert.Empty(_desk.Open());
    }

    [Fact]
    public void Alarm_swaying_around_the_limit_is_one_episode()
    {
        Feed(131, 132, 133);
        for (int i = 0; i < 20; i++)
        {
            Feed(129, 130, 129, 132, 131, 131);
        }
        Assert.Single(_desk.Recent());
        Feed(126, 126, 126);
        Assert.Empty(_desk.Open());
        Assert.Equal(133, Assert.Single(_desk.Recent()).Extreme);
    }

    [Fact]
    public void Alarm_invalid_samples_neither_open_nor_end_an_episode()
    {
        Feed(140, 140, double.NaN, double.NaN, double.NaN);
        Assert.Empty(_desk.Open());
        Feed(140);
        Assert.Single(_desk.Open());
        Feed(double.NaN, double.NaN, double.NaN, double.NaN);
        Assert.Single(_desk.Open());
    }

    [Fact]
    public void Chip_that_is_missing_is_a_technical_episode_until_it_is_good_and_survives_a_restart()
    {
        ChipHealth good = new(ChipKind.Tmp117, ChipState.Good, 0);
        ChipHealth missing = new(ChipKind.Adxl345, ChipState.Missing, 3);
        _desk.WatchChips("w1", [good, missing], Start);
        Episode episode = Assert.Single(_desk.Open());
        Assert.Equal("chip-adxl345", episode.Rule.Id);
        Assert.Equal(AlarmPriority.Technical, episode.Rule.Priority);
        _desk = NewDesk();
        Assert.Equal(episode.Id, Assert.Single(_desk.Open()).Id);
        // Another device of the wearer carries the same part and is well: the broken one is still broken.
        _desk.WatchChips("w1", [missing with { State = ChipState.Good }, missing], Start + Second);
        Assert.Single(_desk.Open());
        _desk.WatchChips("w1", [good, missing with { State = ChipState.Good }], Start + Hour);
        Assert.Empty(_desk.Open());
        Assert.Equal(1, _desk.Count(AlarmRule.IsOfChip));
    }

    [Fact]
    public void What_a_device_counts_is_a_technical_episode_of_an_hour_and_opens_again_only_when_it_rises()
    {
        StatusMessage Said(int boot, long dropped, int cause = ResetCause.Software) => new()
        {
            BootId = boot, State = StatusState.Online, DroppedFrames = dropped, ResetCause = cause,
        };
        DeviceState state = DeviceState.First(Said(1, 0), Start);
        _desk.WatchDevices("w1", [state], Start);
        Assert.Empty(_desk.Open());
        state = state.Then(Said(1, 3), Start + Second);
        _desk.WatchDevices("w1", [state], Start + Second);
        Assert.Equal("device-frames-lost", Assert.Single(_desk.Open()).Rule.Id);
        // The Last Will knows of no count, and the same count again is no news.
        state = state.Then(new StatusMessage { BootId = 1, State = StatusState.Offline }, Start + 2 * Second);
        Assert.Equal((StatusState.Offline, 3L), (state.State, state.Said.DroppedFrames));
        state = state.Then(Said(1, 3), Start + 3 * Second);
        _desk.WatchDevices("w1", [state], Start + Second + Hour);
        Assert.Empty(_desk.Open());
        state = state.Then(Said(2, 0, ResetCause.Watchdog), Start + 2 * Hour);
        _desk.WatchDevices("w1", [state], Start + 2 * Hour);
        Assert.Equal("device-watchdog", Assert.Single(_desk.Open()).Rule.Id);
        Assert.Equal(2, _desk.Recent().Count);
    }

    [Fact]
    public void Alarm_restart_keeps_the_episode_and_its_id_and_the_acknowledgement()
    {
        Feed(140, 140, 140);
        Guid id = _desk.Open()[0].Id;
        Assert.True(_desk.Acknowledge(id, "nurse"));
        Assert.False(_desk.Acknowledge(id, "nurse"));
        long through = _now;

        Restart();
        // The journal is read again from its start; what was seen before must not open a second episode.
        _now = Start;
        while (_now < through)
        {
            Feed(140);
        }
        Feed(140, 140, 140);

        Episode episode = Assert.Single(_desk.Open());
        Assert.Equal(id, episode.Id);
        Assert.True(episode.AcknowledgedMicros > 0);
        Feed(100, 100, 100);
        Assert.Equal(id, Assert.Single(_desk.Recent()).Id);
    }

    [Fact]
    public void Alarm_ended_episode_is_not_opened_again_by_a_second_reading_of_the_journal()
    {
        Feed(140, 140, 140, 100, 100, 100);
        long through = _now;

        Restart();
        _now = Start;
        Feed(140, 140, 140, 100, 100, 100);

        Assert.Equal(through, _now);
        Assert.Single(_desk.Recent());
    }

    [Fact]
    public void Alarm_history_of_more_than_a_day_alarms_nobody_and_late_data_is_marked()
    {
        AlarmSample[] old = [.. Enumerable.Range(0, 5).Select(i => new AlarmSample(Start + i, Second, 180.0))];
        _desk.Evaluate("w1", Channels.HeartRate.Id, old, Start + 25 * Hour);
        Assert.Empty(_desk.Open());

        _desk.Evaluate("w1", Channels.HeartRate.Id, old, Start + 5 * Hour);
        Assert.True(Assert.Single(_desk.Open()).IsLate);
    }

    [Fact]
    public void Alarm_hourly_mean_alarms_by_itself()
    {
        _desk.Evaluate("w1", Channels.BodyTemperature.Id, [new AlarmSample(Start, Hour, 39.1)], Start);
        Assert.Equal("temperature-high", Assert.Single(_desk.Open()).Rule.Id);
    }

    [Fact]
    public void Alarm_limit_of_a_wearer_replaces_the_default_across_restarts()
    {
        AlarmRule rule = AlarmRule.Find("heart-rate-high")!;
        _desk.SetLimit("w1", rule, 150);
        Restart();
        Feed(149, 149, 149);
        Assert.Empty(_desk.Open());
        Feed(150, 150, 150);
        Assert.Single(_desk.Open());
    }

    [Fact]
    public void Alarm_of_the_electrocardiogram_is_its_own_with_the_wearers_limit()
    {
        for (int i = 1; i <= 3; i++)
        {
            // The band reads on calmly, its frame first; neither its values nor its times hide the leads'.
            _desk.Evaluate("w1", Channels.HeartRate.Id, [new AlarmSample(_now + i * Second, Second, 75)], _now);
            _desk.Evaluate("w1", Channels.EcgHeartRate.Id, [new AlarmSample(_now + i * Second, Second, 180)], _now);
        }
        Assert.Equal("ecg-heart-rate-high", Assert.Single(_desk.Open()).Rule.Id);

        _desk.SetLimit("w2", AlarmRule.Find("heart-rate-high")!, 190);
        AlarmSample[] row = [.. Enumerable.Range(1, 5).Select(i => new AlarmSample(_now + i * Second, Second, 180))];
        _desk.Evaluate("w2", Channels.EcgHeartRate.Id, row, _now);
        Assert.Single(_desk.Open());
    }

    [Fact]
    public void Alarm_of_the_electrocardiogram_ends_as_signal_lost_when_its_leads_are_off()
    {
        for (int i = 0; i < 3; i++)
        {
            _now += Second;
            _desk.Evaluate("w1", Channels.EcgHeartRate.Id, [new AlarmSample(_now, Second, 180)], _now);
        }
        long lost = _now;
        Feed(140, 140, 140);
        // The leads hang loose from here on: refused readings, and a wearer who is well otherwise.
        WearerView view = View(isStale: false, notWornSince: 0);
        _desk.Evaluate("w1", Channels.EcgHeartRate.Id, [new AlarmSample(lost + 60 * Second, Second, double.NaN)],
            lost + 60 * Second);
        _desk.Watch([view], lost + 899 * Second);
        Assert.Equal(2, _desk.Open().Count);
        // A device that measures by the hour has not lost its signal between two windows.
        _desk.Watch([view with { StaleMicros = 3 * Hour }], lost + Hour);
        Assert.Equal(2, _desk.Open().Count);

        _desk.Watch([view], lost + 901 * Second);
        Assert.Equal("heart-rate-high", Assert.Single(_desk.Open()).Rule.Id);
        Restart();
        Episode ended = Assert.Single(_desk.Recent(), e => !e.IsOpen);
        Assert.True(ended.IsSignalLost);
        Assert.Equal("ended, signal lost, not acknowledged", PageText.State(ended));
        Assert.False(_desk.Open()[0].IsSignalLost);
    }

    [Fact]
    public void Alarm_silent_and_unworn_wearers_are_technical_until_they_return()
    {
        _desk.Watch([View(isStale: true, notWornSince: 0)], Start);
        Assert.Equal("stale", Assert.Single(_desk.Open()).Rule.Id);
        _desk.Watch([View(isStale: false, notWornSince: Start - Hour)], Start);
        Assert.Equal("not-worn", Assert.Single(_desk.Open()).Rule.Id);
        _desk.Watch([View(isStale: false, notWornSince: 0)], Start);
        Assert.Empty(_desk.Open());
        Assert.Equal(2, _status.AlarmsOpened);
    }

    [Fact]
    public void Alarm_list_puts_the_most_urgent_first_whatever_came_last()
    {
        Feed(140, 140, 140);
        _desk.Evaluate("w1", Channels.BodyTemperature.Id, [new AlarmSample(_now + Second, Hour, 39.5)], _now + Second);
        _desk.Watch([View(isStale: true, notWornSince: 0)], _now + Hour);

        Assert.Equal(["heart-rate-high", "temperature-high", "stale"], _desk.Recent().Select(e => e.Rule.Id));
    }

    public void Dispose()
    {
        _clinic.Dispose();
        _status.Dispose();
        _folder.Dispose();
    }

    private void Feed(params double[] values)
    {
        foreach (double value in values)
        {
            _now += Second;
            _desk.Evaluate("w1", Channels.HeartRate.Id, [new AlarmSample(_now, Second, value)], _now);
        }
    }

    private void Restart()
    {
        _clinic.Dispose();
        _clinic = ClinicFile.Open(_folder.Path);
        _desk = NewDesk();
    }

    private AlarmDesk NewDesk() => new(_clinic, new GatewayOptions { DataDirectory = _folder.Path }, _status,
        NullLogger<AlarmDesk>.Instance);

    private static WearerView View(bool isStale, long notWornSince) => new(
        1, "w1", "One", Reading.None, Reading.None, Reading.None, Reading.None, Start, isStale, notWornSince, [], 0);
}
