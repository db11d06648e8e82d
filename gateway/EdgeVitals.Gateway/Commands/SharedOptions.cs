using System.CommandLine;

namespace EdgeVitals.Gateway.Commands;

/// <summary>Options that several verbs have. Each description says what the option accepts, because the error line
/// quotes it.</summary>
internal static class SharedOptions
{
    public static Option<string> Data() => new("--data") { Description = "the gateway's data folder", Required = true };

    public static Option<bool> Json() => new("--json") { Description = "no value; prints one JSON object" };

    public static Option<string> Id(string name, string what) =>
        new(name) { Description = $"{what}, 1..64 characters of A-Z a-z 0-9 _ -", Required = true };

    /// <summary>The folder, which must hold a gateway's files.</summary>
    public static string Existing(string data) => File.Exists(Journal.ClinicFile.PathIn(data)) ? data
        : throw new UsageException($"--data: accepts the folder of a gateway that has run or paired; '{data}' is none");
}
