using System.Globalization;
using System.Text.Json;
using EdgeVitals.Gateway.Commands;
using EdgeVitals.Tests.Privacy;

namespace EdgeVitals.Tests.Gateway;

public sealed class PrivacySampleCommandTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16_384)]
    [InlineData(40_000)]
    public async Task Sample_prints_one_integer_a_line(int count)
    {
        (int code, string output, string error) = await RunAsync(
            "--name", "discrete-gaussian", "--sigma2", "100", "--count", $"{count}");

        Assert.Equal(CommandLine.Done, code);
        Assert.Equal("", error);
        Assert.EndsWith("\n", output, StringComparison.Ordinal);
        Assert.Equal(count, output.TrimEnd().Split('\n').Select(line => long.Parse(line, CultureInfo.InvariantCulture))
            .Count(sample => Math.Abs(sample) < 200));
    }

    [Theory]
    [InlineData("discrete-gaussian", "--sigma2", "2.75")]
    [InlineData("discrete-laplace", "--scale", "0.9")]
    public async Task Sample_with_a_decimal_parameter_has_its_law_in_one_json_array(
        string name, string option, string text)
    {
        // n = 40,000, alpha = 1e-6 of every run: the generator is the system's.
        (int code, string output, _) = await RunAsync(
            "--name", name, option, text, "--count", "40000", "--json");
        double parameter = double.Parse(text, CultureInfo.InvariantCulture);

        Assert.Equal(CommandLine.Done, code);
        long[] values = [.. JsonDocument.Parse(output).RootElement.GetProperty("values").EnumerateArray()
            .Select(value => value.GetInt64())];
        Assert.Equal(40_000, values.Length);
        Assert.True(GoodnessOfFit.Accepts(values, x => option == "--scale" ? Math.Exp(-Math.Abs(x) / parameter)
            : Math.Exp(-(x * x) / (2 * parameter)), 40));
    }

    [Theory]
    [InlineData("--sigma2: is missing", "--name", "discrete-gaussian", "--count", "1")]
    [InlineData("--scale: is t of", "--name", "discrete-gaussian", "--scale", "2", "--count", "1")]
    [InlineData("--sigma2: is sigma^2 of", "--name", "discrete-laplace", "--sigma2", "2", "--count", "1")]
    [InlineData("--sigma2: is sigma^2 of", "--name", "discrete-laplace", "--sigma2", "2", "--scale", "2", "--count", "1")]
    [InlineData("--name: accepts discrete-gaussian", "--name", "gaussian", "--sigma2", "2", "--count", "1")]
    [InlineData("--count: accepts how many", "--name", "discrete-gaussian", "--sigma2", "2", "--count", "0")]
    [InlineData("--count: accepts how many", "--name", "discrete-gaussian", "--sigma2", "2", "--count", "100000001")]
    [InlineData("--count: accepts how many", "--name", "discrete-gaussian", "--sigma2", "2", "--count", "many")]
    [InlineData("--sigma2: 0 is not above 0", "--name", "discrete-gaussian", "--sigma2", "0", "--count", "1")]
    [InlineData("'-1' is not a decimal", "--name", "discrete-gaussian", "--sigma2", "-1", "--count", "1")]
    [InlineData("'NaN' is not a decimal", "--name", "discrete-laplace", "--scale", "NaN", "--count", "1")]
    [InlineData("'1e3' is not a decimal", "--name", "discrete-laplace", "--scale", "1e3", "--count", "1")]
    [InlineData("is above 1099511627776", "--name", "discrete-laplace", "--scale", "1099511627777", "--count", "1")]
    public async Task Bad_usage_exits_2_with_one_line_and_prints_nothing(string expected, params string[] arguments)
    {
        (int code, string output, string error) = await RunAsync(arguments);

        Assert.Equal(CommandLine.BadUsage, code);
        Assert.Equal("", output);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        int code = await CommandLine.RunAsync(["privacy", "sample", .. arguments], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
