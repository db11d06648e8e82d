namespace EdgeVitals.Privacy;

/// <summary>What 64 bits of a uniform number say about a comparison.</summary>
internal enum Verdict
{
    /// <summary>The number is not below, whatever bits follow.</summary>
    No,

    /// <summary>The number is below, whatever bits follow.</summary>
    Yes,

    /// <summary>The bits that follow decide, or the fixed point is too coarse to tell.</summary>
    Open,
}
