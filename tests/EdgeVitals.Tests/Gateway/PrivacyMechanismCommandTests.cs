using System.Text.Json;
using EdgeVitals.Gateway.Commands;
using EdgeVitals.Tests.Privacy;

namespace EdgeVitals.Tests.Gateway;

public sealed class PrivacyMechanismCommandTests
{
    [Theory]
    [InlineData("privunit --dimension 10", "p,gamma,q,norm,mse", "mse", 59.7326353612013)]
    [InlineData("privunitg --dimension 10", "p,gamma,q,sigma,mse,messageBytes,expectedTries", "mse", 63.27554207704901)]
    [InlineData("duchi --dimension 10", "norm,mse", "mse", 68.97400571829637)]
    [InlineData("duchi", "norm,mse", "mse", 4.6826943768311695)]
    [InlineData("laplace --dimension 10", "scale,mse", "mse", 800.0000000000001)]
    [InlineData("laplace --sensitivity 4", "scale,mse", "mse", 32)]
    [InlineData("piecewise", "mse,mseAtZero,mseAtOne,unit", "mse", 5.223597452043684)]
    [InlineData("hybrid", "mse,mseAtZero,mseAtOne,unit,alpha", "alpha", 0.3934693402873666)]
    [InlineData("krr --categories 4", "p,q,nVariance,nMeanVariance,nTotalMse", "p", 0.4753668864186717)]
    [InlineData("oue --categories 4", "p,q,nVariance,nMeanVariance,nTotalMse", "q", 0.2689414213699951)]
    [InlineData("sue --categories 4", "p,q,nVariance,nMeanVariance,nTotalMse", "nVariance", 3.917698089032762)]
    [InlineData("olh --categories 4", "p,q,nVariance,nMeanVariance,nTotalMse,g", "g", 4)]
    [InlineData("subset --categories 64", "p,q,nVariance,nMeanVariance,nTotalMse,omega", "omega", 17)]
    [InlineData("oue", "p,q,nVariance", "nVariance", 3.6826943768311686)]
    [InlineData("discrete-laplace", "scale,mse", "mse", 1.8413471884155848)]
    public async Task Names_print_their_parameters_at_epsilon_1(string name, string fields, string field, double value)
    {
        (int code, string output, string error) = await RunAsync($"--name {name} --epsilon 1 --json");

        Assert.Equal((CommandLine.Done, ""), (code, error));
        JsonElement printed = JsonDocument.Parse(output).RootElement;
        Assert.Equal(fields, string.Join(',', printed.EnumerateObject().Select(property => property.Name)));
        double actual = printed.GetProperty(field).GetDouble();
        Assert.True(Math.Abs(actual - value) <= 1e-9 * value, $"{actual:R} is not {value:R}");
    }

    [Fact]
    public async Task Table_of_the_linear_program_prints_its_worst_case_and_its_bound()
    {
        (_, string output, _) = await RunAsync("--name lp-scalar --epsilon 2 --json");
        JsonElement printed = JsonDocument.Parse(output).RootElement;
        Assert.InRange(printed.GetProperty("mse").GetDouble(), printed.GetProperty("lowerBound").GetDouble(), 0.8686);
    }

    [Fact]
    public async Task Discrete_gaussian_scales_with_the_squared_sensitivity()
    {
        (_, string one, _) = await RunAsync("--name discrete-gaussian --epsilon 1 --delta 1e-6 --json");
        (_, string two, _) = await RunAsync(
            "--name discrete-gaussian --epsilon 1 --delta 1e-6 --sensitivity 1.41421356237 --dimension 3 --json");
        double first = Field(one, "sigma2");
        Assert.Equal(2 * first, Field(two, "sigma2"), 1e-5);
        Assert.Equal(6 * first, Field(two, "mse"), 1e-4);

        static double Field(string text, string name) =>
            JsonDocument.Parse(text).RootElement.GetProperty(name).GetDouble();
    }

    [Theory]
    [InlineData("1.4142135624", 2)]
    [InlineData("1.41421356", 2)]
    [InlineData("1.4143", 3)]
    [InlineData("1.5", 3)]
    [InlineData("0.001", 1)]
    [InlineData("1024.0002", 1_048_577)]
    [InlineData("1000.9999999999", 1_002_001)]
    public async Task Squared_sensitivity_of_the_discrete_gaussian_is_rounded_up(string sensitivity, double squared)
    {
        (_, string output, _) = await RunAsync(
            $"--name discrete-gaussian --epsilon 1 --delta 1e-6 --sensitivity {sensitivity} --json");
        JsonElement printed = JsonDocument.Parse(output).RootElement;
        Assert.Equal(squared, printed.GetProperty("sensitivity2").GetDouble());
        Assert.InRange(printed.GetProperty("sigma2").GetDouble() / squared, 20.528, 20.53);
    }

    [Fact]
    public async Task For_people_the_values_stand_under_each_other()
    {
        (int code, string output, _) = await RunAsync("--name subset --epsilon 1 --categories 64");
        Assert.Equal(CommandLine.Done, code);
        string[] lines = output.TrimEnd().Split('\n');
        Assert.Equal(6, lines.Length);
        Assert.All(lines, line => Assert.Equal(15, line.TrimEnd('\r').LastIndexOf(' ') + 1));
        Assert.Contains("omega          17", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--name nothing --epsilon 1", "--name: accepts privunit")]
    [InlineData("--name duchi", "--epsilon: accepts")]
    [InlineData("--name duchi --epsilon x", "--epsilon: accepts")]
    [InlineData("--name duchi --epsilon NaN", "epsilon: NaN")]
    [InlineData("--name duchi --epsilon 0", "epsilon: 0 is not above 0")]
    [InlineData("--name duchi --epsilon 40", "epsilon: 40 is outside")]
    [InlineData("--name privunit --epsilon 1", "--dimension: privunit needs it")]
    [InlineData("--name krr --epsilon 1", "--categories: krr needs it")]
    [InlineData("--name krr --epsilon 1 --categories 1", "categories: ")]
    [InlineData("--name laplace --epsilon 1 --dimension 0", "dimension: 0")]
    [InlineData("--name laplace --epsilon 1e-200", "epsilon: 1E-200 is outside")]
    [InlineData("--name laplace --epsilon 100", "epsilon: 100 is outside")]
    [InlineData("--name laplace --epsilon 1 --sensitivity 1e200", "--epsilon, --sensitivity: with these")]
    [InlineData("--name discrete-laplace --epsilon 1e-13", "scale: 10000000000000 is above")]
    [InlineData("--name lp-scalar --epsilon 11", "epsilon: 11 is outside")]
    [InlineData("--name discrete-gaussian --epsilon 1", "--delta: discrete-gaussian needs it")]
    [InlineData("--name discrete-gaussian --epsilon 1 --delta 1", "delta: 1")]
    [InlineData("--name discrete-gaussian --epsilon 1 --delta 0.1 --sensitivity 2097152", "accepts at most 2^20")]
    [InlineData("--name discrete-gaussian --epsilon 1 --delta 0.1 --sensitivity 1e200", "accepts at most 2^20")]
    public async Task Bad_usage_is_one_line_that_says_which(string arguments, string expected)
    {
        (int code, string output, string error) = await RunAsync(arguments);

        Assert.Equal(CommandLine.BadUsage, code);
        Assert.Equal("", output);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("--name krr --epsilon 1 --categories 4 --delta 0.1", "--delta means nothing to krr")]
    [InlineData("--name hybrid --epsilon 1 --sensitivity 2", "--sensitivity means nothing to hybrid")]
    public async Task Option_without_a_meaning_is_said_to_be_unused(string arguments, string expected)
    {
        (int code, _, string error) = await RunAsync(arguments);

        Assert.Equal(CommandLine.Done, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reference_rows_of_the_oracles_come_out_of_the_command()
    {
        using JsonDocument file = JsonDocument.Parse(
            File.ReadAllText(RepositoryFiles.Reference("privacy/known-answers.json")));
        int compared = 0;
        foreach (JsonElement row in file.RootElement.GetProperty("frequency_oracles").GetProperty("rows")
            .EnumerateArray().Where((_, index) => index % 9 == 0))
        {
            (_, string output, _) = await RunAsync(
                $"--name krr --epsilon {row.GetProperty("epsilon")} --categories {row.GetProperty("k")} --json");
            double expected = row.GetProperty("krr").GetProperty("n_times_var_f0").GetDouble();
            double actual = JsonDocument.Parse(output).RootElement.GetProperty("nVariance").GetDouble();
            Assert.True(Math.Abs(actual - expected) <= 1e-9 * expected);
            compared++;
        }

        Assert.Equal(5, compared);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string arguments)
    {
        using StringWriter output = new(), error = new();
        int code = await CommandLine.RunAsync(["privacy", "mechanism", .. arguments.Split(' ')], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
