namespace EdgeVitals.Federated;

/// <summary>Leaves a decoder half-way; TryDecode turns it into its reason, so it never leaves the assembly.</summary>
internal sealed class MalformedMessageException(string reason) : Exception(reason);
