using System.CommandLine;
using System.Globalization;
using EdgeVitals.Wire;

namespace EdgeVitals.Pi.Commands;

/// <summary>Reads option values. Every option is text to the parser, so that a bad value gets our own line, which names
/// the option and what it accepts.</summary>
internal static class OptionReader
{
    public static Option<string?> Text(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.ZeroOrOne };

    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    public static string? Of(ParseResult parse, Option<string?> option)
    {
        if (parse.GetResult(option) is null) return null;
        return parse.GetValue(option) is { Length: > 0 } value ? value
            : throw new UsageException($"{option.Name} needs a value: {option.Description}");
    }

    public static string Required(ParseResult parse, Option<string?> option) =>
        Of(parse, option) ?? throw new UsageException($"{option.Name} is missing: {option.Description}");

    public static int Number(ParseResult parse, Option<string?> option, int minimum, int maximum, int otherwise)
    {
        string? text = Of(parse, option);
        if (text is null) return otherwise;
        bool good = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value);
        return good && value >= minimum && value <= maximum ? value
            : throw new UsageException($"{option.Name} accepts {minimum}..{maximum}, not '{text}'");
    }

    public static ulong Seed(ParseResult parse, Option<string?> option)
    {
        string? text = Of(parse, option);
        if (text is null) return 1;
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value
            : throw new UsageException($"{option.Name} accepts 0..{ulong.MaxValue}, not '{text}'");
    }

    public static string Id(ParseResult parse, Option<string?> option)
    {
        string id = Required(parse, option);
        return Topics.IsValidId(id) ? id
            : throw new UsageException($"{option.Name} accepts 1..64 of A-Z a-z 0-9 _ -, not '{id}'");
    }

    /// <summary>A time like 30, 30s, 5m or 1h.</summary>
    public static TimeSpan? Span(ParseResult parse, Option<string?> option, int leastSeconds, int mostSeconds)
    {
        string? text = Of(parse, option);
        if (text is null) return null;
        int unit = text[^1] switch { 'h' => 3600, 'm' => 60, _ => 1 };
        string digits = char.IsAsciiLetter(text[^1]) && "smh".Contains(text[^1], StringComparison.Ordinal)
            ? text[..^1] : text;
        bool good = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int value);
        long seconds = (long)value * unit;
        return good && seconds >= leastSeconds && seconds <= mostSeconds ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException(
                $"{option.Name} accepts {leastSeconds}s..{mostSeconds}s, written as 30s, 5m or 1h, not '{text}'");
    }
}
