using System.CommandLine;
using EdgeVitals.Wire;

namespace EdgeVitals.Pi.Commands;

/// <summary>Which chips the board has.</summary>
internal sealed class ChipOption
{
    private static readonly int[] Known =
    [
        ChipKind.Max30102, ChipKind.Tmp117, ChipKind.Mlx90614, ChipKind.Adxl345, ChipKind.Ads1115, ChipKind.Max17048,
    ];

    private static readonly string Names = string.Join(",", Known.Select(ChipKind.Text)).ToLowerInvariant();

    private readonly Option<string?> _chips = OptionReader.Text("--chips", $"chips on the bus, of {Names} (all)");

    public void AddTo(Command command) => command.Options.Add(_chips);

    public IReadOnlyCollection<int> Read(ParseResult parse)
    {
        if (OptionReader.Of(parse, _chips) is not string text) return Known;
        HashSet<int> kinds = [];
        foreach (string name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            int kind = Array.Find(Known, k => ChipKind.Text(k).Equals(name, StringComparison.OrdinalIgnoreCase));
            if (kind == 0) throw new UsageException($"--chips accepts names of {Names}, not '{name}'");
            kinds.Add(kind);
        }
        if (!kinds.Contains(ChipKind.Max30102) || !kinds.Contains(ChipKind.Tmp117))
        {
            throw new UsageException("--chips accepts a list with max30102 and tmp117, which every board has");
        }
        return kinds;
    }
}
