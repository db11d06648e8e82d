namespace EdgeVitals.Privacy;

/// <summary>A permanent answer of one wearer.</summary>
/// <param name="Question">The name of the question.</param>
/// <param name="Categories">k at the draw.</param>
/// <param name="Epsilon">ε∞ at the draw.</param>
/// <param name="Answer">The randomised answer, 0 to k − 1; the true category is not stored.</param>
public sealed record PermanentAnswer(string Question, int Categories, double Epsilon, int Answer);

/// <summary>
/// The permanent answers of one wearer: a plain value that the caller writes to disk before a report leaves, and gives
/// back for the next. It serialises as it is.
/// </summary>
/// <remarks>
/// It holds no true category, and each entry is itself ε∞-private; it is still a wearer's data and stays with it.
/// </remarks>
public sealed record PermanentAnswers
{
    /// <summary>A store of answers.</summary>
    /// <param name="entries">At most one a question.</param>
    /// <exception cref="PrivacyException">
    /// No list, an entry that is none, a question twice or without a name, or an answer that is no category.
    /// </exception>
    public PermanentAnswers(IReadOnlyList<PermanentAnswer> entries)
    {
        // A store comes back from a file, where anything may be missing; and a copy, since a list that its owner
        // changes later would get past the checks.
        PermanentAnswer[] copy = [.. entries
            ?? throw new PrivacyException(PrivacyFault.Empty, "permanent answers", "there is no list of entries")];
        HashSet<string> questions = [];
        foreach (PermanentAnswer? entry in copy)
        {
            if (entry is null)
            {
                throw new PrivacyException(PrivacyFault.Empty, "permanent answers", "an entry is missing");
            }

            RequireQuestion(entry.Question);
            FrequencyOracle.RequireCategories(entry.Categories);
            FrequencyOracle.RequireCategory(entry.Answer, entry.Categories);
            if (!questions.Add(entry.Question))
            {
                throw new PrivacyException(
                    PrivacyFault.OutsideDomain, "permanent answers", $"'{entry.Question}' is answered twice");
            }
        }

        Entries = Array.AsReadOnly(copy);
    }

    /// <summary>Before the first report.</summary>
    public static PermanentAnswers Empty { get; } = new([]);

    /// <summary>One a question.</summary>
    public IReadOnlyList<PermanentAnswer> Entries { get; }

    /// <summary>The answer to a question, or null.</summary>
    public PermanentAnswer? Find(string question) =>
        Entries.FirstOrDefault(entry => string.Equals(entry.Question, question, StringComparison.Ordinal));

    internal static void RequireQuestion(string? question)
    {
        if (string.IsNullOrEmpty(question))
        {
            throw new PrivacyException(PrivacyFault.Empty, "question", "must have a name");
        }
    }
}
