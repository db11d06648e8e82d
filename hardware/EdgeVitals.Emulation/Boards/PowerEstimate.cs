using System.Globalization;
using System.Text;

namespace EdgeVitals.Emulation.Boards;

/// <summary>
/// Charge a day by power state, from the board file's currents: an estimate from data sheets, not a measurement.
/// </summary>
public static class PowerEstimate
{
    /// <summary>Charge of the cell that the days are given for, mAh: a usual pouch cell of a wearable.</summary>
    public const double CellMilliampereHours = 500;

    /// <summary>Charge of one chip in one state, mAh a day at its supply.</summary>
    public static double ChipMilliampereHours(BoardChip chip, BoardState state)
    {
        ArgumentNullException.ThrowIfNull(chip);
        ArgumentNullException.ThrowIfNull(state);
        double mean = chip.MeasuringMilliamperes * state.MeasuringShare
            + chip.ShutdownMilliamperes * (1 - state.MeasuringShare);
        return 24 * mean;
    }

    /// <summary>Charge of the host without its radio in one state, mAh a day at its supply.</summary>
    public static double HostMilliampereHours(BoardFile board, BoardState state)
    {
        ArgumentNullException.ThrowIfNull(board);
        ArgumentNullException.ThrowIfNull(state);
        return 24 * state.Name switch
        {
            "idle" => board.Milliamperes.Idle,
            "spot" => board.Milliamperes.Spot,
            "continuous" => board.Milliamperes.Continuous,
            "backfill" => board.Milliamperes.Backfill,
            _ => throw new FormatException($"{board.Id}: the host has no current for state {state.Name}"),
        };
    }

    /// <summary>Charge of the radio's bursts in one state, mAh a day: mean current, length, bursts.</summary>
    public static double RadioMilliampereHours(BoardFile board, BoardState state)
    {
        ArgumentNullException.ThrowIfNull(board);
        ArgumentNullException.ThrowIfNull(state);
        return 24 * state.BurstsPerHour * board.Radio.Milliamperes * board.Radio.Seconds / 3600;
    }

    /// <summary>Charge of everything but the development board's overhead, mAh a day. A linear regulator draws from the
    /// cell what it gives, so that currents add up whatever the voltage.</summary>
    public static double TotalMilliampereHours(BoardFile board, BoardState state)
    {
        ArgumentNullException.ThrowIfNull(board);
        return HostMilliampereHours(board, state) + RadioMilliampereHours(board, state)
            + board.Chips.Sum(chip => ChipMilliampereHours(chip, state));
    }

    /// <summary>The page hardware/power.md.</summary>
    public static string Markdown(IReadOnlyList<BoardFile> boards)
    {
        ArgumentNullException.ThrowIfNull(boards);
        var page = new StringBuilder();
        page.Append("# Power\n\nAn estimate from data sheets, computed from the board files; nothing here was ");
        page.Append("measured on a board. Change the board files, not this page. Days are those of a full ");
        Add(page, $"{CellMilliampereHours:0} mAh cell behind a linear regulator, an ");
        page.Append("upper bound: no cell gives all its charge.\n");
        foreach (BoardFile board in boards) Append(page, board);
        return page.ToString();
    }

    private static void Append(StringBuilder page, BoardFile board)
    {
        Add(page, $"\n## {board.Name}\n\nCharge in mAh a day; an estimate.\n\n");
        page.Append("| part |");
        foreach (BoardState state in board.States) Add(page, $" {state.Name} |");
        Add(page, $"\n|---|{string.Concat(board.States.Select(_ => "---|"))}\n");
        foreach (BoardChip chip in board.Chips)
        {
            Row(page, board, chip.Id, "0.000", state => ChipMilliampereHours(chip, state));
        }
        Row(page, board, $"host at {board.Milliamperes.Volts.ToString("0.0", CultureInfo.InvariantCulture)} V", "0.0",
            state => HostMilliampereHours(board, state));
        Row(page, board, "radio", "0.0", state => RadioMilliampereHours(board, state));
        Row(page, board, "**total**", "0.0", state => TotalMilliampereHours(board, state));
        Row(page, board, "days of the cell, without the board's overhead", "0.00",
            state => CellMilliampereHours / TotalMilliampereHours(board, state));
        Row(page, board, "days of the cell, development board as it is", "0.00", state => CellMilliampereHours
            / (TotalMilliampereHours(board, state) + 24 * board.Milliamperes.Overhead));
        page.Append('\n');
        foreach (BoardState state in board.States)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"- {state.Name}: {state.Meaning}; {state.BurstsPerHour} radio bursts an hour\n");
        }
        Add(page, $"- host: {board.Milliamperes.Source}\n");
        Add(page, $"- overhead of the board: {board.Milliamperes.Overhead} mA\n- radio: ");
        Add(page, $"{board.Radio.Milliamperes} mA for {board.Radio.Seconds} s a burst, ");
        Add(page, $"{board.Radio.Source}\n");
        foreach (BoardChip chip in board.Chips)
        {
            Add(page, $"- {chip.Id} ({chip.Part}): {chip.CurrentSource}\n");
        }
    }

    private static void Add(StringBuilder page, FormattableString text) =>
        page.Append(text.ToString(CultureInfo.InvariantCulture));

    private static void Row(StringBuilder page, BoardFile board, string name, string format,
        Func<BoardState, double> value)
    {
        Add(page, $"| {name} |");
        foreach (BoardState state in board.States)
        {
            page.Append(' ').Append(value(state).ToString(format, CultureInfo.InvariantCulture)).Append(" |");
        }
        page.Append('\n');
    }
}
