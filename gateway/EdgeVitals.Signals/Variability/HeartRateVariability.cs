namespace EdgeVitals.Signals;

/// <summary>
/// SDNN, RMSSD and pNN50 of a list of intervals between heartbeats, as the Task Force of the ESC and NASPE defines them
/// (Circulation 93:1043, 1996, table 1): x → intervals in ms, in the order of the beats.
/// </summary>
/// <remarks>The numbers say nothing about where the intervals come from; <see cref="VariabilityGate"/> does.</remarks>
public static class HeartRateVariability
{
    /// <summary>Difference that counts for pNN50, ms: "more than 50 ms", so that 50 itself does not. With ≥ the 3,245
    /// public lists with millisecond intervals come out up to 5 percent off their own pNN50.</summary>
    public const double Nn50Milliseconds = 50;

    /// <summary>Longest interval taken, ms: a day. It keeps squares finite; an interval of a day is a list in another
    /// unit.</summary>
    public const double LongestMilliseconds = 86_400_000;

    /// <summary>Variability of the list as it is given.</summary>
    /// <param name="intervals">Intervals in ms, each above 0 and at most <see cref="LongestMilliseconds"/>, two or
    /// more.</param>
    /// <param name="variability">The result, or zeros.</param>
    /// <param name="reason">Why there is none, naming the first fault, or empty.</param>
    /// <returns>False when the list is too short or an interval is none; a NaN is a fault, never skipped.</returns>
    public static bool TryCompute(ReadOnlySpan<double> intervals, out Variability variability, out string reason)
    {
        variability = default;
        return IsValid(intervals, out reason) && TryCompute(intervals, [], out variability, out reason);
    }

    /// <summary>The same without the intervals that <see cref="IntervalArtefacts"/> marks. They are dropped, not
    /// replaced: an interpolated beat is one that nobody has measured, and it makes RMSSD smaller. A difference counts
    /// only where both of its intervals are kept and adjacent.</summary>
    /// <param name="intervals">As above.</param>
    /// <param name="variability">The result, or zeros.</param>
    /// <param name="dropped">Intervals dropped.</param>
    /// <param name="reason">Why there is no result, or empty.</param>
    public static bool TryComputeCorrected(
        ReadOnlySpan<double> intervals, out Variability variability, out int dropped, out string reason)
    {
        variability = default;
        dropped = 0;
        if (!IsValid(intervals, out reason))
        {
            return false;
        }
        bool[] marks = new bool[intervals.Length];
        dropped = IntervalArtefacts.Mark(intervals, marks);
        return TryCompute(intervals, marks, out variability, out reason);
    }

    private static bool IsValid(ReadOnlySpan<double> intervals, out string reason)
    {
        for (int i = 0; i < intervals.Length; i++)
        {
            if (!(intervals[i] > 0 && intervals[i] <= LongestMilliseconds))
            {
                reason = FormattableString.Invariant($"interval {i + 1} is {intervals[i]}, not a time above 0 ms");
                return false;
            }
        }
        reason = intervals.Length >= 2 ? "" : $"{intervals.Length} intervals; variability needs 2 or more";
        return intervals.Length >= 2;
    }

    /// <summary>Two passes: the mean first, so that no digits are lost where the spread is small.</summary>
    private static bool TryCompute(
        ReadOnlySpan<double> intervals, ReadOnlySpan<bool> marks, out Variability variability, out string reason)
    {
        int count = 0, differences = 0, large = 0;
        double sum = 0, squares = 0, deviations = 0;
        for (int i = 0; i < intervals.Length; i++)
        {
            if (!IsKept(marks, i))
            {
                continue;
            }
            sum += intervals[i];
            count++;
            if (i > 0 && IsKept(marks, i - 1))
            {
                double difference = intervals[i] - intervals[i - 1];
                squares += difference * difference;
                large += Math.Abs(difference) > Nn50Milliseconds ? 1 : 0;
                differences++;
            }
        }
        variability = default;
        if (count < 2 || differences < 1)
        {
            reason = $"{count} of {intervals.Length} intervals are left and {differences} pairs of them are adjacent";
            return false;
        }
        double mean = sum / count;
        for (int i = 0; i < intervals.Length; i++)
        {
            double deviation = IsKept(marks, i) ? intervals[i] - mean : 0;
            deviations += deviation * deviation;
        }
        variability = new Variability(count, Math.Sqrt(deviations / (count - 1)), Math.Sqrt(squares / differences),
            100.0 * large / differences);
        reason = "";
        return true;
    }

    private static bool IsKept(ReadOnlySpan<bool> marks, int i) => marks.IsEmpty || !marks[i];
}
