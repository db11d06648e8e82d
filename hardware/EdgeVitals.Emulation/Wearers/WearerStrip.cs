using System.Globalization;
using System.Text;

namespace EdgeVitals.Emulation.Wearers;

/// <summary>
/// Draws some seconds of a virtual wearer, ECG, light and acceleration, with the truth on them: R peaks, systolic
/// peaks, steps, and what is unusable. hardware/wearer.svg is this output; a test finds a stale one.
/// </summary>
public static class WearerStrip
{
    private const int Seconds = 16;
    private const int PixelsASecond = 70;
    private const int Left = 90;
    private const int Right = 20;
    private const int Top = 60;
    private const int Lane = 150;
    private const int LaneGap = 26;
    private const int Width = Left + Seconds * PixelsASecond + Right;
    private const int Height = Top + 3 * (Lane + LaneGap) + 10;
    private const long Second = 1_000_000;

    /// <summary>What the strip shows: rest with an ectopic beat, a walk at twice the pulse's size, and a sensor that
    /// comes off.</summary>
    public static VitalScenario Scenario { get; } = new()
    {
        HeartRate = 72,
        Episodes =
        [
            new(EpisodeKind.EctopicBeats, 1 * Second, 5 * Second, 0.2),
            new(EpisodeKind.Walking, 7 * Second, 5 * Second, 300) { PulseMultiple = 2, ArmSwing = 0.5 },
            new(EpisodeKind.LostContact, 13 * Second, 2 * Second, 0),
        ],
    };

    /// <summary>Seed of the strip's wearer: one whose ectopic beat stands alone.</summary>
    public const ulong Seed = 22;

    /// <summary>Length of the strip, microseconds of device time from zero.</summary>
    public const long Micros = Seconds * Second;

    /// <summary>The drawing.</summary>
    public static string Svg()
    {
        var wearer = new WaveformWearer(Scenario, Seed);
        var svg = new StringBuilder();
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" " +
            $"font-family=\"sans-serif\" font-size=\"12\">");
        Line(svg, $"<title>{Seconds} seconds of a virtual wearer with its truth</title>");
        Line(svg, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>");
        Line(svg, $"<text x=\"{Left}\" y=\"24\" font-size=\"16\">A virtual wearer, seed {Seed}: rest with an ectopic " +
            $"beat, a walk, a sensor that comes off</text>");
        Line(svg, $"<text x=\"{Left}\" y=\"44\" fill=\"#555555\">Red marks are truth, not detections: R peaks " +
            $"(an E is ectopic), systolic peaks, steps. Grey: the truth calls the signal unusable.</text>");
        DrawLane(svg, 0, "ECG, mV", t => wearer.TruthAt(t).EcgUsable, EcgOf(wearer), -0.8, 1.6);
        DrawLane(svg, 1, "light taken", t => wearer.TruthAt(t).PulseUsable, LightOf(wearer), -2500, 4500);
        DrawLane(svg, 2, "motion, mg", _ => true, MotionOf(wearer), -500, 500);
        foreach (BeatTruth beat in wearer.Beats(0, Micros)) DrawBeat(svg, wearer, beat);
        DrawSteps(svg, wearer);
        for (int s = 0; s <= Seconds; s++)
        {
            Line(svg, $"<text x=\"{X(s * Second)}\" y=\"{Height - 6}\" text-anchor=\"middle\">{s} s</text>");
        }
        Line(svg, "</svg>");
        return svg.ToString();
    }

    private static List<(long Micros, double Value)> EcgOf(WaveformWearer wearer)
    {
        List<(long, double)> points = [];
        for (long t = 0; t < Micros; t += 10_000)
        {
            if (!wearer.HasLeads(t)) continue;
            points.Add((t, Millivolts(wearer, t)));
        }
        return points;
    }

    // More blood, less light: the pulse stands upright as it does on a monitor.
    private static List<(long Micros, double Value)> LightOf(WaveformWearer wearer)
    {
        List<(long, double)> points = [];
        for (long t = 0; t < Micros; t += 20_000)
        {
            if (wearer.HasContact(t)) points.Add((t, Taken(wearer, t)));
        }
        return points;
    }

    private static List<(long Micros, double Value)> MotionOf(WaveformWearer wearer)
    {
        List<(long, double)> points = [];
        for (long t = 0; t < Micros; t += 20_000)
        {
            wearer.Read(t, out int x, out int y, out int z);
            double length = Math.Sqrt((double)x * x + (double)y * y + (double)z * z);
            points.Add((t, length - WearerParameters.GravityMilliG));
        }
        return points;
    }

    private static double Millivolts(WaveformWearer wearer, long t) =>
        (wearer.Microvolts(t, 0) - WearerParameters.SupplyMicrovolts / 2) / WearerParameters.FrontEndGain / 1000;

    private static double Taken(WaveformWearer wearer, long t)
    {
        wearer.Read(t, out _, out int infrared);
        return Scenario.InfraredCounts - infrared;
    }

    private static void DrawLane(StringBuilder svg, int lane, string name, Func<long, bool> usable,
        List<(long Micros, double Value)> points, double low, double high)
    {
        int top = TopOf(lane);
        for (int s = 0; s < Seconds; s++)
        {
            if (usable(s * Second)) continue;
            Line(svg, $"<rect class=\"unusable\" x=\"{X(s * Second)}\" y=\"{top}\" width=\"{PixelsASecond}\" " +
                $"height=\"{Lane}\" fill=\"#e6e6e6\"/>");
        }
        Line(svg, $"<rect x=\"{Left}\" y=\"{top}\" width=\"{Seconds * PixelsASecond}\" height=\"{Lane}\" " +
            $"fill=\"none\" stroke=\"#bbbbbb\"/>");
        Line(svg, $"<text x=\"{Left - 6}\" y=\"{top + Lane / 2}\" text-anchor=\"end\">{name}</text>");
        foreach (List<(long Micros, double Value)> piece in Pieces(points))
        {
            string line = string.Join(
                ' ', piece.Select(point => $"{X(point.Micros)},{Y(lane, point.Value, low, high)}"));
            Line(svg, $"<polyline points=\"{line}\" fill=\"none\" stroke=\"#1f5fbf\" stroke-width=\"1.2\"/>");
        }
    }

    /// <summary>A line ends where a signal does.</summary>
    private static List<List<(long Micros, double Value)>> Pieces(List<(long Micros, double Value)> points)
    {
        List<List<(long, double)>> pieces = [];
        long last = long.MinValue / 2;
        foreach ((long micros, double value) in points)
        {
            if (micros - last > Second / 10) pieces.Add([]);
            pieces[^1].Add((micros, value));
            last = micros;
        }
        return pieces;
    }

    private static void DrawBeat(StringBuilder svg, WaveformWearer wearer, BeatTruth beat)
    {
        if (wearer.HasLeads(beat.RMicros))
        {
            Line(svg, $"<path class=\"r\" d=\"M{X(beat.RMicros)} {TopOf(0) + 2}v8\" stroke=\"#c0392b\" " +
                $"stroke-width=\"2\"/>");
            if (beat.Kind == BeatKind.Ectopic)
            {
                Line(svg, $"<text x=\"{X(beat.RMicros + Second / 20)}\" y=\"{TopOf(0) + 12}\" " +
                    $"fill=\"#c0392b\">E</text>");
            }
        }
        if (beat.PulseMicros >= Micros || !wearer.HasContact(beat.PulseMicros)) return;
        int y = Y(1, Taken(wearer, beat.PulseMicros), -2500, 4500);
        Line(svg, $"<circle class=\"pulse\" cx=\"{X(beat.PulseMicros)}\" cy=\"{y}\" r=\"3\" fill=\"#c0392b\"/>");
    }

    private static void DrawSteps(StringBuilder svg, WaveformWearer wearer)
    {
        long before = 0;
        for (long t = 0; t <= Micros; t += 5_000)
        {
            long steps = wearer.StepsUpTo(t);
            if (steps > before)
            {
                Line(svg, $"<path class=\"step\" d=\"M{X(t)} {TopOf(2) + 2}v8\" stroke=\"#c0392b\" " +
                    $"stroke-width=\"2\"/>");
            }
            before = steps;
        }
    }

    private static int TopOf(int lane) => Top + lane * (Lane + LaneGap);

    private static int Y(int lane, double value, double low, double high) =>
        TopOf(lane) + (int)Math.Round(Lane * (1 - Math.Clamp((value - low) / (high - low), 0, 1)));

    // Tenths of a pixel in whole arithmetic.
    private static string X(long micros)
    {
        long tenths = 10 * Left + micros * PixelsASecond / 100_000;
        return tenths % 10 == 0 ? $"{tenths / 10}" : $"{tenths / 10}.{tenths % 10}";
    }

    private static void Line(StringBuilder text, string line) =>
        text.Append(CultureInfo.InvariantCulture, $"{line}\n");
}
