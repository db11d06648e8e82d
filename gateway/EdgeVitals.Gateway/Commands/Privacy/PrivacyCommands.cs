using System.CommandLine;

namespace EdgeVitals.Gateway.Commands.Privacy;

/// <summary>The privacy library from the shell: anyone can check a claim without a gateway's data.</summary>
internal static class PrivacyCommands
{
    public static Command Create() => new("privacy", "Noise, accounting and audits of the privacy library.")
    {
        SigmaCommand.Create(),
        AccountCommand.Create(),
        ShuffleCommand.Create(),
        MechanismCommand.Create(),
        SampleCommand.Create(),
        AuditCommand.Create(),
    };
}
