namespace EdgeVitals.Privacy;

/// <summary>A set of categories; what subset selection sends.</summary>
public sealed class SubsetReport
{
    private readonly int[] _chosen;

    internal SubsetReport(int categories, int[] ascending)
    {
        Categories = categories;
        _chosen = ascending;
    }

    /// <summary>k, of which the set is a part.</summary>
    public int Categories { get; }

    /// <summary>ω categories, ascending.</summary>
    public IReadOnlyList<int> Chosen => _chosen;

    /// <summary>Reads a report that came over a wire.</summary>
    /// <param name="categories">k, 2 to 65,536.</param>
    /// <param name="ascending">1 to k − 1 categories, each above the one before.</param>
    /// <exception cref="PrivacyException">Not ascending, outside 0 to k − 1, none, or all.</exception>
    public static SubsetReport Read(int categories, ReadOnlySpan<int> ascending)
    {
        FrequencyOracle.RequireCategories(categories);
        bool isSet = ascending.Length > 0 && ascending.Length < categories && ascending[0] >= 0
            && ascending[^1] < categories;
        for (int i = 1; isSet && i < ascending.Length; i++)
        {
            isSet = ascending[i - 1] < ascending[i];
        }

        return isSet ? new SubsetReport(categories, ascending.ToArray()) : throw new PrivacyException(
            PrivacyFault.OutsideDomain, "report", $"is no ascending list of some of {categories} categories");
    }

    /// <summary>True where the set holds the category.</summary>
    public bool Contains(int category) => Array.BinarySearch(_chosen, category) >= 0;
}
