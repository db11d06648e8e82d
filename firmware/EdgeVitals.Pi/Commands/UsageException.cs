namespace EdgeVitals.Pi.Commands;

/// <summary>The command line or a file it names is wrong; the message is the one line that the user reads.</summary>
internal sealed class UsageException(string message) : Exception(message);
