using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EdgeVitals.Privacy;

namespace EdgeVitals.Gateway.Commands.Privacy;

/// <summary>Audits a mechanism of this program on this machine: its claim against what its releases show.</summary>
internal static class AuditCommand
{
    private const long LeastTrials = 1_000;

    /// <summary>Nothing is said of an audit that is over sooner.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    /// <summary>At most one line of progress in this time, so that an hour leaves a page and not a book.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var name = new Option<string>("--name")
        {
            Description = $"a mechanism: {string.Join(", ", AuditCatalogue.Names)}", Required = true,
        };
        var epsilon = new Option<double>("--epsilon")
        {
            Description = "epsilon that the mechanism is made for, a number above 0", Required = true,
        };
        var delta = new Option<double?>("--delta")
        {
            Description = "delta of discrete-gaussian, a number between 0 and 1 (1e-6 without it)",
        };
        var dimension = new Option<int?>("--dimension")
        {
            Description = "dimension of privunit, privunitg and discrete-gaussian, 1 or more "
                + $"({AuditInputs.DefaultDimension} without it)",
        };
        var categories = new Option<int?>("--categories")
        {
            Description = "categories of krr, oue, olh, sue, subset and memoised, 2 or more "
                + $"({AuditInputs.DefaultCategories} without it)",
        };
        var trials = new Option<long>("--trials")
        {
            Description = $"releases of each of the two inputs, {LeastTrials}..{WorstPairAudit.MaximumTrials}",
            Required = true,
        };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("audit", "Runs a mechanism on its two worst inputs and checks its epsilon; exit 1 if "
            + "the mechanism is broken or the trials too few to tell.")
        {
            name, epsilon, delta, dimension, categories, trials, json,
        };
        command.SetAction(parsed =>
        {
            long count = parsed.GetRequiredValue(trials);
            if (count is < LeastTrials or > WorstPairAudit.MaximumTrials)
            {
                throw new UsageException($"{trials.Name}: accepts {trials.Description}");
            }
            string mechanism = parsed.GetRequiredValue(name);
            var given = new AuditInputs(Epsilon.From(parsed.GetRequiredValue(epsilon)))
            {
                Delta = parsed.GetValue(delta) is { } d ? Delta.From(d) : null,
                Dimension = parsed.GetValue(dimension),
                Categories = parsed.GetValue(categories),
            };
            AuditInputs used = AuditCatalogue.Useful(mechanism, given);
            foreach ((Option option, bool isUnused) in new (Option, bool)[]
            {
                (delta, given.Delta != used.Delta), (dimension, given.Dimension != used.Dimension),
                (categories, given.Categories != used.Categories),
            })
            {
                if (isUnused)
                {
                    CommandLine.Note(parsed, $"{option.Name} means nothing to {mechanism} and was not used");
                }
            }
            WorstPair pair = AuditCatalogue.Create(mechanism, used);
            WorstPairResult result = WorstPairAudit.Run(
                pair, count, _ => new CryptoRandom(), Environment.ProcessorCount,
                Progress(parsed.InvocationConfiguration.Error));
            CommandLine.Print(parsed, parsed.GetValue(json), Value(result), Paragraph(result));
            return result.IsPassed ? CommandLine.Done : CommandLine.CheckFailed;
        });
        return command;
    }

    private static object Value(WorstPairResult result) => new
    {
        epsilonClaimed = result.Pair.Claimed.Value,
        epsilonExact = result.Pair.EpsilonExact,
        epsilonLower = result.EpsilonLower,
        confidence = result.Confidence,
        trials = result.Trials,
        passed = result.IsPassed,
        verdict = Verdict(result.Verdict),
        reason = result.Reason,
        delta = result.Pair.Delta,
        pair = result.Pair.Description,
        falseNegatives = result.FalseNegatives,
        falsePositives = result.FalsePositives,
        trialsNeeded = result.Pair.TrialsNeeded,
    };

    private static string Verdict(AuditVerdict verdict) => verdict switch
    {
        AuditVerdict.Passed => "passed",
        AuditVerdict.Powerless => "powerless-test",
        _ => "broken-mechanism",
    };

    private static string Paragraph(WorstPairResult result)
    {
        WorstPair pair = result.Pair;
        string delta = pair.Delta == 0 ? "" : Text($" at delta {pair.Delta}");
        return (result.IsPassed ? "Passed. " : "FAILED. ")
            + Text($"{pair.Mechanism} claims epsilon {pair.Claimed.Value}{delta}; for its two worst inputs ")
            + Text($"({pair.Description}) its parameters give exactly {pair.EpsilonExact:G9}. ")
            + Text($"With {result.Trials} releases of each, at confidence {result.Confidence}: {result.Reason}.");
    }

    /// <summary>Plain lines, few: the error stream may be a file.</summary>
    private static Action<int> Progress(TextWriter error)
    {
        Stopwatch watch = Stopwatch.StartNew();
        TimeSpan next = Quiet;
        return percent =>
        {
            if (percent == 100 || watch.Elapsed < next)
            {
                return;
            }
            next = watch.Elapsed + Between;
            error.WriteLine(Text($"audit: {percent} % done after {watch.Elapsed.TotalSeconds:F0} s"));
        };
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
