using System.Globalization;
using System.Text;
using EdgeVitals.Gateway.Catalog;
using EdgeVitals.Gateway.Wearers;
using EdgeVitals.Wire;

namespace EdgeVitals.Gateway.Screens;

/// <summary>One line of "Other readings" on a wearer's card. For the clinic alone: nothing here is an input of a
/// release.</summary>
/// <param name="ChannelId">Number on the wire.</param>
/// <param name="Title">What the channel is called.</param>
/// <param name="IsDeclared">False for a number that no file of this gateway declares.</param>
/// <param name="Value">The newest value, or N/A; the sample rate for a wave.</param>
/// <param name="Unit">As people write it; empty where it is not known.</param>
/// <param name="Note">Age, and why there is no value.</param>
/// <param name="Line">Path of the drawing, <see cref="Width"/> by <see cref="Height"/>; empty with too few samples.
/// </param>
public sealed record OtherReading(
    int ChannelId, string Title, bool IsDeclared, string Value, string Unit, string Note, string Line)
{
    /// <summary>Width of the drawing.</summary>
    public const int Width = 120;

    /// <summary>Height of the drawing.</summary>
    public const int Height = 24;

    // Values change once a second or less; a minute of them is what a glance takes in.
    private const int FeaturePoints = 60;

    // More than four digits of a body's value are noise, whatever the chip's step is.
    private const int ShownDigits = 4;

    /// <summary>The lines of a wearer's card.</summary>
    public static List<OtherReading> Of(
        IEnumerable<ChannelTail> tails, ChannelCatalog catalog, long nowMicros, TimeSpan staleAfter)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return [.. tails.Select(tail => Of(tail, catalog.Find(tail.ChannelId), nowMicros, staleAfter))];
    }

    /// <summary>One line, with what is declared at the moment.</summary>
    public static OtherReading Of(ChannelTail tail, ChannelDeclaration? declared, long nowMicros, TimeSpan staleAfter)
    {
        ArgumentNullException.ThrowIfNull(tail);
        long age = nowMicros - tail.UtcMicros;
        bool isStale = age > Math.Max((long)staleAfter.TotalMicroseconds, 3 * tail.IntervalMicros);
        (double low, double high) = declared is null ? (double.NegativeInfinity, double.PositiveInfinity)
            : WearerBoard.Plausible(declared.Channel);
        string title = declared?.Title ?? $"undeclared channel {tail.ChannelId}";
        string unit = declared is null ? "" : UnitText(declared.Channel.Unit);
        float[] points = [.. tail.Points.Select(p => p >= low && p <= high ? p : float.NaN)];
        if (declared?.Class == ChannelClass.Raw)
        {
            string rate = (1e6 / tail.PeriodMicros).ToString("0.##", CultureInfo.InvariantCulture);
            return new OtherReading(tail.ChannelId, title, true, rate, "Hz", Age(age), Path(points));
        }
        if (tail.ChannelId == Channels.Steps.Id)
        {
            return Steps(tail, points, title, unit, isStale ? $"stale, {Age(age)}" : Age(age));
        }
        string missing = tail.Missing.Length > 0 ? tail.Missing
            : tail.Value < low || tail.Value > high ? "implausible" : isStale ? "stale" : "";
        string value = missing.Length > 0 ? "N/A" : Number(tail.Value, Math.Max(0, -tail.ScaleExponent));
        return new OtherReading(tail.ChannelId, title, declared is not null, value, unit,
            missing.Length > 0 ? $"{missing}, {Age(age)}" : Age(age),
            Path(points.AsSpan(Math.Max(0, points.Length - FeaturePoints))));
    }

    /// <summary>Steps of the samples shown: those of the last second say nothing to anybody.</summary>
    private static OtherReading Steps(ChannelTail tail, float[] points, string title, string unit, string age)
    {
        ReadOnlySpan<float> shown = points.AsSpan(Math.Max(0, points.Length - FeaturePoints));
        double sum = 0;
        int counted = 0;
        foreach (float point in shown)
        {
            sum += float.IsNaN(point) ? 0 : point;
            counted += float.IsNaN(point) ? 0 : 1;
        }
        // A sensor that counts nothing now has no steps to show, whatever it counted before.
        bool isCounting = tail.Missing.Length == 0 && counted > 0;
        return new OtherReading(tail.ChannelId, title, true,
            isCounting ? sum.ToString("F0", CultureInfo.InvariantCulture) : "N/A", unit,
            isCounting ? $"in {Age(counted * tail.PeriodMicros)}, {age}"
                : $"{(tail.Missing.Length > 0 ? tail.Missing : "implausible")}, {age}", Path(shown));
    }

    /// <summary>How long ago, in the largest unit that fits.</summary>
    internal static string Age(long micros) => micros switch
    {
        < UtcMicros.PerMinute => $"{Math.Max(0, micros) / 1_000_000} s",
        < UtcMicros.PerHour => $"{micros / UtcMicros.PerMinute} min",
        < 2 * UtcMicros.PerDay => $"{micros / UtcMicros.PerHour} h",
        _ => $"{micros / UtcMicros.PerDay} d",
    };

    /// <summary>UCUM as people write it, where that differs for the built-in units; others stay as declared.</summary>
    internal static string UnitText(string ucum) => ucum switch
    {
        "Cel" => "°C",
        "[degF]" => "°F",
        "[g]" => "g",
        "1" => "",
        _ when ucum[0] == '{' && ucum.IndexOf('}') == ucum.Length - 1 => ucum[1..^1],
        _ when ucum.Length > 1 && ucum[0] == 'u' && char.IsAsciiLetter(ucum[1]) => "µ" + ucum[1..],
        _ => ucum,
    };

    private static string Number(double value, int decimals)
    {
        double size = Math.Abs(value);
        int before = size < 1 ? 1 : (int)Math.Floor(Math.Log10(size)) + 1;
        return value.ToString(
            "F" + Math.Clamp(ShownDigits - before, 0, decimals), CultureInfo.InvariantCulture);
    }

    /// <summary>A line through the samples; a missing one breaks it.</summary>
    private static string Path(ReadOnlySpan<float> points)
    {
        float low = float.MaxValue, high = float.MinValue;
        int known = 0;
        foreach (float point in points)
        {
            if (!float.IsNaN(point))
            {
                (low, high, known) = (Math.Min(low, point), Math.Max(high, point), known + 1);
            }
        }
        if (known < 2)
        {
            return "";
        }
        var path = new StringBuilder();
        bool isDown = false;
        for (int i = 0; i < points.Length; i++)
        {
            if (float.IsNaN(points[i]))
            {
                isDown = false;
                continue;
            }
            // A constant value is a line in the middle, not at the floor.
            double share = high > low ? (points[i] - low) / (high - low) : 0.5;
            path.Append(isDown ? 'L' : 'M')
                .Append((Width * (double)i / (points.Length - 1)).ToString("0.#", CultureInfo.InvariantCulture))
                .Append(' ')
                .Append((Height - 2 - (Height - 4) * share).ToString("0.#", CultureInfo.InvariantCulture));
            isDown = true;
        }
        return path.ToString();
    }
}
