namespace EdgeVitals.Privacy;

/// <summary>What is wrong with a parameter or an event; the message of the exception says where and why.</summary>
public enum PrivacyFault
{
    /// <summary>A value is NaN: it compares with nothing, so no bound that was computed from it would hold.</summary>
    NotANumber,

    /// <summary>A value is infinite.</summary>
    Infinite,

    /// <summary>A value that must be above zero is zero or negative.</summary>
    NotPositive,

    /// <summary>A probability such as δ lies outside the open interval (0, 1).</summary>
    OutsideUnitInterval,

    /// <summary>A vector without coordinates, or a dimension or count of zero.</summary>
    Empty,

    /// <summary>A value beyond what the arithmetic of the mechanism holds exactly.</summary>
    OutOfRange,

    /// <summary>An input outside the domain for which the proof of the mechanism holds.</summary>
    OutsideDomain,

    /// <summary>A contribution whose exact norm on the grid is above the clip.</summary>
    OverClip,

    /// <summary>A name that is no mechanism or accountant.</summary>
    Unknown,

    /// <summary>A question for which no bound is proved: there is no answer, and above all not zero.</summary>
    Unsupported,
}
