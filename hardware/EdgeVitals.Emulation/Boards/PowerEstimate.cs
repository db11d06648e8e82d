using System.Globalization;
using System.Text;

namespace EdgeVitals.Emulation.Boards;

/// <summary>
/// Charge a day by power state, from the board file's currents: an estimate from data sheets, not a measurement.
/// </summary>
public static class PowerEstimate
{
    /// <summary>Charge of one chip in one state, mAh a day at its supply.</summary>
    public static double ChipMilliampereHours(BoardChip chip, BoardState state)
    {
        ArgumentNullException.ThrowIfNull(chip);
        ArgumentNullException.ThrowIfNull(state);
        double mean = chip.MeasuringMilliamperes * state.MeasuringShare
            + chip.ShutdownMilliamperes * (1 - state.MeasuringShare);
        return 24 * mean;
    }

    /// <summary>Charge of the host in one state, mAh a day at its supply.</summary>
    public static double HostMilliampereHours(BoardFile board, BoardState state)
    {
        ArgumentNullException.ThrowIfNull(board);
        ArgumentNullException.ThrowIfNull(state);
        return 24 * state.Name switch
        {
            "idle" => board.Milliamperes.Idle,
            "spot" => board.Milliamperes.Spot,
            "continuous" => board.Milliamperes.Continuous,
            _ => throw new FormatException($"{board.Id}: the host has no current for state {state.Name}"),
        };
    }

    /// <summary>The page hardware/power.md.</summary>
    public static string Markdown(IReadOnlyList<BoardFile> boards)
    {
        ArgumentNullException.ThrowIfNull(boards);
        var page = new StringBuilder();
        page.Append("# Power\n\nAn estimate from data sheets, computed from the board files; nothing here was ");
        page.Append("measured on a board. Change the board files, not this page.\n");
        foreach (BoardFile board in boards)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {board.Name}\n\n| state | meaning |");
            foreach (BoardChip chip in board.Chips)
            {
                page.Append(CultureInfo.InvariantCulture, $" {chip.Id}, mAh/day |");
            }
            page.Append(CultureInfo.InvariantCulture, $" host, mAh/day at {board.Milliamperes.Volts:0.0} V |\n|---|---|");
            page.Append(string.Concat(Enumerable.Repeat("---|", board.Chips.Count + 1))).Append('\n');
            foreach (BoardState state in board.States)
            {
                page.Append(CultureInfo.InvariantCulture, $"| {state.Name} | {state.Meaning} |");
                foreach (BoardChip chip in board.Chips)
                {
                    page.Append(CultureInfo.InvariantCulture, $" {ChipMilliampereHours(chip, state):0.000} |");
                }
                page.Append(CultureInfo.InvariantCulture, $" {HostMilliampereHours(board, state):0} |\n");
            }
            page.Append(CultureInfo.InvariantCulture, $"\n- host: {board.Milliamperes.Source}\n");
            foreach (BoardChip chip in board.Chips)
            {
                page.Append(CultureInfo.InvariantCulture, $"- {chip.Id} ({chip.Part}): {chip.CurrentSource}\n");
            }
        }
        return page.ToString();
    }
}
