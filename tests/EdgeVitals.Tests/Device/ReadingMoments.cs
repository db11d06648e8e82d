using EdgeVitals.Device;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVitals.Tests.Device;

/// <summary>When a board's sampler is called, and how well its interrupt lines work: one way to cut its samples into
/// reads.</summary>
internal sealed record ReadingMoments(IReadOnlyList<int> Gaps, int DrainEvery, ReadingMoments.Line Lines)
{
    /// <summary>Longest time between two calls that the sampler's doc allows, µs.</summary>
    public const int LongestGap = 200_000;

    /// <summary>What becomes of an interrupt.</summary>
    internal enum Line
    {
        /// <summary>Seen at the next call.</summary>
        Works,

        /// <summary>Never seen: a pin that is not wired.</summary>
        Dead,

        /// <summary>Seen at one look in three.</summary>
        Late,
    }

    /// <summary>Every sample is taken at the moment at which it is made.</summary>
    public static ReadingMoments EverySample { get; } = new([(int)Max30102.PeriodMicros], 1, Line.Works);

    /// <summary>Time from call <paramref name="i"/> to the next, 1..<see cref="LongestGap"/> µs.</summary>
    public int Gap(int i) => Gaps[i % Gaps.Count];

    /// <summary>Whether that call takes what is in the FIFOs at any fill level; another one leaves it to the drivers.
    /// </summary>
    public bool Drains(int i) => DrainEvery > 0 && i % DrainEvery == 0;

    /// <summary>A line as the driver sees it.</summary>
    public IInterruptLine? LineOf(IInterruptLine line) => Lines switch
    {
        Line.Works => line,
        Line.Dead => null,
        _ => new LateLine(line),
    };

    public override string ToString() => $"gaps {string.Join(' ', Gaps)} drain every {DrainEvery} line {Lines}";

    /// <summary>Any moments within the sampler's contract: bursts, even steps, the longest gaps allowed.</summary>
    public static class Any
    {
        public static Arbitrary<ReadingMoments> Moments()
        {
            Gen<int> gap = Gen.OneOf(Gen.Choose(1, LongestGap), Gen.Choose(1, 20_000), Gen.Choose(1, 200),
                Gen.Elements(1, 9_999, 10_000, 10_001, 40_000, 99_999, LongestGap - 1, LongestGap));
            Gen<ReadingMoments> moments =
                from count in Gen.Choose(1, 40)
                from gaps in Gen.ArrayOf(gap, count)
                from drain in Gen.Elements(0, 0, 0, 1, 2, 5, 17)
                from lines in Gen.Elements(Line.Works, Line.Dead, Line.Late)
                // A pattern of nothing but microseconds would call a million times in a window.
                select new ReadingMoments([.. gaps, LongestGap], drain, lines);
            return Arb.From(moments);
        }
    }

    private sealed class LateLine(IInterruptLine line) : IInterruptLine
    {
        private int _looks;

        public bool IsAsserted() => line.IsAsserted() && _looks++ % 3 == 2;
    }
}
