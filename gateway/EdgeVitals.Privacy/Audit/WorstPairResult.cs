using System.Globalization;

namespace EdgeVitals.Privacy;

/// <summary>Counts and verdict of one audit.</summary>
/// <param name="Pair">What was audited.</param>
/// <param name="Trials">Releases of each input.</param>
/// <param name="FalseNegatives">Releases of the first input without the event.</param>
/// <param name="FalsePositives">Releases of the second input with it.</param>
/// <param name="EpsilonLower">The ε that the counts prove at the confidence, at least 0.</param>
/// <param name="Confidence">1 less the significance.</param>
/// <param name="Verdict">Passed, or which failure.</param>
public sealed record WorstPairResult(
    WorstPair Pair,
    long Trials,
    long FalseNegatives,
    long FalsePositives,
    double EpsilonLower,
    double Confidence,
    AuditVerdict Verdict)
{
    /// <summary>True where the audit passed.</summary>
    public bool IsPassed => Verdict == AuditVerdict.Passed;

    /// <summary>One sentence for people: what was shown, and of a failure whether the mechanism or the test is to
    /// blame.</summary>
    public string Reason => Verdict switch
    {
        AuditVerdict.Passed => Text($"the releases show epsilon at least {EpsilonLower:G6}, within 0.9 to 1 times the ")
            + Text($"exact {Pair.EpsilonExact:G6}"),
        AuditVerdict.ClaimTooLow => Text($"broken mechanism: it claims epsilon {Pair.Claimed.Value:G6}, its own ")
            + Text($"parameters give {Pair.EpsilonExact:G6}"),
        AuditVerdict.LeaksMore => Text($"broken mechanism: the releases show epsilon at least {EpsilonLower:G6}, ")
            + Text($"above the exact {Pair.EpsilonExact:G6}"),
        AuditVerdict.NotItsLaw => Text($"broken mechanism: the event came at rates {FirstRate:G4} and ")
            + Text($"{SecondRate:G4}, which exclude the law's {Pair.FirstProbability:G4} and ")
            + Text($"{Pair.SecondProbability:G4}"),
        _ => Text($"powerless test: {Trials} trials a side show only {EpsilonLower:G6} of the exact ")
            + Text($"{Pair.EpsilonExact:G6}; ") + Needed(),
    };

    private double FirstRate => 1 - (FalseNegatives / (double)Trials);

    private double SecondRate => FalsePositives / (double)Trials;

    private string Needed() => Pair.TrialsNeeded is { } needed
        ? Text($"about {needed} would do") : "no number of trials up to 10^10 would do";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
