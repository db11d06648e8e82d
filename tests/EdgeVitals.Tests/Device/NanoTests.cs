using System.Diagnostics;
using System.Globalization;
using System.Text;
using EdgeVitals.Device;
using EdgeVitals.Tests.Emulation;

namespace EdgeVitals.Tests.Device;

/// <summary>The sources of the nanoFramework boards: typechecked against shapes of its members, and their self test run
/// on .NET. EDGEVITALS_WRITE_GENERATED=1 writes the golden vectors anew.</summary>
public sealed class NanoTests(ITestOutputHelper output)
{
    // The order in which the self test hashes them.
    private static readonly string[] Frames = ["frame-samples", "frame-gaps", "frame-only-gap"];

    private static readonly string Nano = Path.Combine(RecordingData.Repository(), "firmware", "nano");

    [Fact]
    public void Golden_vectors_on_the_board_are_those_of_the_tests()
    {
        string path = Path.Combine(Nano, "GoldenVectors.cs");
        string expected = Source();
        if (Environment.GetEnvironmentVariable("EDGEVITALS_WRITE_GENERATED") == "1") File.WriteAllText(path, expected);
        Assert.True(expected == File.ReadAllText(path).ReplaceLineEndings("\n"),
            "firmware/nano/GoldenVectors.cs is stale: run the tests with EDGEVITALS_WRITE_GENERATED=1.");
    }

    [Fact]
    public void Board_sources_typecheck_and_their_self_test_prints_the_hash_of_the_golden_files()
    {
        uint crc = 0;
        foreach (byte[] bytes in Frames.Select(Golden)) crc = Crc32.Of(crc, bytes, 0, bytes.Length);
        string folder = Directory.CreateTempSubdirectory("nano").FullName;
        string project = Path.Combine(Nano, "Typecheck");
        (int status, string text) = Dotnet("build", project, "-v", "q", "-nologo", "-o", folder);
        Assert.True(status == 0, text);
        (status, text) = Dotnet(Path.Combine(folder, "Typecheck.dll"));
        Directory.Delete(folder, recursive: true);
        output.WriteLine(text);
        Assert.Equal("PASS " + crc.ToString("X8", CultureInfo.InvariantCulture), text.Trim());
        Assert.Equal(0, status);
    }

    private static byte[] Golden(string name) => File.ReadAllBytes(Path.Combine(
        RecordingData.Repository(), "tests", "EdgeVitals.Tests", "Wire", "Golden", name + ".cbor"));

    private static string Source()
    {
        StringBuilder source = new();
        source.Append("// Written from tests/EdgeVitals.Tests/Wire/Golden; change nothing here.\n");
        source.Append("namespace EdgeVitals.Nano\n{\n    /// <summary>The golden frames.</summary>\n");
        source.Append("    public static class GoldenVectors\n    {\n        /// <summary>Their names.</summary>\n");
        source.Append("        public static readonly string[] Names = new string[]\n        {\n");
        foreach (string name in Frames) source.Append("            \"").Append(name).Append("\",\n");
        source.Append("        };\n\n        /// <summary>Their bytes.</summary>\n");
        source.Append("        public static readonly byte[][] All = new byte[][]\n        {\n");
        foreach (byte[] bytes in Frames.Select(Golden))
        {
            source.Append("            new byte[]\n            {\n");
            foreach (byte[] row in bytes.Chunk(16))
            {
                source.Append("                ").AppendJoin(", ", row.Select(b => $"0x{b:X2}")).Append(",\n");
            }
            source.Append("            },\n");
        }
        return source.Append("        };\n    }\n}\n").ToString();
    }

    private static (int Status, string Text) Dotnet(params string[] arguments)
    {
        // A build server or a parent's settings must not outlive or steer this build.
        ProcessStartInfo start = new("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, text + errors.Result);
    }
}
