using EdgeVitals.Gateway;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Wire;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVitals.Tests.Gateway;

public sealed class JournalTests
{
    private const long Now = 1_800_000_000_000_000;

    [Fact]
    public void Journal_cut_off_anywhere_in_the_log_keeps_every_commit_before_the_cut()
    {
        using var folder = new TemporaryFolder();
        var ends = new List<long>();
        string wal = FrameJournal.PathIn(folder.Path) + "-wal";
        using FrameJournal journal = Open(folder.Path, out GatewayStatus status);
        long schema = new FileInfo(wal).Length;
        for (int batch = 0; batch < 4; batch++)
        {
            journal.Append([Pending(batch * 2), Pending(batch * 2 + 1)], Now);
            ends.Add(new FileInfo(wal).Length);
        }

        // A crash: the files as they are, without the tidy close that would empty the log.
        for (long cut = schema; cut <= ends[^1]; cut += 517)
        {
            using var crashed = new TemporaryFolder();
            Copy(folder.Path, crashed.Path, cut);
            int commits = ends.Count(e => e <= cut);
            bool isWhole = cut == schema || ends.Contains(cut);

            using FrameJournal again = Open(crashed.Path, out GatewayStatus counted);

            Assert.Equal(2 * commits, again.Count());
            Assert.Equal(isWhole ? 0 : 1, counted.TornTails);
            Assert.Equal("ok", again.IntegrityCheck());
            counted.Dispose();
        }
        Assert.Equal(0, status.TornTails);
        status.Dispose();
    }

    [Fact]
    public void Journal_flipped_byte_in_the_last_commit_is_a_torn_tail_and_earlier_frames_stay()
    {
        using var folder = new TemporaryFolder();
        string wal = FrameJournal.PathIn(folder.Path) + "-wal";
        using FrameJournal journal = Open(folder.Path, out GatewayStatus status);
        journal.Append([Pending(1)], Now);
        long first = new FileInfo(wal).Length;
        journal.Append([Pending(2)], Now);
        long second = new FileInfo(wal).Length;

        for (long at = first; at < second; at += 389)
        {
            using var crashed = new TemporaryFolder();
            Copy(folder.Path, crashed.Path, second);
            string copy = FrameJournal.PathIn(crashed.Path) + "-wal";
            byte[] bytes = File.ReadAllBytes(copy);
            bytes[at] ^= 0x40;
            File.WriteAllBytes(copy, bytes);

            using FrameJournal again = Open(crashed.Path, out GatewayStatus counted);

            Assert.Equal(1, counted.TornTails);
            Assert.Equal(1, again.Count());
            counted.Dispose();
        }
        status.Dispose();
    }

    [Fact]
    public void Journal_log_that_was_started_over_is_not_torn()
    {
        using var folder = new TemporaryFolder();
        using FrameJournal journal = Open(folder.Path, out GatewayStatus status);
        // 1,000 pages make SQLite move the log into the file; the next commit writes the log from its start again.
        for (int i = 0; i < 12; i++)
        {
            int from = i * 100;
            journal.Append([.. Enumerable.Range(from, 100).Select(s => Pending(s, 4000))], Now);
        }
        journal.Append([Pending(5000)], Now);
        using var crashed = new TemporaryFolder();
        Copy(folder.Path, crashed.Path, long.MaxValue);

        WalTail tail = WalInspector.Inspect(FrameJournal.PathIn(crashed.Path) + "-wal");
        using FrameJournal again = Open(crashed.Path, out GatewayStatus counted);

        Assert.Equal(0, tail.TornBytes);
        Assert.True(tail.CommittedFrames < 1000, "the log was never started over");
        Assert.Equal(1201, again.Count());
        status.Dispose();
        counted.Dispose();
    }

    [Fact]
    public void Journal_frame_sent_twice_is_kept_once()
    {
        using var folder = new TemporaryFolder();
        using FrameJournal journal = Open(folder.Path, out GatewayStatus status);

        Assert.Equal([FrameOutcome.Unmapped, FrameOutcome.Duplicate], journal.Append([Pending(1), Pending(1)], Now));
        Assert.Equal([FrameOutcome.Duplicate], journal.Append([Pending(1)], Now));
        Assert.Equal(1, journal.Count());
        status.Dispose();
    }

    [Fact]
    public void Journal_full_disk_fails_the_whole_batch_and_takes_it_later()
    {
        using var folder = new TemporaryFolder();
        using FrameJournal journal = Open(folder.Path, out GatewayStatus status);
        journal.Append([Pending(1)], Now);
        journal.LimitPages(1);
        PendingFrame[] batch = [.. Enumerable.Range(2, 50).Select(s => Pending(s, 4000))];

        Assert.Throws<SqliteException>(() => journal.Append(batch, Now));
        Assert.Equal(1, journal.Count());

        journal.LimitPages(1_000_000);
        journal.Append(batch, Now);
        Assert.Equal(51, journal.Count());
        status.Dispose();
    }

    [Fact]
    public void Journal_frame_without_clock_is_mapped_once_the_clock_is_known()
    {
        using var folder = new TemporaryFolder();
        using FrameJournal journal = Open(folder.Path, out GatewayStatus status);
        journal.Append([Pending(1)], Now);
        Assert.Empty(journal.TakeDue(Now, 10));

        journal.SetClock("dev", 1, new BootClock(Now - 5_000_000, 1000));

        Assert.Equal(Now - 5_000_000, Assert.Single(journal.TakeDue(Now, 10)).OffsetMicros);
        Assert.Empty(journal.TakeDue(Now, 10));
        status.Dispose();
    }

    [Fact]
    public void Journal_estimate_never_replaces_what_the_device_stated()
    {
        using var folder = new TemporaryFolder();
        using FrameJournal journal = Open(folder.Path, out GatewayStatus status);
        journal.SetClock("dev", 1, new BootClock(10, -1));
        journal.SetClock("dev", 1, new BootClock(20, 5));
        journal.SetClock("dev", 1, new BootClock(30, -1));

        Assert.True(journal.TryClock("dev", 1, out BootClock clock));
        Assert.Equal(new BootClock(20, 5), clock);
        status.Dispose();
    }

    [Fact]
    public void Journal_future_frame_is_kept_and_shown_when_due()
    {
        using var folder = new TemporaryFolder();
        using FrameJournal journal = Open(folder.Path, out GatewayStatus status);
        long hour = 3_600_000_000;
        journal.SetClock("dev", 1, new BootClock(Now + hour, 0));

        Assert.Equal([FrameOutcome.Future], journal.Append([Pending(1)], Now));
        Assert.Empty(journal.TakeDue(Now, 10));
        Assert.Single(journal.TakeDue(Now + hour, 10));
        status.Dispose();
    }

    [Fact]
    public void Quarantine_beyond_its_limit_lets_the_oldest_go()
    {
        using var folder = new TemporaryFolder();
        using var status = new GatewayStatus();
        using FrameJournal journal = FrameJournal.Open(
            new GatewayOptions { DataDirectory = folder.Path, QuarantineLimit = 3 }, status,
            NullLogger<FrameJournal>.Instance);
        for (int i = 0; i < 10; i++)
        {
            journal.Quarantine("dev", "topic", "reason " + i, new byte[] { 1 }, Now);
        }

        Assert.Equal(["reason 9", "reason 8", "reason 7"], journal.Quarantined(100).Select(q => q.Reason));
    }

    private static FrameJournal Open(string folder, out GatewayStatus status)
    {
        status = new GatewayStatus();
        return FrameJournal.Open(
            new GatewayOptions { DataDirectory = folder }, status, NullLogger<FrameJournal>.Instance);
    }

    private static PendingFrame Pending(int sequence, int bytes = 60) =>
        new("dev", 1, sequence, Channels.HeartRate.Id, 0, 1_000_000, new byte[bytes]);

    private static void Copy(string from, string to, long walBytes)
    {
        string source = FrameJournal.PathIn(from), target = FrameJournal.PathIn(to);
        using (var file = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        using (FileStream copy = File.Create(target))
        {
            file.CopyTo(copy);
        }
        using var log = new FileStream(source + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[Math.Min(walBytes, log.Length)];
        log.ReadExactly(bytes);
        File.WriteAllBytes(target + "-wal", bytes);
    }
}
