using System.Text.Json;

namespace EdgeVitals.Privacy;

/// <summary>Event trees as JSON: {"kind":"gaussian","multiplier":2}.</summary>
/// <remarks>
/// Reading is strict, because whatever is passed over would cost nothing: an unknown or missing kind, a missing,
/// unknown, repeated or non-finite field and a count below 1 are errors, and so are trees beyond the limits.
/// </remarks>
public static class EventJson
{
    /// <summary>Longest text that is read, characters; some 100,000 events.</summary>
    public const int MaximumLength = 8 << 20;

    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        AllowOutOfOrderMetadataProperties = true,
        // Each event of a composition is an object in an array.
        MaxDepth = (2 * EventTree.MaximumDepth) + 2,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The tree as one line of JSON.</summary>
    /// <exception cref="PrivacyException">A tree beyond the limits, which could not be read again.</exception>
    public static string Write(PrivacyEvent @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        EventTree.RequireLimits(@event);
        return JsonSerializer.Serialize(@event, _options);
    }

    /// <summary>The tree that a text holds.</summary>
    /// <exception cref="PrivacyException">
    /// Unsupported where the text is no event tree that this version knows; another fault where a number of it is bad.
    /// </exception>
    public static PrivacyEvent Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaximumLength)
        {
            throw new PrivacyException(
                PrivacyFault.OutOfRange, "event", $"{text.Length} characters are above {MaximumLength}");
        }

        try
        {
            PrivacyEvent read = JsonSerializer.Deserialize<PrivacyEvent>(text, _options)
                ?? throw new PrivacyException(PrivacyFault.Unsupported, "event", "null is no event");
            EventTree.RequireLimits(read);
            return read;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or ArgumentNullException)
        {
            throw new PrivacyException(PrivacyFault.Unsupported, "event",
                "the text is no known event tree: " + exception.Message.ReplaceLineEndings(" "));
        }
    }
}
