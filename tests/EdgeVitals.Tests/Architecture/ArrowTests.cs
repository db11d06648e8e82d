using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace EdgeVitals.Tests.Architecture;

/// <summary>
/// References point from the cloud back toward the sensor and nowhere else, so that "no waveform in the cloud" is a
/// fact of compilation.
/// </summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Wire"] = [],
        ["Device"] = ["Wire"],
        ["Pi"] = ["Device", "Emulation"],
        ["Emulation"] = ["Device"],
        // Links the sources of Wire and Device, as the boards do, and refers to nothing.
        ["Typecheck"] = [],
        ["Signals"] = ["Wire"],
        ["Privacy"] = [],
        ["Federated"] = ["Privacy"],
        ["Broker"] = [],
        ["Gateway"] = ["Broker", "Federated", "Signals", "Wire"],
        ["Surveillance"] = ["Privacy"],
        ["Cloud"] = ["Broker", "Federated", "Surveillance"],
        ["Fleet"] = ["Cloud", "Emulation", "Gateway", "Pi"],
    };

    private static readonly string[] PureLibraries =
        ["Wire", "Device", "Signals", "Privacy", "Federated", "Surveillance"];

    private static readonly string[] PurePackages =
    [
        "MathNet.Numerics", "System.Formats.Cbor", "System.Numerics.Tensors", "System.Security.Cryptography.Cose",
    ];

    // What would let a pure library read a file, a socket or a clock, or write a log.
    private static readonly string[] ImpureAssemblies =
    [
        "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Data.Sqlite", "Microsoft.ML.Core", "MQTTnet", "System.Net.Sockets", "System.Net.Http",
        "System.IO.FileSystem", "System.Console",
    ];

    [Fact]
    public void Projects_reference_what_the_arrows_say_and_nothing_else()
    {
        foreach (string project in Repository.Projects().Where(p => !p.Contains("/tests/", StringComparison.Ordinal)))
        {
            string name = Repository.Name(project);
            Assert.True(Arrows.ContainsKey(name), $"{name} has no row in the table of arrows");
            Assert.True(
                Arrows[name].SequenceEqual(Repository.References(project)),
                $"{name} references [{string.Join(", ", Repository.References(project))}], "
                + $"the arrows say [{string.Join(", ", Arrows[name])}]");
        }
    }

    [Theory]
    [InlineData("Cloud")]
    [InlineData("Surveillance")]
    public void Cloud_side_cannot_see_a_waveform(string assembly)
    {
        string[] reachable = [.. Reachable(assembly).Order(StringComparer.Ordinal)];
        Assert.DoesNotContain("Wire", reachable);
        Assert.DoesNotContain("Device", reachable);
        Assert.DoesNotContain("Signals", reachable);
        Assert.DoesNotContain(
            ReferencedAssemblies(assembly), a => a is "EdgeVitals.Wire" or "EdgeVitals.Device" or "EdgeVitals.Signals");
    }

    [Fact]
    public void Pure_libraries_use_no_package_that_does_input_or_output()
    {
        foreach (string project in Repository.Projects().Where(p => PureLibraries.Contains(Repository.Name(p))))
        {
            Assert.Empty(Repository.Packages(project).Except(PurePackages));
            Assert.Empty(ReferencedAssemblies(Repository.Name(project)).Intersect(ImpureAssemblies));
        }
    }

    [Fact]
    public void Every_package_has_one_version_in_the_central_file()
    {
        string central = File.ReadAllText(Path.Combine(Repository.Root, "Directory.Packages.props"));
        foreach (string package in Repository.Projects().SelectMany(Repository.Packages).Distinct())
        {
            Assert.Contains($"Include=\"{package}\" Version=", central, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_tier_has_its_readme()
    {
        foreach (string folder in new[] { ".", "firmware", "hardware", "gateway", "cloud", "tests" })
        {
            Assert.True(File.Exists(Path.Combine(Repository.Root, folder, "README.md")), $"{folder}/README.md");
        }
    }

    /// <summary>A program is called by its command, a library by its namespace.</summary>
    private static string Assembly(string name) => name is "Pi" or "Gateway" or "Cloud" or "Fleet"
        ? $"edgevitals-{name.ToLowerInvariant()}"
        : $"EdgeVitals.{name}";

    private static HashSet<string> Reachable(string name)
    {
        var seen = new HashSet<string>();
        var open = new Stack<string>([name]);
        while (open.TryPop(out string? next))
        {
            foreach (string reference in Arrows[next].Where(seen.Add)) open.Push(reference);
        }

        return seen;
    }

    private static string[] ReferencedAssemblies(string name)
    {
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{Assembly(name)}.dll"));
        using var image = new PEReader(file);
        MetadataReader metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(h => metadata.GetString(metadata.GetAssemblyReference(h).Name))];
    }
}
