namespace EdgeVitals.Privacy;

/// <summary>Which two data sets are neighbours: an epsilon without it says nothing.</summary>
public enum Adjacency
{
    /// <summary>One wearer's whole record is replaced by another; the number of wearers stays the same.</summary>
    ReplaceOne,

    /// <summary>One wearer's record is added or taken away. What holds here need not hold for replacing one.</summary>
    AddOrRemoveOne,
}
