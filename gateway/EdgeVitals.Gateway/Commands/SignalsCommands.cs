using System.CommandLine;
using System.Globalization;
using EdgeVitals.Signals;

namespace EdgeVitals.Gateway.Commands;

/// <summary>Signal processing of the gateway on files, without a gateway's data.</summary>
internal static class SignalsCommands
{
    // 64 MB of intervals are four months of one heart; a larger file is something else.
    private const long LargestFile = 64L << 20;

    public static Command Create() => new("signals", "The gateway's signal processing on files.") { Hrv() };

    private static Command Hrv()
    {
        var input = new Option<string>("--input")
        {
            Description = "a text file of intervals between beats, milliseconds, one a line", Required = true,
        };
        var correct = new Option<bool>("--correct")
        {
            Description = "no value; leaves out artefacts (outside 300..2000 ms or 20 % off the local median)",
        };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("hrv", "SDNN, RMSSD and pNN50 of a list of intervals (Task Force 1996).")
        {
            input, correct, json,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(input);
            double[] intervals = Read(path);
            bool isCorrected = parsed.GetValue(correct);
            int dropped = 0;
            Variability hrv;
            string reason;
            bool isKnown = isCorrected
                ? HeartRateVariability.TryComputeCorrected(intervals, out hrv, out dropped, out reason)
                : HeartRateVariability.TryCompute(intervals, out hrv, out reason);
            if (!isKnown)
            {
                throw new UsageException($"'{path}': {reason}");
            }
            object value = isCorrected
                ? new { n = hrv.Count, sdnn = hrv.Sdnn, rmssd = hrv.Rmssd, pnn50 = hrv.Pnn50, corrected = dropped }
                : new { n = hrv.Count, sdnn = hrv.Sdnn, rmssd = hrv.Rmssd, pnn50 = hrv.Pnn50 };
            CommandLine.Print(parsed, parsed.GetValue(json), value, Lines(hrv, isCorrected ? dropped : null));
            return CommandLine.Done;
        });
        return command;
    }

    private static IEnumerable<string> Lines(Variability hrv, int? dropped)
    {
        yield return $"{hrv.Count} intervals" + (dropped is { } d ? $", {d} artefacts left out" : "");
        yield return FormattableString.Invariant($"SDNN   {hrv.Sdnn:F2} ms");
        yield return FormattableString.Invariant($"RMSSD  {hrv.Rmssd:F2} ms");
        yield return FormattableString.Invariant($"pNN50  {hrv.Pnn50:F2} %");
    }

    /// <summary>The intervals of a file; the first line that is none is named. Empty lines are accepted at the end
    /// only: elsewhere they would be beats that are missing without a word.</summary>
    private static double[] Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new UsageException($"--input: no file '{path}'");
        }
        if (file.Length > LargestFile)
        {
            throw new UsageException($"'{path}': {file.Length} bytes; at most {LargestFile} are read");
        }
        var intervals = new List<double>();
        int number = 0, empty = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                empty = empty == 0 ? number : empty;
                continue;
            }
            if (empty > 0)
            {
                throw new UsageException($"'{path}' line {empty}: empty, between intervals");
            }
            intervals.Add(Interval(path, number, line.Trim()));
        }
        return intervals.Count >= 2 ? [.. intervals]
            : throw new UsageException($"'{path}': {intervals.Count} intervals; variability needs 2 or more");
    }

    private static double Interval(string path, int number, string text)
    {
        const int shown = 40;
        string quoted = text.Length <= shown ? text : text[..shown] + "…";
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
        {
            throw new UsageException($"'{path}' line {number}: '{quoted}' is not a number");
        }
        return value is > 0 and <= HeartRateVariability.LongestMilliseconds ? value
            : throw new UsageException($"'{path}' line {number}: '{quoted}' is not an interval above 0 ms");
    }
}
