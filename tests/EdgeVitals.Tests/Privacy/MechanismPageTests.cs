using EdgeVitals.Federated;
using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

/// <summary>A mechanism without its proof beside it does not pass.</summary>
public sealed class MechanismPageTests
{
    private static readonly string[] Sections =
        ["Source:", "## Definition", "## Precondition", "## Postcondition", "## Sensitivity", "## Proof"];

    [Fact]
    public void Every_mechanism_has_a_page_with_its_sections()
    {
        string folder = Path.Combine(RepositoryFiles.Root, "gateway", "EdgeVitals.Privacy", "Mechanisms");
        string[] mechanisms = Directory.GetFiles(folder, "*.cs");

        Assert.Contains(mechanisms, path => Path.GetFileName(path) == nameof(DiscreteGaussian) + ".cs");
        foreach (string path in mechanisms)
        {
            string page = Path.ChangeExtension(path, ".md");
            Assert.True(File.Exists(page), "No page beside " + Path.GetFileName(path));
            string text = File.ReadAllText(page);
            Assert.All(Sections, section => Assert.Contains(section, text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_sampler_stands_in_the_folder_that_asks_for_a_page()
    {
        // A public type that takes random bytes is a mechanism, by a static method or by one of its objects; outside
        // the folder it would escape the test. Interfaces draw nothing themselves. Audits take random bytes as well,
        // to drive what they test, and release nothing.
        string library = Path.Combine(RepositoryFiles.Root, "gateway", "EdgeVitals.Privacy");
        string folder = Path.Combine(library, "Mechanisms");
        IEnumerable<string> samplers = typeof(DiscreteGaussian).Assembly.GetExportedTypes()
            .Where(type => !type.IsInterface && type.GetMethods().Any(
                method => method.GetParameters().Any(parameter => parameter.ParameterType == typeof(IRandomBytes))))
            .Select(type => type.Name)
            .Where(name => !File.Exists(Path.Combine(library, "Audit", name + ".cs")));

        Assert.Contains(nameof(DiscreteGaussian), samplers);
        Assert.Contains(nameof(PrivUnitG), samplers);
        Assert.All(samplers, name => Assert.True(File.Exists(Path.Combine(folder, name + ".cs")), name));
    }

    [Fact]
    public void Every_kind_of_contribution_has_a_proof_of_its_sensitivity()
    {
        string folder = Path.Combine(RepositoryFiles.Root, "gateway", "EdgeVitals.Federated", "Tasks");
        foreach (string kind in Enum.GetNames<TaskKind>())
        {
            string text = File.ReadAllText(Path.Combine(folder, kind + ".md"));
            Assert.Contains("## Claim", text, StringComparison.Ordinal);
            Assert.Contains("## Proof", text, StringComparison.Ordinal);
        }
    }
}
