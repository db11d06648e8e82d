namespace EdgeVitals.Pi;

internal enum LinkEventKind
{
    Up,
    Down,
    Message,
}

/// <summary>Something that the connection of a generation did.</summary>
internal readonly record struct LinkEvent(
    int Generation, LinkEventKind Kind, string Reason, int TopicKind, byte[] Payload);
