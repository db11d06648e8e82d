using EdgeVitals.Cloud;
using EdgeVitals.Cloud.Rounds;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace EdgeVitals.Tests.Cloud;

public sealed class GrainStorageTests : IDisposable
{
    private static readonly GrainId Id = GrainId.Create("rounds", "tests/surveillance-daily");
    private readonly string _directory = Directory.CreateTempSubdirectory("edgevitals-grains-").FullName;

    [Fact]
    public async Task State_is_read_as_it_was_written_with_sums_beyond_64_bits()
    {
        using var database = CloudDatabase.Create(_directory);
        var storage = new SqliteGrainStorage(database);
        var state = new RoundState { Day = 7, Sum = [Int128.MaxValue, -3, Int128.MinValue] };
        var written = new GrainState<RoundState> { State = state };
        await storage.WriteStateAsync("round", Id, written);

        var read = new GrainState<RoundState> { State = new RoundState() };
        await storage.ReadStateAsync("round", Id, read);

        Assert.True(read.RecordExists);
        Assert.Equal("1", read.ETag);
        Assert.Equal(written.State.Sum, read.State.Sum);
    }

    [Fact]
    public async Task Write_with_an_older_etag_throws_and_changes_nothing()
    {
        using var database = CloudDatabase.Create(_directory);
        var storage = new SqliteGrainStorage(database);
        var first = new GrainState<RoundState> { State = new RoundState { Day = 1 } };
        await storage.WriteStateAsync("round", Id, first);
        var second = new GrainState<RoundState> { State = new RoundState() };
        await storage.ReadStateAsync("round", Id, second);
        second.State = new RoundState { Day = 2 };
        await storage.WriteStateAsync("round", Id, second);

        first.State = new RoundState { Day = 99 };
        var failure = await Assert.ThrowsAsync<InconsistentStateException>(
            () => storage.WriteStateAsync("round", Id, first));

        Assert.Equal("2", failure.StoredEtag);
        var read = new GrainState<RoundState> { State = new RoundState() };
        await storage.ReadStateAsync("round", Id, read);
        Assert.Equal(2, read.State.Day);
    }

    [Fact]
    public async Task Two_first_writes_of_one_grain_let_one_through()
    {
        using var database = CloudDatabase.Create(_directory);
        var storage = new SqliteGrainStorage(database);
        await storage.WriteStateAsync("round", Id, new GrainState<RoundState> { State = new RoundState { Day = 1 } });
        await Assert.ThrowsAsync<InconsistentStateException>(
            () => storage.WriteStateAsync(
                "round", Id, new GrainState<RoundState> { State = new RoundState { Day = 2 } }));
    }

    [Fact]
    public async Task Cleared_state_is_absent_and_its_older_etag_stays_refused()
    {
        using var database = CloudDatabase.Create(_directory);
        var storage = new SqliteGrainStorage(database);
        var state = new GrainState<RoundState> { State = new RoundState { Day = 1 } };
        await storage.WriteStateAsync("round", Id, state);
        var older = new GrainState<RoundState> { ETag = state.ETag, State = state.State };
        await storage.ClearStateAsync("round", Id, state);

        var read = new GrainState<RoundState> { State = new RoundState() };
        await storage.ReadStateAsync("round", Id, read);
        Assert.False(read.RecordExists);
        Assert.Equal(-1, read.State.Day);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("round", Id, older));
        await storage.WriteStateAsync("round", Id, read);
    }

    [Fact]
    public async Task State_written_before_a_crash_is_there_after_it()
    {
        using var database = CloudDatabase.Create(_directory);
        var storage = new SqliteGrainStorage(database);
        await storage.WriteStateAsync(
            "round", Id, new GrainState<RoundState> { State = new RoundState { Day = 5, Sum = [42] } });

        // The files as they lie on disk, taken from the open database: what a killed process leaves.
        string copy = Directory.CreateDirectory(Path.Combine(_directory, "after")).FullName;
        foreach (string name in new[] { CloudDatabase.FileName, CloudDatabase.FileName + "-wal" })
            File.Copy(Path.Combine(_directory, name), Path.Combine(copy, name));
        using var after = CloudDatabase.Create(copy);
        var read = new GrainState<RoundState> { State = new RoundState() };
        await new SqliteGrainStorage(after).ReadStateAsync("round", Id, read);

        Assert.Equal(5, read.State.Day);
        Assert.Equal([(Int128)42], read.State.Sum);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
