using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using EdgeVitals.Wire;

namespace EdgeVitals.Gateway.Catalog;

/// <summary>A maker's channels file: {"schema":1, "vendor":"...", "channels":[{...}]}. It is taken whole or not at all,
/// so that half of a maker's chips never shows up alone.</summary>
/// <param name="Vendor">Who made the chips, 1..64 characters.</param>
/// <param name="Channels">The declarations, 1..256.</param>
public sealed record ChannelFile(string Vendor, IReadOnlyList<ChannelDeclaration> Channels)
{
    /// <summary>Version of the layout.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Most channels in one file; the vendor range has room for 128 such makers.</summary>
    public const int MostChannels = 256;

    /// <summary>Largest file read: 256 channels of 1 KB each.</summary>
    public const int MostBytes = 256 * 1024;

    private const int LongestText = 64;

    private static readonly string[] FileProperties = ["schema", "vendor", "channels"];
    private static readonly string[] ChannelProperties =
        ["id", "name", "title", "unit", "scaleExponent", "minimum", "maximum", "loinc", "mdc", "class"];

    private static readonly string[] OptionalProperties = ["loinc", "mdc", "class"];

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>Reads a file; false with one line that says what is wrong and what is accepted.</summary>
    public static bool TryRead(string path, [NotNullWhen(true)] out ChannelFile? file, out string reason)
    {
        file = null;
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists)
            {
                reason = "no such file";
                return false;
            }
            if (info.Length > MostBytes)
            {
                reason = $"a channels file has at most {MostBytes} bytes, this one has {info.Length}";
                return false;
            }
            return TryParse(File.ReadAllBytes(path), out file, out reason);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reason = exception.Message;
            return false;
        }
    }

    /// <summary>Reads the bytes of a file.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out ChannelFile? file, out string reason)
    {
        file = null;
        try
        {
            // Some editors put the mark of UTF-8 before the text; JSON itself knows none.
            using JsonDocument document = JsonDocument.Parse(
                json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json, Strict);
            reason = Parse(document.RootElement, out file);
        }
        catch (JsonException exception)
        {
            reason = $"no JSON: {exception.Message.ReplaceLineEndings(" ")}";
        }
        return reason.Length == 0;
    }

    private static string Parse(JsonElement root, out ChannelFile? file)
    {
        file = null;
        string reason = Shape(root, "", FileProperties, []);
        if (reason.Length > 0)
        {
            return reason;
        }
        if (!Integer(root, "schema", out int schema) || schema != SchemaVersion)
        {
            return $"schema: accepts {SchemaVersion}";
        }
        string? vendor = Text(root, "vendor");
        if (!IsTitle(vendor))
        {
            return $"vendor: accepts 1..{LongestText} characters without control characters";
        }
        JsonElement list = root.GetProperty("channels");
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is < 1 or > MostChannels)
        {
            return $"channels: accepts a list of 1..{MostChannels} channels";
        }
        var channels = new List<ChannelDeclaration>();
        foreach (JsonElement item in list.EnumerateArray())
        {
            string at = $"channels[{channels.Count}]";
            reason = ParseChannel(item, at, vendor!, out ChannelDeclaration? channel);
            if (reason.Length == 0 && channels.Find(c => c.Channel.Id == channel!.Channel.Id) is not null)
            {
                reason = $"{at}.id: {channel!.Channel.Id} is declared twice";
            }
            if (reason.Length == 0 && channels.Find(c => c.Channel.Name == channel!.Channel.Name) is not null)
            {
                reason = $"{at}.name: \"{channel!.Channel.Name}\" is declared twice";
            }
            if (reason.Length > 0)
            {
                return reason;
            }
            channels.Add(channel!);
        }
        file = new ChannelFile(vendor!, channels);
        return "";
    }

    private static string ParseChannel(JsonElement item, string at, string vendor, out ChannelDeclaration? declaration)
    {
        declaration = null;
        string reason = Shape(item, at + ".", ChannelProperties, OptionalProperties);
        if (reason.Length > 0)
        {
            return reason;
        }
        foreach (string number in (string[])["id", "scaleExponent", "minimum", "maximum"])
        {
            if (!Integer(item, number, out _))
            {
                return $"{at}.{number}: accepts a whole number of 32 bits";
            }
        }
        Integer(item, "id", out int id);
        Integer(item, "scaleExponent", out int scale);
        Integer(item, "minimum", out int minimum);
        Integer(item, "maximum", out int maximum);
        string? name = Text(item, "name"), unit = Text(item, "unit"), title = Text(item, "title");
        string? loinc = Optional(item, "loinc", ""), mdc = Optional(item, "mdc", "");
        int error = ChannelError.OfVendor(id, name, unit, scale, minimum, maximum, loinc, mdc);
        if (error != ChannelError.None)
        {
            return $"{at}.{PropertyOf(error)}: {ChannelError.Text(error)}";
        }
        if (!IsTitle(title))
        {
            return $"{at}.title: accepts 1..{LongestText} characters without control characters";
        }
        string? kind = Optional(item, "class", "feature");
        if (kind is not ("feature" or "raw"))
        {
            return $"{at}.class: accepts feature, raw";
        }
        declaration = new ChannelDeclaration(Channel.Vendor(id, name!, unit!, scale, minimum, maximum, loinc!, mdc!),
            title!, kind == "raw" ? ChannelClass.Raw : ChannelClass.Feature, vendor);
        return "";
    }

    /// <summary>Refuses what is no object, a property that nobody reads (a typing error would otherwise pass unseen)
    /// and one that is missing.</summary>
    private static string Shape(JsonElement item, string at, string[] known, string[] optional)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return $"{at.TrimEnd('.')}: accepts an object".TrimStart(':', ' ');
        }
        string? unknown = item.EnumerateObject().Select(p => p.Name).FirstOrDefault(n => !known.Contains(n));
        if (unknown is not null)
        {
            return $"{at}{Printable(unknown)}: is not known; accepted: {string.Join(", ", known)}";
        }
        string? missing = known.Except(optional).FirstOrDefault(n => !item.TryGetProperty(n, out _));
        return missing is null ? "" : $"{at}{missing}: is missing";
    }

    /// <summary>A hostile property name must not make two lines of one, nor a long one.</summary>
    private static string Printable(string name) =>
        string.Concat(name.Take(LongestText).Select(c => char.IsControl(c) ? '?' : c));

    private static bool Integer(JsonElement item, string name, out int value)
    {
        value = 0;
        JsonElement property = item.GetProperty(name);
        return property.ValueKind == JsonValueKind.Number && property.TryGetInt32(out value);
    }

    private static string? Text(JsonElement item, string name)
    {
        JsonElement property = item.GetProperty(name);
        return property.ValueKind == JsonValueKind.String ? property.GetString() : null;
    }

    private static string? Optional(JsonElement item, string name, string absent) =>
        item.TryGetProperty(name, out _) ? Text(item, name) : absent;

    private static bool IsTitle(string? text) =>
        text is { Length: >= 1 and <= LongestText } && text.Trim().Length > 0 && !text.Any(char.IsControl);

    private static string PropertyOf(int error) => error switch
    {
        ChannelError.Id => "id",
        ChannelError.Name or ChannelError.NameTaken => "name",
        ChannelError.Unit => "unit",
        ChannelError.Scale => "scaleExponent",
        ChannelError.Limits => "minimum",
        ChannelError.Loinc => "loinc",
        _ => "mdc",
    };
}
