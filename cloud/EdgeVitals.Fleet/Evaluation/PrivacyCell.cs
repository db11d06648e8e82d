namespace EdgeVitals.Fleet.Evaluation;

/// <summary>One mechanism at one ε: its error as the theory has it and as its reports have it.</summary>
/// <param name="Family">scalar, vector, category or count.</param>
/// <param name="Mechanism">Name as in <c>edgevitals-gateway privacy mechanism --name</c>.</param>
/// <param name="Epsilon">ε of one report; null where the noise is given instead.</param>
/// <param name="Theory">Mean squared error of one report's estimate, at the input where it is largest.</param>
/// <param name="Measured">The same over the reports that were drawn.</param>
/// <param name="StandardError">Standard error of <paramref name="Measured"/>.</param>
/// <param name="Reports">Reports that were drawn.</param>
internal sealed record PrivacyCell(
    string Family, string Mechanism, double? Epsilon, double Theory, double Measured, double StandardError,
    long Reports)
{
    /// <summary>How far the measured error is from the theory, percent of the theory.</summary>
    public double OffPercent => 100 * ((Measured / Theory) - 1);
}
