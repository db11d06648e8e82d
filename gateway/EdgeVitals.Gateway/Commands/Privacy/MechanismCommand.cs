using System.CommandLine;
using System.Globalization;
using EdgeVitals.Privacy;

namespace EdgeVitals.Gateway.Commands.Privacy;

/// <summary>What a mechanism does at an epsilon: its parameters and its error, before anyone sends anything.</summary>
internal static class MechanismCommand
{
    /// <summary>2^40, what the calibration of the discrete Gaussian takes.</summary>
    private const double MostSquaredSensitivity = 1L << 40;

    /// <summary>Options that only some names have.</summary>
    [Flags]
    private enum Extra
    {
        None = 0,
        Delta = 1,
        Sensitivity = 2,
        Dimension = 4,
        Categories = 8,
    }

    /// <summary>Each name with the options it needs, those it may have, and what it prints.</summary>
    private static readonly Dictionary<string, Row> Rows = new(StringComparer.Ordinal)
    {
        ["privunit"] = new(Extra.Dimension, Extra.None, OfPrivUnit),
        ["privunitg"] = new(Extra.Dimension, Extra.None, OfPrivUnitG),
        ["duchi"] = new(Extra.None, Extra.Dimension, OfDuchi),
        ["piecewise"] = new(Extra.None, Extra.None, ask => OfScalar(Piecewise.Create(ask.Epsilon))),
        ["hybrid"] = new(Extra.None, Extra.None, ask => OfHybrid(Hybrid.Create(ask.Epsilon))),
        ["laplace"] = new(Extra.None, Extra.Sensitivity | Extra.Dimension, OfLaplace),
        ["lp-scalar"] = new(Extra.None, Extra.None, ask => OfLpScalar(LpScalar.Create(ask.Epsilon))),
        ["krr"] = new(Extra.Categories, Extra.None,
            ask => OfOracle(ask, RandomisedResponse.Create(ask.Categories, ask.Epsilon))),
        ["oue"] = new(Extra.None, Extra.Categories,
            ask => OfOracle(ask, OptimisedUnaryEncoding.Create(ask.Categories, ask.Epsilon))),
        ["olh"] = new(Extra.None, Extra.Categories, OfHashing),
        ["sue"] = new(Extra.None, Extra.Categories,
            ask => OfOracle(ask, SymmetricUnaryEncoding.Create(ask.Categories, ask.Epsilon))),
        ["subset"] = new(Extra.Categories, Extra.None, OfSubset),
        ["discrete-laplace"] = new(Extra.None, Extra.Sensitivity, OfDiscreteLaplace),
        ["discrete-gaussian"] = new(Extra.Delta, Extra.Sensitivity | Extra.Dimension, OfDiscreteGaussian),
    };

    public static Command Create()
    {
        var name = new Option<string>("--name") { Description = string.Join(", ", Rows.Keys), Required = true };
        Options options = new();
        Option<bool> json = SharedOptions.Json();
        var command = new Command("mechanism",
            "Parameters and error of a mechanism. mse: squared error of one report at the worst input, vectors on the "
            + "unit sphere, scalars in [-1, 1]. duchi: the scalar's mse is that at 0; from dimension 2 on it is that "
            + "on the sphere, norm^2 - 1, and at 0 it is 1 more. privunitg: expectedTries seeds a release; above 2^19 "
            + "it is refused. laplace, discrete-laplace: scale is sensitivity/epsilon. p, q, nVariance: of a frequency "
            + "oracle, n times the variance of a category that nobody has. discrete-gaussian: sigma2 is the least "
            + "multiple of 2^-20 that keeps epsilon and delta by zCDP for the square of the sensitivity rounded up to "
            + "a whole number; mse is the variance, times the dimension.")
        {
            name, options.Epsilon, options.Delta, options.Sensitivity, options.Dimension, options.Categories, json,
        };
        command.SetAction(parsed =>
        {
            string wanted = parsed.GetRequiredValue(name);
            if (!Rows.TryGetValue(wanted, out Row? row))
            {
                throw new UsageException($"--name: accepts {name.Description}; '{wanted}' is none");
            }
            Require(parsed, options, wanted, row);
            Dictionary<string, double> fields = row.Fields(new Asked(parsed, options));
            if (fields.Values.Any(value => !double.IsFinite(value)))
            {
                IEnumerable<string> given = options.Extras.Select(extra => extra.Option).Prepend(options.Epsilon)
                    .Where(option => parsed.GetResult(option) is not null).Select(option => option.Name);
                throw new UsageException(
                    $"{string.Join(", ", given)}: with these the error of {wanted} is beyond any number");
            }
            int width = fields.Keys.Max(key => key.Length);
            CommandLine.Print(parsed, parsed.GetValue(json), fields, fields.Select(
                field => $"{field.Key.PadRight(width)}  {field.Value.ToString("G10", CultureInfo.InvariantCulture)}"));
            return CommandLine.Done;
        });
        return command;
    }

    /// <summary>A missing option is refused by name, and one that means nothing is said to be unused.</summary>
    private static void Require(ParseResult parsed, Options options, string name, Row row)
    {
        foreach ((Extra extra, Option option) in options.Extras)
        {
            bool given = parsed.GetResult(option) is not null;
            if (row.Needs.HasFlag(extra) && !given)
            {
                throw new UsageException($"{option.Name}: {name} needs it; accepts {option.Description}");
            }
            if (given && !(row.Needs | row.May).HasFlag(extra))
            {
                CommandLine.Note(parsed, $"{option.Name} means nothing to {name} and was not used");
            }
        }
    }

    private static Dictionary<string, double> OfPrivUnit(Asked ask)
    {
        PrivUnit mechanism = PrivUnit.Create(ask.Dimension, ask.Epsilon);
        return new()
        {
            ["p"] = mechanism.CapProbability, ["gamma"] = mechanism.Gamma, ["q"] = mechanism.CapMass,
            ["norm"] = mechanism.Norm, ["mse"] = mechanism.MeanSquaredError,
        };
    }

    private static Dictionary<string, double> OfPrivUnitG(Asked ask)
    {
        PrivUnitG mechanism = PrivUnitG.Create(ask.Dimension, ask.Epsilon);
        return new()
        {
            ["p"] = mechanism.CapProbability, ["gamma"] = mechanism.Gamma, ["q"] = mechanism.CapMass,
            ["sigma"] = mechanism.Scale, ["mse"] = mechanism.MeanSquaredError,
            ["messageBytes"] = PrivUnitG.MessageBytes, ["expectedTries"] = mechanism.ExpectedTries,
        };
    }

    private static Dictionary<string, double> OfDuchi(Asked ask)
    {
        if (ask.Dimension == 1)
        {
            Duchi scalar = Duchi.Create(ask.Epsilon);
            return new() { ["norm"] = scalar.Unit, ["mse"] = scalar.WorstCaseVariance };
        }

        DuchiBall ball = DuchiBall.Create(ask.Dimension, ask.Epsilon);
        return new() { ["norm"] = ball.Norm, ["mse"] = ball.MeanSquaredError };
    }

    private static Dictionary<string, double> OfScalar(IScalarMechanism mechanism) => new()
    {
        ["mse"] = mechanism.WorstCaseVariance, ["mseAtZero"] = mechanism.Variance(0),
        ["mseAtOne"] = mechanism.Variance(1), ["unit"] = mechanism.Unit,
    };

    private static Dictionary<string, double> OfHybrid(Hybrid mechanism) =>
        With(OfScalar(mechanism), "alpha", mechanism.PiecewiseShare);

    private static Dictionary<string, double> OfLpScalar(LpScalar mechanism) =>
        With(With(OfScalar(mechanism), "lowerBound", mechanism.LowerBound), "inputs", mechanism.Inputs);

    /// <summary>
    /// The law whose scale is sensitivity/epsilon; the library samples it on a grid, and refuses what it cannot.
    /// </summary>
    private static Dictionary<string, double> OfLaplace(Asked ask)
    {
        int dimension = ask.Dimension;
        double scale = ask.SensitivityOr(2 * Math.Sqrt(dimension)) / Laplace.Create(ask.Epsilon).Epsilon.Value;
        // Beyond any number the caller says which options led there.
        double variance = double.IsFinite(scale) ? Laplace.VarianceOfScale(scale) : scale;
        return new() { ["scale"] = scale, ["mse"] = dimension * variance };
    }

    private static Dictionary<string, double> OfDiscreteLaplace(Asked ask)
    {
        double scale = ask.SensitivityOr(1) / ask.Epsilon.Value;
        return new() { ["scale"] = scale, ["mse"] = DiscreteLaplace.VarianceOfScale(scale) };
    }

    private static Dictionary<string, double> OfDiscreteGaussian(Asked ask)
    {
        double sensitivity = ask.SensitivityOr(1);
        // A root that was rounded in its tenth digit, such as 1.414213562, stands for the whole number beside its
        // square. Any other square is rounded up, which never gives less noise than what was asked for needs.
        double square = sensitivity * sensitivity, nearest = Math.Round(square);
        bool isRoot = Math.Abs(square - nearest) <= Math.Min(1e-9 * square, 1e-3);
        double squared = Math.Max(1, isRoot ? nearest : Math.Ceiling(square));
        if (squared > MostSquaredSensitivity)
        {
            throw new UsageException(
                $"--sensitivity: accepts at most 2^20 for discrete-gaussian; "
                + $"{sensitivity.ToString("R", CultureInfo.InvariantCulture)} is above it");
        }

        Rational sigmaSquared = DiscreteGaussianCalibration.SigmaSquared(ask.Epsilon, ask.Delta, (long)squared,
            denominator: DiscreteGaussianCalibration.MaximumDenominator);
        return new()
        {
            ["sigma2"] = sigmaSquared.Value,
            ["mse"] = ask.Dimension * DiscreteGaussian.Variance(sigmaSquared), ["sensitivity2"] = squared,
        };
    }

    private static Dictionary<string, double> OfHashing(Asked ask)
    {
        OptimisedLocalHashing oracle = OptimisedLocalHashing.Create(ask.Categories, ask.Epsilon);
        return With(OfOracle(ask, oracle), "g", oracle.HashValues);
    }

    private static Dictionary<string, double> OfSubset(Asked ask)
    {
        SubsetSelection oracle = SubsetSelection.Create(ask.Categories, ask.Epsilon);
        return With(OfOracle(ask, oracle), "omega", oracle.SubsetSize);
    }

    /// <summary>The two figures over all categories only where it was said how many there are.</summary>
    private static Dictionary<string, double> OfOracle<TReport>(Asked ask, IFrequencyOracle<TReport> oracle)
    {
        Dictionary<string, double> fields = new()
        {
            ["p"] = oracle.TruthProbability, ["q"] = oracle.OtherProbability, ["nVariance"] = oracle.NVariance(0),
        };
        return !ask.HasCategories ? fields
            : With(With(fields, "nMeanVariance", oracle.MeanNVariance()), "nTotalMse", oracle.TotalNVariance());
    }

    private static Dictionary<string, double> With(Dictionary<string, double> fields, string name, double value)
    {
        fields[name] = value;
        return fields;
    }

    private sealed record Row(Extra Needs, Extra May, Func<Asked, Dictionary<string, double>> Fields);

    /// <summary>Made anew for each command line, since a symbol knows its parents.</summary>
    private sealed class Options
    {
        public Option<double> Epsilon { get; } = new("--epsilon")
        {
            Description = "a number above 0; local reports take 0.000001 to 32, lp-scalar 0.1 to 10", Required = true,
        };

        public Option<double?> Delta { get; } = new("--delta")
        {
            Description = "a number between 0 and 1, for discrete-gaussian, which needs it",
        };

        public Option<double?> Sensitivity { get; } = new("--sensitivity")
        {
            Description = "a number above 0, for laplace (L1, default 2, with --dimension 2 sqrt(d) as of a unit "
                + "vector), discrete-laplace (L1, default 1) and discrete-gaussian (L2, default 1, at most 1048576)",
        };

        public Option<int?> Dimension { get; } = new("--dimension")
        {
            Description = "a whole number from 1, for privunit and privunitg, which need it, duchi, laplace and "
                + "discrete-gaussian",
        };

        public Option<int?> Categories { get; } = new("--categories")
        {
            Description = "2 to 65536, for krr and subset, which need it, oue, olh and sue",
        };

        public IEnumerable<(Extra Extra, Option Option)> Extras =>
        [
            (Extra.Delta, Delta), (Extra.Sensitivity, Sensitivity), (Extra.Dimension, Dimension),
            (Extra.Categories, Categories),
        ];
    }

    /// <summary>The options as the library's types; reading one that is out of range throws and names it.</summary>
    private sealed class Asked(ParseResult parsed, Options options)
    {
        public Epsilon Epsilon { get; } = EdgeVitals.Privacy.Epsilon.From(parsed.GetRequiredValue(options.Epsilon));

        public Delta Delta => EdgeVitals.Privacy.Delta.From(parsed.GetValue(options.Delta)!.Value);

        public bool HasCategories => parsed.GetValue(options.Categories) is not null;

        /// <summary>2 where it was not given, to those whose p and q do not depend on it.</summary>
        public int Categories => parsed.GetValue(options.Categories) ?? 2;

        /// <summary>1 where it was not given.</summary>
        public int Dimension => PrivacyException.RequireCount(
            parsed.GetValue(options.Dimension) ?? 1, "dimension", int.MaxValue);

        public double SensitivityOr(double absent) =>
            PrivacyException.RequirePositive(parsed.GetValue(options.Sensitivity) ?? absent, "sensitivity");
    }
}
