using EdgeVitals.Emulation.Chips;

namespace EdgeVitals.Emulation.Recordings;

/// <summary>Which way a recorded pulse wave points.</summary>
public enum PulsePolarity
{
    /// <summary>The recording rises with blood volume, as a monitor shows it: the light that the chip sees falls.
    /// </summary>
    RisesWithVolume = 1,

    /// <summary>The recording is light itself, falling with blood volume, as a camera's red channel is.</summary>
    FallsWithVolume = 2,
}

/// <summary>How a recording is played.</summary>
public sealed record RecordingPlayback
{
    /// <summary>Which way the pulse points.</summary>
    public required PulsePolarity Polarity { get; init; }

    /// <summary>Counts in the middle of the recording's range, at the reference drive.</summary>
    public double MiddleCounts { get; init; } = 110_000;

    /// <summary>Counts from the 1st to the 99th percentile of the recording: 2 % of the middle, a warm finger.
    /// </summary>
    public double SpanCounts { get; init; } = 2_200;

    /// <summary>Begins again at its end; otherwise contact is lost there.</summary>
    public bool Loops { get; init; } = true;

    /// <summary>Device time that is the recording's beginning, microseconds.</summary>
    public long StartMicros { get; init; }

    /// <summary>
    /// Length of a device's duty-cycled window and the time from one to the next, microseconds; both zero for
    /// continuous play. With them the recording moves on by one window each time, so that none of it is slept away.
    /// </summary>
    public long WindowMicros { get; init; }

    /// <summary>See <see cref="WindowMicros"/>.</summary>
    public long EveryMicros { get; init; }
}

/// <summary>Plays one recorded pulse wave to an emulated oximeter: infrared follows it, red stays dark.</summary>
/// <remarks>Between recorded samples stands the straight line; the chip's own rate decides when it looks. One channel
/// has no second colour to compare with, so no saturation can come of it.</remarks>
public sealed class RecordingPlayer : IOpticalSource
{
    /// <summary>Light with nothing on the window, where the recording has no value, counts.</summary>
    public const int OpenWindowCounts = 1500;

    private readonly RecordingPlayback playback;
    private readonly double middle;
    private readonly double countsPerUnit;

    /// <param name="signal">The pulse wave.</param>
    /// <param name="playback">How to play it.</param>
    public RecordingPlayer(RecordedSignal signal, RecordingPlayback playback)
    {
        ArgumentNullException.ThrowIfNull(signal);
        ArgumentNullException.ThrowIfNull(playback);
        if (playback.WindowMicros < 0 || playback.EveryMicros < playback.WindowMicros
            || (playback.WindowMicros == 0) != (playback.EveryMicros == 0))
        {
            throw new ArgumentException("A window needs a length above zero and at most the time between windows.");
        }
        Signal = signal;
        this.playback = playback;
        double[] finite = [.. signal.Values.Where(double.IsFinite).Order()];
        if (finite.Length == 0)
        {
            throw new ArgumentException($"Signal {signal.Name} has no values.");
        }
        double low = finite[finite.Length / 100];
        double high = finite[finite.Length - 1 - finite.Length / 100];
        middle = (low + high) / 2;
        double sign = playback.Polarity == PulsePolarity.RisesWithVolume ? -1 : 1;
        countsPerUnit = high > low ? sign * playback.SpanCounts / (high - low) : 0;
    }

    /// <summary>The recording.</summary>
    public RecordedSignal Signal { get; }

    /// <summary>Place in the recording at a moment of device time, s; NaN before it begins and after it ended.
    /// </summary>
    public double PositionAt(long micros)
    {
        long since = micros - playback.StartMicros;
        if (since < 0)
        {
            return double.NaN;
        }
        if (playback.EveryMicros > 0)
        {
            long within = Math.Min(since % playback.EveryMicros, playback.WindowMicros);
            since = since / playback.EveryMicros * playback.WindowMicros + within;
        }
        double seconds = since / 1e6;
        double duration = Signal.DurationSeconds;
        if (seconds <= duration)
        {
            return seconds;
        }
        return playback.Loops ? seconds % duration : double.NaN;
    }

    /// <inheritdoc/>
    public void Read(long micros, out int red, out int infrared)
    {
        red = LedCounts.Dark;
        double value = Signal.At(PositionAt(micros));
        double counts = double.IsNaN(value)
            ? OpenWindowCounts : playback.MiddleCounts + (value - middle) * countsPerUnit;
        infrared = (int)Math.Clamp(Math.Round(counts), 0, LedCounts.FullScale);
    }
}
