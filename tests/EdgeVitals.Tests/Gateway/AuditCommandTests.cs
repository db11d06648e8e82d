using System.Text.Json;
using EdgeVitals.Gateway.Commands;

namespace EdgeVitals.Tests.Gateway;

/// <summary>
/// privacy audit on the product's own generator, so every run is a new one: a sound audit with the expected bound five
/// deviations above the gate fails by chance less than once in 10^6.
/// </summary>
public sealed class AuditCommandTests
{
    [Fact]
    public async Task Audit_of_a_sound_mechanism_passes_and_prints_one_object()
    {
        (int code, string output, _) = await RunAsync("duchi", "2", "100000", "--json");

        Assert.Equal(CommandLine.Done, code);
        JsonElement value = JsonDocument.Parse(output).RootElement;
        Assert.Equal(
            ["epsilonClaimed", "epsilonExact", "epsilonLower", "confidence", "trials", "passed"],
            value.EnumerateObject().Select(p => p.Name).Take(6));
        Assert.Equal(2, value.GetProperty("epsilonClaimed").GetDouble());
        Assert.Equal(2, value.GetProperty("epsilonExact").GetDouble(), 1e-12);
        Assert.InRange(value.GetProperty("epsilonLower").GetDouble(), 1.8, 2);
        Assert.Equal(0.999999, value.GetProperty("confidence").GetDouble(), 1e-12);
        Assert.Equal(100_000, value.GetProperty("trials").GetInt64());
        Assert.True(value.GetProperty("passed").GetBoolean());
        Assert.Single(output.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Audit_with_too_few_trials_fails_and_blames_the_test()
    {
        (int code, string output, _) = await RunAsync("discrete-gaussian", "1", "1000", "--delta", "1e-6", "--json");

        Assert.Equal(CommandLine.CheckFailed, code);
        JsonElement value = JsonDocument.Parse(output).RootElement;
        Assert.False(value.GetProperty("passed").GetBoolean());
        Assert.Equal("powerless-test", value.GetProperty("verdict").GetString());
        Assert.StartsWith("powerless test", value.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_for_people_is_one_paragraph()
    {
        (int code, string output, _) = await RunAsync("krr", "1", "1000", "--categories", "4");

        Assert.Equal(CommandLine.CheckFailed, code);
        Assert.StartsWith("FAILED. krr claims epsilon 1;", output, StringComparison.Ordinal);
        Assert.Single(output.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("nothing", "1", "1000", "", "is none of privunit")]
    [InlineData("krr", "0", "1000", "", "epsilon: 0 is not above 0")]
    [InlineData("krr", "NaN", "1000", "", "epsilon: NaN")]
    [InlineData("krr", "Infinity", "1000", "", "epsilon: must be finite")]
    [InlineData("krr", "1", "999", "", "--trials: accepts")]
    [InlineData("krr", "1", "1000000001", "", "--trials: accepts")]
    [InlineData("krr", "1", "many", "", "--trials: accepts")]
    [InlineData("krr", "1", "1000", "--categories 1", "categories")]
    [InlineData("privunit", "1", "1000", "--dimension 0", "dimension")]
    [InlineData("discrete-gaussian", "1", "1000", "--delta 1", "delta: 1 does not lie")]
    public async Task Bad_input_is_refused_with_one_line(
        string name, string epsilon, string trials, string options, string message)
    {
        (int code, string output, string error) = await RunAsync(
            name, epsilon, trials, options.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(CommandLine.BadUsage, code);
        Assert.Equal("", output);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("krr", "--dimension")]
    [InlineData("duchi", "--categories")]
    [InlineData("sue", "--dimension")]
    public async Task Option_without_a_meaning_is_said_to_be_unused(string name, string option)
    {
        (int code, string output, string error) = await RunAsync(name, "2", "100000", option, "3", "--json");

        Assert.Equal(CommandLine.Done, code);
        Assert.True(JsonDocument.Parse(output).RootElement.GetProperty("passed").GetBoolean());
        Assert.Contains($"{option} means nothing to {name}", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(
        string name, string epsilon, string trials, params string[] options)
    {
        using StringWriter output = new(), error = new();
        int code = await CommandLine.RunAsync(
            ["privacy", "audit", "--name", name, "--epsilon", epsilon, "--trials", trials, .. options], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
