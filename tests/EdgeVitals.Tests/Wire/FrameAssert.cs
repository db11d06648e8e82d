using EdgeVitals.Wire;
using Xunit;

namespace EdgeVitals.Tests.Wire;

internal static class FrameAssert
{
    public static void Same(Frame expected, Frame actual)
    {
        Assert.Equal(expected.BootId, actual.BootId);
        Assert.Equal(expected.Sequence, actual.Sequence);
        Assert.Equal(expected.StartTicks, actual.StartTicks);
        Assert.Equal(expected.PeriodMicros, actual.PeriodMicros);
        Assert.Equal(expected.ChannelId, actual.ChannelId);
        Assert.Equal(expected.ScaleExponent, actual.ScaleExponent);
        Assert.Equal(expected.Quality, actual.Quality);
        Assert.Equal(Enumerable.Range(0, expected.Count).Select(expected.ValueAt),
            Enumerable.Range(0, actual.Count).Select(actual.ValueAt));
        Assert.Equal(expected.GapStarts[..expected.GapCount], actual.GapStarts[..actual.GapCount]);
        Assert.Equal(expected.GapLengths[..expected.GapCount], actual.GapLengths[..actual.GapCount]);
        Assert.Equal(expected.GapReasons[..expected.GapCount], actual.GapReasons[..actual.GapCount]);
    }
}
