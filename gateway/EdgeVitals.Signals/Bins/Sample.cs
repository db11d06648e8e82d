namespace EdgeVitals.Signals;

/// <summary>One decoded sample on the gateway's clock, in the channel's unit.</summary>
/// <param name="UtcMicros">Start of the sample, microseconds since 1970-01-01T00:00Z.</param>
/// <param name="PeriodMicros">Time that the sample stands for, microseconds, above zero. A feature-level wearer
/// sends hourly means, so a period may be longer than the bin that it falls into.</param>
/// <param name="Value">Value in the channel's unit; NaN and infinities are refused and counted.</param>
/// <param name="Quality">Quality of the frame that carried it, 0..100.</param>
public readonly record struct Sample(long UtcMicros, long PeriodMicros, double Value, int Quality);
