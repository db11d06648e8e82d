namespace EdgeVitals.Tests.Device;

/// <summary>Wire, Device and the chip twins stay inside what runs on a microcontroller.</summary>
public sealed class ProfileTests
{
    private static readonly string Here = AppContext.BaseDirectory;

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
