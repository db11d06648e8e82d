using System.CommandLine;
using EdgeVitals.Privacy;

namespace EdgeVitals.Gateway.Commands.Privacy;

/// <summary>What a number of equal releases costs together.</summary>
internal static class AccountCommand
{
    private const long MostSteps = 1_000_000_000;

    private static readonly Option<string> Mechanism = new("--mechanism")
    {
        Description = "gaussian, discrete-gaussian, laplace, discrete-laplace or krr", Required = true,
    };

    private static readonly Option<double?> Multiplier = new("--multiplier")
    {
        Description = "sigma over sensitivity, a number above 0 (gaussian, discrete-gaussian)",
    };

    private static readonly Option<double?> Scale = new("--scale")
    {
        Description = "scale over sensitivity, a number above 0 (laplace, discrete-laplace)",
    };

    private static readonly Option<double?> EpsilonEach = new("--epsilon-each")
    {
        Description = "epsilon of one release, a number above 0 (krr; laplace, discrete-laplace in place of --scale)",
    };

    private static readonly Option<int?> Categories = new("--categories")
    {
        Description = "2..2147483647 (krr; default 2)",
    };

    private static readonly Option<long> Steps = new("--steps")
    {
        Description = "number of releases, 1..1000000000", DefaultValueFactory = _ => 1,
    };

    private static readonly Option<double?> Sampling = new("--sampling")
    {
        Description = "probability of a wearer's being in the secret sample of a release, above 0 and at most 1",
    };

    private static readonly Option<double?> DeltaOption = new("--delta")
    {
        Description = "a number between 0 and 1; the accountant pure needs none",
    };

    private static readonly Option<string> AccountantOption = new("--accountant")
    {
        Description = "pure, zcdp, rdp, exact (gaussian without sampling) or pld (noise 0.01..1e6; never above rdp)",
        Required = true,
    };

    public static Command Create()
    {
        Option<bool> json = SharedOptions.Json();
        var command = new Command("account",
            "Epsilon of equal releases: replace-one neighbours, or with --sampling add-or-remove-one.")
        {
            Mechanism, Multiplier, Scale, EpsilonEach, Categories, Steps, Sampling, DeltaOption, AccountantOption, json,
        };
        command.SetAction(parsed =>
        {
            IAccountant accountant = Accountants.Named(parsed.GetRequiredValue(AccountantOption));
            PrivacyCost cost = Cost(parsed, accountant);
            string mechanism = parsed.GetRequiredValue(Mechanism), adjacency = NameOf(cost.Adjacency);
            long steps = parsed.GetValue(Steps);
            CommandLine.Print(parsed, parsed.GetValue(json),
                new
                {
                    epsilon = cost.Epsilon, adjacency, accountant = cost.Accountant, delta = cost.Delta, mechanism,
                    steps,
                },
                FormattableString.Invariant($"epsilon     {cost.Epsilon:R}"),
                FormattableString.Invariant($"delta       {cost.Delta:R}"),
                $"adjacency   {adjacency}",
                FormattableString.Invariant($"accountant  {cost.Accountant}, {steps} times {mechanism}"));
            return CommandLine.Done;
        });
        return command;
    }

    /// <summary>The word for the neighbours of every output.</summary>
    public static string NameOf(Adjacency adjacency) =>
        adjacency == Adjacency.ReplaceOne ? "replace-one" : "add-or-remove-one";

    private static PrivacyCost Cost(ParseResult parsed, IAccountant accountant)
    {
        PrivacyEvent each = OneRelease(parsed);
        if (parsed.GetValue(Sampling) is { } rate)
        {
            each = new PoissonSampledEvent(rate, each);
        }

        PrivacyEvent all = new SelfComposedEvent(
            each, PrivacyException.RequireCount(parsed.GetValue(Steps), "steps", MostSteps));
        Delta? delta = parsed.GetValue(DeltaOption) is { } value ? Delta.From(value) : null;
        return (accountant, delta) switch
        {
            (PureAccountant pure, _) => pure.Cost(all),
            (_, { } allowed) => accountant.Cost(all, allowed),
            _ => throw new UsageException($"--delta: the accountant {accountant.Name} needs one between 0 and 1"),
        };
    }

    /// <summary>One release; an option that its mechanism lacks or does not have is named.</summary>
    private static PrivacyEvent OneRelease(ParseResult parsed)
    {
        string name = parsed.GetRequiredValue(Mechanism);
        switch (name)
        {
            case "gaussian":
                Refuse(parsed, name, Scale, EpsilonEach, Categories);
                return new GaussianEvent(Need(parsed, name, Multiplier));
            case "discrete-gaussian":
                Refuse(parsed, name, Scale, EpsilonEach, Categories);
                double multiplier = PrivacyException.RequirePositive(Need(parsed, name, Multiplier), "multiplier");
                return new DiscreteGaussianEvent(multiplier * multiplier, 1);
            case "laplace":
                return new LaplaceEvent(ScaleOf(parsed, name));
            case "discrete-laplace":
                return new DiscreteLaplaceEvent(ScaleOf(parsed, name));
            case "krr":
                Refuse(parsed, name, Multiplier, Scale);
                return new RandomisedResponseEvent(
                    Need(parsed, name, EpsilonEach), parsed.GetValue(Categories) ?? 2);
            default:
                throw new UsageException($"{Mechanism.Name}: accepts {Mechanism.Description}; '{name}' is none");
        }
    }

    private static double ScaleOf(ParseResult parsed, string mechanism)
    {
        Refuse(parsed, mechanism, Multiplier, Categories);
        return (parsed.GetValue(Scale), parsed.GetValue(EpsilonEach)) switch
        {
            ({ } scale, null) => scale,
            (null, { } epsilon) => 1 / PrivacyException.RequirePositive(epsilon, "epsilon-each"),
            _ => throw new UsageException($"--scale, --epsilon-each: {mechanism} needs one of the two"),
        };
    }

    private static double Need(ParseResult parsed, string mechanism, Option<double?> option) =>
        parsed.GetValue(option)
            ?? throw new UsageException($"{option.Name}: {mechanism} needs it: {option.Description}");

    private static void Refuse(ParseResult parsed, string mechanism, params IEnumerable<Option> options)
    {
        foreach (Option option in options.Where(option => parsed.GetResult(option) is not null))
        {
            throw new UsageException($"{option.Name}: {mechanism} has none");
        }
    }
}
