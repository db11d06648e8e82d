namespace EdgeVitals.Privacy;

/// <summary>A hash function and a randomised hash value; what local hashing sends, 24 bytes for any k.</summary>
/// <param name="Multiplier">a, 0 to 2^61 − 2, uniform.</param>
/// <param name="Addend">b, 0 to 2^61 − 2, uniform.</param>
/// <param name="Value">The answer, 0 to g − 1.</param>
public readonly record struct HashedReport(ulong Multiplier, ulong Addend, ulong Value);
