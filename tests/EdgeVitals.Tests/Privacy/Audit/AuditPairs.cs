using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy.Audit;

/// <summary>Worst pairs that are quick to try: vectors of 4 coordinates, 8 categories.</summary>
internal static class AuditPairs
{
    public static WorstPair Small(string name, double epsilon) => AuditCatalogue.Create(
        name,
        new AuditInputs(Epsilon.From(epsilon))
        {
            Dimension = name is "privunit" or "privunitg" or "discrete-gaussian" ? 4 : null,
            Categories = name is "krr" or "oue" or "olh" or "sue" or "subset" or "memoised" ? 8 : null,
        });
}
