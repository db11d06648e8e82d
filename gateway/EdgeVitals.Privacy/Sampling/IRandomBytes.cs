namespace EdgeVitals.Privacy;

/// <summary>
/// Source of uniformly random bytes. <see cref="CryptoRandom"/> is the one of the product; tests replay a seeded one
/// so that a statistical test has the same answer twice.
/// </summary>
public interface IRandomBytes
{
    /// <summary>Fills the whole span with independent uniform bytes, or throws: never a partly filled span.</summary>
    void Fill(Span<byte> destination);
}
