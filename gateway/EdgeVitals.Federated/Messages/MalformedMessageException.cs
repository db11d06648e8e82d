namespace EdgeVitals.Federated;

/// <summary>Leaves a decoder half-way; every TryDecode turns it into its reason and it never leaves the assembly.</summary>
internal sealed class MalformedMessageException(string reason) : Exception(reason);
