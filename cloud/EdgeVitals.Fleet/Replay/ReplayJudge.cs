using EdgeVitals.Emulation.Recordings;
using EdgeVitals.Wire;

namespace EdgeVitals.Fleet.Replay;

/// <summary>Compares what the gateway stored of a replay with the recording's own reference.</summary>
/// <param name="recording">The recording.</param>
/// <param name="player">The player that fed the chip; it knows which device time showed which second.</param>
public sealed class ReplayJudge(Recording recording, RecordingPlayer player)
{
    /// <summary>Seconds before a reading whose beats the reference counts, as long as the device's own memory.</summary>
    private const double ReferenceSeconds = 8;

    private double _errors, _values;
    private int _compared, _readings, _periods, _spo2;

    /// <summary>Looks at one frame of the device, as the journal holds it.</summary>
    public void Add(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.ChannelId == Channels.SpO2.Id) _spo2 += frame.Count;
        if (frame.ChannelId != Channels.HeartRate.Id) return;
        _periods += (int)((frame.EndTicks - frame.StartTicks) / frame.PeriodMicros);
        for (int i = 0; i < frame.Count; i++) Add(frame.Values[i] / 10.0, frame.TicksOf(i));
    }

    /// <summary>The result so far.</summary>
    public ReplayResult Result()
    {
        double? error = null;
        if (recording.IsAligned && _compared > 0) error = _errors / _compared;
        if (!recording.IsAligned && _readings > 0) error = Math.Abs((_values / _readings) - recording.Reference.Mean());
        return new ReplayResult(
            recording.Name, recording.ReferenceName, error, recording.Limit, _readings,
            _periods == 0 ? 0 : (double)_readings / _periods, _spo2);
    }

    private void Add(double heartRate, long ticks)
    {
        _readings++;
        _values += heartRate;
        double position = player.PositionAt(ticks);
        double reference = recording.Reference.Between(position - ReferenceSeconds, position);
        if (double.IsNaN(reference)) return;
        _errors += Math.Abs(heartRate - reference);
        _compared++;
    }
}
