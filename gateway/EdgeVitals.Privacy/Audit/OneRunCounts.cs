namespace EdgeVitals.Privacy;

/// <summary>What one run with canaries came to.</summary>
public sealed record OneRunCounts
{
    /// <summary>Checks the counts.</summary>
    /// <param name="canaries">m, canaries whose presence was decided by a fair coin, 1 to 10^6.</param>
    /// <param name="guesses">r, canaries about which a guess was made, 1 to m; about the rest the auditor abstained.
    /// </param>
    /// <param name="right">v, guesses that were right, 0 to r.</param>
    /// <exception cref="PrivacyException">A count out of range.</exception>
    public OneRunCounts(int canaries, int guesses, int right)
    {
        Canaries = PrivacyException.RequireCount(canaries, nameof(canaries), OneRunBound.MaximumCanaries);
        Guesses = PrivacyException.RequireCount(guesses, nameof(guesses), canaries);
        Right = right >= 0 && right <= guesses ? right
            : throw new PrivacyException(
                PrivacyFault.OutOfRange, nameof(right), $"{right} does not lie between 0 and {guesses}");
    }

    /// <summary>m, 1 to 10^6.</summary>
    public int Canaries { get; }

    /// <summary>r, 1 to m.</summary>
    public int Guesses { get; }

    /// <summary>v, 0 to r.</summary>
    public int Right { get; }
}
