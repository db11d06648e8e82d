namespace EdgeVitals.Cloud;

/// <summary>The composition root of edgevitals-cloud; named so that it never meets another program's Program.</summary>
internal static class CloudProgram
{
    private static Task<int> Main(string[] arguments) => Commands.CloudCommands.RunAsync(arguments);
}
