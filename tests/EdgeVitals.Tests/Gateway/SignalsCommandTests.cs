using System.Text.Json;
using EdgeVitals.Gateway.Commands;

namespace EdgeVitals.Tests.Gateway;

public sealed class SignalsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Hrv_prints_one_object_of_four_numbers()
    {
        (int code, string output, string error) = await RunAsync("800\r\n850\n790\n840.0\n800\n\n", "--json");

        Assert.Equal(CommandLine.Done, code);
        Assert.Equal("", error);
        JsonElement value = JsonDocument.Parse(output).RootElement;
        Assert.Equal(["n", "sdnn", "rmssd", "pnn50"], value.EnumerateObject().Select(p => p.Name));
        Assert.Equal(5, value.GetProperty("n").GetInt32());
        Assert.Equal(Math.Sqrt(730), value.GetProperty("sdnn").GetDouble(), 9);
        Assert.Equal(Math.Sqrt(2550), value.GetProperty("rmssd").GetDouble(), 9);
        Assert.Equal(25, value.GetProperty("pnn50").GetDouble(), 9);
        Assert.Single(output.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Hrv_with_correction_says_how_many_artefacts_it_left_out()
    {
        string list = string.Join('\n', Enumerable.Range(0, 30).Select(i => i == 12 ? 1640 : 800 + 20 * (i % 3)));
        (int code, string output, _) = await RunAsync(list, "--json", "--correct");

        Assert.Equal(CommandLine.Done, code);
        JsonElement value = JsonDocument.Parse(output).RootElement;
        Assert.Equal(["n", "sdnn", "rmssd", "pnn50", "corrected"], value.EnumerateObject().Select(p => p.Name));
        Assert.Equal(29, value.GetProperty("n").GetInt32());
        Assert.Equal(1, value.GetProperty("corrected").GetInt32());
        Assert.InRange(value.GetProperty("rmssd").GetDouble(), 10, 40);
    }

    [Fact]
    public async Task Hrv_for_people_names_units()
    {
        (int code, string output, _) = await RunAsync("800\n850\n790\n", "--correct");
        Assert.Equal(CommandLine.Done, code);
        Assert.Contains("3 intervals, 0 artefacts left out", output, StringComparison.Ordinal);
        Assert.Contains("RMSSD  55.23 ms", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "0 intervals")]
    [InlineData("800\n", "1 intervals")]
    [InlineData("800\nabc\n810\n", "line 2: 'abc' is not a number")]
    [InlineData("800,810,820\n", "line 1: '800,810,820' is not a number")]
    [InlineData("800\n810\nNaN\n", "line 3: 'NaN' is not an interval")]
    [InlineData("800\n-810\n", "line 2: '-810' is not an interval")]
    [InlineData("800\n0\n", "line 2: '0' is not an interval")]
    [InlineData("800\nInfinity\n", "line 2: 'Infinity' is not an interval")]
    [InlineData("800\n\n810\n820\n", "line 2: empty")]
    public async Task Hrv_of_a_bad_file_ends_with_two_and_one_line(string text, string named)
    {
        foreach (string[] options in (string[][])[["--json"], [], ["--json", "--correct"]])
        {
            (int code, string output, string error) = await RunAsync(text, options);
            Assert.Equal(CommandLine.BadUsage, code);
            Assert.Equal("", output);
            Assert.Contains(named, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Hrv_without_its_file_ends_with_two()
    {
        using StringWriter output = new(), error = new();
        string nowhere = Path.Combine(_folder.Path, "nowhere.txt");
        Assert.Equal(CommandLine.BadUsage,
            await CommandLine.RunAsync(["signals", "hrv", "--input", nowhere, "--json"], output, error));
        Assert.Contains("nowhere.txt", Assert.Single(error.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Equal(CommandLine.BadUsage, await CommandLine.RunAsync(["signals", "hrv", "--json"], output, error));
        Assert.Equal("", output.ToString());
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string text, params string[] options)
    {
        string path = Path.Combine(_folder.Path, "rr.txt");
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        using StringWriter output = new(), error = new();
        int code = await CommandLine.RunAsync(["signals", "hrv", "--input", path, .. options], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
