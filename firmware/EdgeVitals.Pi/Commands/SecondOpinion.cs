namespace EdgeVitals.Pi.Commands;

/// <summary>What other drivers than ours say of the same chips; nothing, unless the program was built with them (folder
/// Bindings).</summary>
internal static partial class SecondOpinion
{
    /// <summary>A line for each chip that another driver read.</summary>
    public static IReadOnlyList<string> On(int bus, IReadOnlyCollection<int> chips)
    {
        List<string> lines = [];
        Ask(bus, chips, lines);
        return lines;
    }

    static partial void Ask(int bus, IReadOnlyCollection<int> chips, List<string> lines);
}
