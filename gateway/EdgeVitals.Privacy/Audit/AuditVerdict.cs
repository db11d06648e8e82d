namespace EdgeVitals.Privacy;

/// <summary>What an audit came to; all but the first are failures.</summary>
public enum AuditVerdict
{
    /// <summary>The test shows at least 0.9 of the exact ε and not more than it.</summary>
    Passed,

    /// <summary>Broken mechanism: the ε that it claims is below the exact one of its own parameters.</summary>
    ClaimTooLow,

    /// <summary>Broken mechanism: the releases tell the inputs apart better than the exact ε allows.</summary>
    LeaksMore,

    /// <summary>Broken mechanism: the releases tell less than they should, at rates that its law excludes.</summary>
    NotItsLaw,

    /// <summary>Powerless test: the rates agree with the law, but so few trials cannot show 0.9 of the exact ε.
    /// </summary>
    Powerless,
}
