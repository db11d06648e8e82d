namespace EdgeVitals.Tests.Device;

/// <summary>Wire, Device and the chip twins stay inside what runs on a microcontroller.</summary>
public sealed class ProfileTests
{
    private static readonly string Here = AppContext.BaseDirectory;

    // What a board's program may use beyond Wire and Device: members of nanoFramework's base library 1.17, its threads
    // and files, read in their public sources.
    private static readonly string[] NanoMembers =
    [
        "System.Console::WriteLine", "System.Exception::.ctor", "System.TimeSpan::.ctor", "System.EventArgs::.ctor",
        "System.String::Trim", "System.String::IndexOf", "System.String::Substring",
        "System.Threading.Thread::.ctor", "System.Threading.Thread::Start", "System.Threading.ThreadStart::.ctor",
        "System.Threading.Timer::.ctor", "System.Threading.Timer::Change", "System.Threading.TimerCallback::.ctor",
        "System.Threading.AutoResetEvent::.ctor", "System.Threading.ManualResetEvent::.ctor",
        "System.Threading.EventWaitHandle::Set", "System.Threading.WaitHandle::WaitOne",
        "System.Threading.Monitor::Enter", "System.Threading.Monitor::Exit",
        "System.IO.File::Exists", "System.IO.FileStream::.ctor", "System.IO.IOException::.ctor",
        "System.IO.FileMode::", "System.IO.FileAccess::", "System.IO.SeekOrigin::", "System.Collections.ArrayList::",
        "System.IO.Stream::Read", "System.IO.Stream::Write", "System.IO.Stream::Seek", "System.IO.Stream::Flush",
        "System.IO.Stream::Close", "System.IO.Stream::get_Length",
    ];

    [Theory]
    [InlineData("EdgeVitals.Wire.dll", "EdgeVitals.Wire")]
    [InlineData("EdgeVitals.Device.dll", "EdgeVitals.Device")]
    [InlineData("EdgeVitals.Emulation.dll", "EdgeVitals.Emulation.Chips")]
    public void Assembly_keeps_to_the_profile(string file, string space)
    {
        int seen = 0;
        bool whole = file == space + ".dll";
        List<string> violations = ProfileChecker.Check(Path.Combine(Here, file), (itsSpace, _) =>
        {
            bool chosen = whole || itsSpace == space;
            seen += chosen ? 1 : 0;
            return chosen;
        });
        Assert.True(seen >= 8, $"{seen} types seen in {file}");
        Assert.Empty(violations);
    }

    [Fact]
    public void Sources_of_the_boards_keep_to_the_profile_and_a_few_members_more()
    {
        int seen = 0;
        List<string> violations = ProfileChecker.Check(NanoTests.Typechecked(), (space, _) =>
        {
            bool chosen = space is "EdgeVitals.Nano" or "EdgeVitals.Boards";
            seen += chosen ? 1 : 0;
            return chosen;
        }, NanoMembers);
        Assert.True(seen >= 16, $"{seen} types seen");
        Assert.Empty(violations);
    }

    [Theory]
    [InlineData("GenericType`1", "generic type")]
    [InlineData("GenericMethod", "generic method")]
    [InlineData("GenericCall", "generic method call")]
    [InlineData("UsesSpan", "System.ReadOnlySpan`1")]
    [InlineData("SquareArray", "multidimensional array")]
    [InlineData("StackAlloc", "localloc")]
    [InlineData("UsesNullable", "System.Nullable`1")]
    [InlineData("UsesTuple", "System.ValueTuple`2")]
    [InlineData("UsesTask", "System.Threading.Tasks.Task")]
    [InlineData("UsesDecimal", "System.Decimal")]
    [InlineData("IDefaultMethod", "default interface method")]
    [InlineData("UsesFunc", "System.Func`1")]
    [InlineData("UsesReplace", "System.String::Replace")]
    [InlineData("UsesFormat", "System.Int32::ToString")]
    [InlineData("CatchesIo", "System.IO.IOException")]
    [InlineData("UsesDate", "System.DateTime")]
    public void Violation_is_caught(string type, string expected)
    {
        List<string> violations = Sample(type);
        Assert.Contains(violations, violation => violation.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Code_inside_the_profile_has_no_violation() => Assert.Empty(Sample("Clean"));

    private static List<string> Sample(string type)
    {
        bool found = false;
        List<string> violations = ProfileChecker.Check(typeof(ProfileTests).Assembly.Location, (space, name) =>
        {
            bool chosen = space == "EdgeVitals.Tests.Device.ProfileSamples" && name == type;
            found |= chosen;
            return chosen;
        });
        Assert.True(found, $"sample {type} not found");
        return violations;
    }
}
