namespace EdgeVitals.Signals;

/// <summary>How far a stretch of signal may be trusted.</summary>
/// <param name="Value">0 (not at all) .. 1.</param>
/// <param name="Reason">Why it may not be used, or empty.</param>
public readonly record struct QualityIndex(double Value, string Reason)
{
    /// <summary>Whether a value may be drawn from it.</summary>
    public bool IsUsable => Reason.Length == 0;

    /// <summary>The whole is as good as its worst part; of two refusals the first is named.</summary>
    public static QualityIndex Worst(ReadOnlySpan<QualityIndex> parts)
    {
        var worst = new QualityIndex(1, "");
        foreach (QualityIndex part in parts)
        {
            worst = new QualityIndex(
                Math.Min(worst.Value, part.Value), worst.IsUsable ? part.Reason : worst.Reason);
        }
        return worst;
    }

    internal static QualityIndex Refuse(string reason) => new(0, reason);
}
