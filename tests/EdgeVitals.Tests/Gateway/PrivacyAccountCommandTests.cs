using System.Text.Json;
using EdgeVitals.Gateway.Commands;

namespace EdgeVitals.Tests.Gateway;

/// <summary>privacy sigma, account and shuffle from the shell.</summary>
public sealed class PrivacyAccountCommandTests
{
    [Fact]
    public async Task Sigma_is_the_analytic_one()
    {
        JsonElement value = await JsonAsync("sigma --epsilon 1 --delta 1e-6");
        Assert.Equal(4.224678889326835, value.GetProperty("sigma").GetDouble(), 1e-9);
        value = await JsonAsync("sigma --epsilon 1 --delta 1e-6 --sensitivity 2");
        Assert.Equal(8.44935777865367, value.GetProperty("sigma").GetDouble(), 1e-9);
    }

    [Theory]
    [InlineData("gaussian --multiplier 0.5 --steps 1000 --accountant exact", 2299.66881514974, "replace-one")]
    [InlineData("gaussian --multiplier 0.5 --steps 1000 --accountant zcdp", 2332.451627253822, "replace-one")]
    [InlineData("gaussian --multiplier 2 --accountant rdp", 2.4190931768671953, "replace-one")]
    [InlineData("discrete-gaussian --multiplier 2 --accountant rdp", 2.4190931768671953, "replace-one")]
    [InlineData("discrete-gaussian --multiplier 2 --steps 10 --accountant pld", 8.303280558046055, "replace-one")]
    [InlineData("laplace --scale 2 --steps 10 --accountant pure", 5, "replace-one")]
    [InlineData("laplace --epsilon-each 0.5 --steps 10 --accountant pure", 5, "replace-one")]
    [InlineData("discrete-laplace --scale 1 --steps 100 --accountant pld", 83.53070167946203, "replace-one")]
    [InlineData("krr --epsilon-each 1.0986122886681098 --steps 100 --accountant pld", 94.2981, "replace-one")]
    [InlineData("krr --epsilon-each 1 --steps 100 --sampling 0.1 --accountant pure", 15.8565, "add-or-remove-one")]
    [InlineData("gaussian --multiplier 1 --steps 1000 --sampling 0.01 --accountant rdp", 2.4363, "add-or-remove-one")]
    public async Task Account_answers_with_its_adjacency(string question, double expected, string adjacency)
    {
        JsonElement value = await JsonAsync($"account --delta 1e-6 --mechanism {question}");

        Assert.Equal(["epsilon", "adjacency"], value.EnumerateObject().Take(2).Select(p => p.Name));
        Assert.Equal(expected, value.GetProperty("epsilon").GetDouble(), 1e-3 * Math.Max(1, expected * 0.1));
        Assert.Equal(adjacency, value.GetProperty("adjacency").GetString());
    }

    [Fact]
    public async Task Shuffle_is_the_exact_pair()
    {
        JsonElement value = await JsonAsync("shuffle --epsilon-each 1 --count 1000 --delta 1e-6");
        Assert.Equal(0.18241234748058216, value.GetProperty("epsilon").GetDouble(), 1e-9);
        (_, string output, _) = await RunAsync("shuffle --epsilon-each 1 --count 1000 --delta 1e-6");
        Assert.Contains("signed messages are none", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pure_needs_no_delta_and_answers_people_in_lines()
    {
        (int code, string output, string error) =
            await RunAsync("account --mechanism laplace --scale 2 --steps 10 --accountant pure");

        Assert.Equal((CommandLine.Done, ""), (code, error));
        Assert.Equal(
            ["epsilon     5", "delta       0", "adjacency   replace-one", "accountant  pure, 10 times laplace"],
            output.TrimEnd().Split('\n').Select(line => line.TrimEnd()));
    }

    [Theory]
    [InlineData("sigma --epsilon 1", "--delta")]
    [InlineData("sigma --epsilon inf --delta 1e-6", "--epsilon")]
    [InlineData("sigma --epsilon nan --delta 1e-6", "epsilon: NaN")]
    [InlineData("sigma --epsilon -1 --delta 1e-6", "-1 is not above 0")]
    [InlineData("sigma --epsilon 1 --delta 1", "delta: 1 ")]
    [InlineData("sigma --epsilon 1 --delta 1e-6 --sensitivity 0", "sensitivity: 0")]
    [InlineData("account --mechanism gaussian --multiplier 1 --accountant rdp", "--delta")]
    [InlineData("account --mechanism gaussian --delta 1e-6 --accountant rdp", "--multiplier")]
    [InlineData("account --mechanism gaussian --multiplier 1 --scale 1 --delta 1e-6 --accountant rdp", "--scale")]
    [InlineData("account --mechanism laplace --delta 1e-6 --accountant rdp", "--scale, --epsilon-each")]
    [InlineData("account --mechanism laplace --scale 1 --epsilon-each 1 --delta 1e-6 --accountant rdp",
        "one of the two")]
    [InlineData("account --mechanism laplace --multiplier 1 --delta 1e-6 --accountant rdp", "--multiplier")]
    [InlineData("account --mechanism krr --delta 1e-6 --accountant rdp", "--epsilon-each")]
    [InlineData("account --mechanism krr --epsilon-each 1 --categories 1 --delta 1e-6 --accountant rdp", "at least 2")]
    [InlineData("account --mechanism krr --epsilon-each 1 --scale 1 --delta 1e-6 --accountant rdp", "--scale")]
    [InlineData("account --mechanism skellam --multiplier 1 --delta 1e-6 --accountant rdp", "'skellam' is none")]
    [InlineData("account --mechanism gaussian --multiplier 1 --delta 1e-6 --accountant moments", "none of pure")]
    [InlineData("account --mechanism gaussian --multiplier 1 --delta 1e-6 --accountant pure", "no proved bound")]
    [InlineData("account --mechanism gaussian --multiplier -1 --delta 1e-6 --accountant rdp", "multiplier: -1")]
    [InlineData("account --mechanism gaussian --multiplier nan --delta 1e-6 --accountant rdp", "multiplier: NaN")]
    [InlineData("account --mechanism gaussian --multiplier inf --delta 1e-6 --accountant rdp", "--multiplier")]
    [InlineData("account --mechanism gaussian --multiplier 1 --steps 0 --delta 1e-6 --accountant rdp", "steps: 0")]
    [InlineData("account --mechanism gaussian --multiplier 1 --steps -1 --delta 1e-6 --accountant rdp", "steps: -1")]
    [InlineData("account --mechanism gaussian --multiplier 1 --steps 1000000001 --delta 1e-6 --accountant rdp",
        "steps: 1000000001")]
    [InlineData("account --mechanism gaussian --multiplier 1 --sampling 0 --delta 1e-6 --accountant rdp", "sampling")]
    [InlineData("account --mechanism gaussian --multiplier 1 --sampling 1.1 --delta 1e-6 --accountant rdp", "sampling")]
    [InlineData("account --mechanism gaussian --multiplier 1 --sampling 0.1 --delta 1e-6 --accountant exact",
        "without sampling")]
    [InlineData("account --mechanism discrete-gaussian --multiplier 1 --sampling 0.1 --delta 1e-6 --accountant rdp",
        "pld may answer")]
    [InlineData("account --mechanism gaussian --multiplier 0.001 --delta 1e-6 --accountant pld", "0.01")]
    [InlineData("shuffle --epsilon-each 1 --count 0 --delta 1e-6", "count: 0")]
    [InlineData("shuffle --epsilon-each 1 --count 1000000001 --delta 1e-6", "count")]
    [InlineData("shuffle --epsilon-each 0 --count 10 --delta 1e-6", "epsilon: 0")]
    [InlineData("shuffle --epsilon-each 1 --count 10 --delta 0", "delta: 0")]
    [InlineData("shuffle --epsilon-each 1 --count 10 --delta 1e-313", "below 1E-280")]
    public async Task Bad_question_ends_with_two_and_one_line(string question, string named)
    {
        foreach (string options in (string[])["", " --json"])
        {
            (int code, string output, string error) = await RunAsync(question + options);
            Assert.Equal((CommandLine.BadUsage, ""), (code, output));
            Assert.Contains(named, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Empty_value_is_no_number()
    {
        using StringWriter output = new(), error = new();
        Assert.Equal(CommandLine.BadUsage, await CommandLine.RunAsync(
            ["privacy", "sigma", "--epsilon", "", "--delta", "1e-6"], output, error));
        Assert.Contains("--epsilon", error.ToString(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> JsonAsync(string question)
    {
        (int code, string output, string error) = await RunAsync(question + " --json");
        Assert.Equal((CommandLine.Done, ""), (code, error));
        return JsonDocument.Parse(Assert.Single(output.TrimEnd().Split('\n'))).RootElement;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string question)
    {
        using StringWriter output = new(), error = new();
        int code = await CommandLine.RunAsync(["privacy", .. question.Split(' ')], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
