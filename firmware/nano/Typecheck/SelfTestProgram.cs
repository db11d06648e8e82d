using System;

namespace EdgeVitals.Nano.Typecheck;

/// <summary>The self test of the boards on .NET.</summary>
internal static class SelfTestProgram
{
    private static int Main()
    {
        string result = SelfTest.Run();
        Console.WriteLine(result);
        return result.StartsWith("PASS ", StringComparison.Ordinal) ? 0 : 1;
    }
}
