using EdgeVitals.Cloud;
using EdgeVitals.Federated;
using EdgeVitals.Surveillance;

namespace EdgeVitals.Tests.Cloud;

/// <summary>"No waveform in the cloud" as a fact of compilation.</summary>
public sealed class BoundaryTests
{
    private static readonly string[] RawKnowing =
    [
        "EdgeVitals.Wire", "EdgeVitals.Device", "EdgeVitals.Signals", "EdgeVitals.Gateway", "EdgeVitals.Emulation",
    ];

    [Theory]
    [InlineData(typeof(CloudHost))]
    [InlineData(typeof(ScoreInterval))]
    public void Assembly_references_no_assembly_that_knows_raw_vitals(Type type)
    {
        var reached = new HashSet<string>();
        var next = new Queue<System.Reflection.Assembly>([type.Assembly]);
        while (next.TryDequeue(out var assembly))
        {
            foreach (var name in assembly.GetReferencedAssemblies())
            {
                if (!name.Name!.StartsWith("EdgeVitals.", StringComparison.Ordinal)) continue;
                if (reached.Add(name.Name!)) next.Enqueue(System.Reflection.Assembly.Load(name));
            }
        }
        Assert.NotEmpty(reached.Append(type.Assembly.GetName().Name!));
        foreach (string raw in RawKnowing)
            Assert.DoesNotContain(raw, reached);
        // A broken search would find nothing at all.
        if (type == typeof(CloudHost)) Assert.Contains("EdgeVitals.Federated", reached);
    }

    [Fact]
    public void Project_files_of_the_cloud_name_no_project_that_knows_raw_vitals()
    {
        // A reference that the code does not use yet is dropped by the compiler; the project file still shows it.
        string root = Root();
        foreach (string project in new[] { "EdgeVitals.Cloud", "EdgeVitals.Surveillance" })
        {
            string text = File.ReadAllText(Path.Combine(root, "cloud", project, project + ".csproj"));
            Assert.Contains("ProjectReference", text, StringComparison.Ordinal);
            foreach (string raw in RawKnowing)
                Assert.DoesNotContain(raw, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Update_schema_is_the_closed_list_of_the_architecture() => Assert.Equal(
        [
            "schema version", "tenant", "gateway", "task id", "task hash", "round", "budget day", "update id",
            "mechanism", "clip norm", "grid exponent", "sigma squared", "key id", "ledger head", "ledger sequence",
            "software version", "vector",
        ],
        UpdateMessage.Schema.Select(f => f.Name));

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "EdgeVitals.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new DirectoryNotFoundException("no EdgeVitals.sln above the tests");
    }
}
