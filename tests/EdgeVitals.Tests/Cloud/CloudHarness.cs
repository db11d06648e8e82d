using EdgeVitals.Cloud;
using EdgeVitals.Cloud.Enrollment;
using EdgeVitals.Cloud.Rounds;
using EdgeVitals.Federated;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EdgeVitals.Tests.Cloud;

/// <summary>A whole cloud host on loopback, with a data directory of its own and a clock that the test moves.</summary>
internal sealed class CloudHarness : IAsyncDisposable
{
    public const string Tenant = "tests";

    /// <summary>2026-03-02: rounds of the day before open at 02:00.</summary>
    public static readonly DateTimeOffset Today = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly List<TestGateway> _gateways = [];
    private readonly bool _ownsDirectory;
    private WebApplication? _app;

    private CloudHarness(CloudOptions options, ManualTime time, bool ownsDirectory)
    {
        (Options, Time, _ownsDirectory) = (options, time, ownsDirectory);
    }

    public CloudOptions Options { get; }

    public ManualTime Time { get; }

    public static int DataDay => BudgetCalendar.DayOf(Today) - 1;

    public CloudStatus Status => Get<CloudStatus>();

    public CloudAddresses Addresses => Get<CloudAddresses>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<CloudHarness> StartAsync(
        int minimumGateways = 2, bool screens = false, DateTimeOffset? at = null, string? dataDirectory = null,
        int wearerCap = 20)
    {
        var time = new ManualTime(at ?? Today.AddHours(3));
        var options = new CloudOptions
        {
            DataDirectory = dataDirectory ?? Directory.CreateTempSubdirectory("edgevitals-cloud-").FullName,
            Tenant = Tenant,
            Time = time,
            WearerCap = wearerCap,
            MinimumGateways = minimumGateways,
            Screens = screens,
            MinimumLogLevel = LogLevel.Error,
        };
        var harness = new CloudHarness(options, time, dataDirectory is null);
        harness._app = CloudHost.Build(options);
        await harness._app.StartAsync(Token);
        await harness.AdvanceAsync();
        return harness;
    }

    public T Get<T>() where T : notnull => _app!.Services.GetRequiredService<T>();

    public TaskDefinition Task(string id) => Get<CloudTasks>().Find(id)!;

    public IRoundsGrain Grain(string task) =>
        Get<IGrainFactory>().GetGrain<IRoundsGrain>(CloudTasks.GrainKey(Task(task)));

    /// <summary>Does what is due now; the host's own loop does the same, and the grain takes both in turn.</summary>
    public async Task AdvanceAsync(DateTimeOffset? to = null)
    {
        if (to is { } instant) Time.Set(instant);
        foreach (var task in Get<CloudTasks>().All) await Grain(task.Id).AdvanceAsync();
    }

    public async Task<TestGateway> EnrollAsync()
    {
        var signer = MessageSigner.Create();
        var enrollment = Get<GatewayRegistry>().Enroll(signer.PublicPem);
        var gateway = new TestGateway(enrollment, signer);
        _gateways.Add(gateway);
        await gateway.ConnectAsync(Token);
        return gateway;
    }

    public async Task<TestGateway[]> EnrollAsync(int count)
    {
        var gateways = new TestGateway[count];
        for (int i = 0; i < count; i++) gateways[i] = await EnrollAsync();
        return gateways;
    }

    /// <summary>A copy of the files as they are on disk now: what a killed process leaves behind.</summary>
    public string CopyOfDisk()
    {
        string copy = Directory.CreateTempSubdirectory("edgevitals-cloud-copy-").FullName;
        foreach (string file in Directory.GetFiles(Options.DataDirectory))
        {
            // The shared-memory index is not part of what survives; SQLite rebuilds it from the log.
            if (file.EndsWith("-shm", StringComparison.Ordinal)) continue;
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }
        return copy;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways) await gateway.DisposeAsync();
        if (_app is not null)
        {
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }
        if (_ownsDirectory) Directory.Delete(Options.DataDirectory, recursive: true);
    }
}
