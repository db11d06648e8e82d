using System.Globalization;
using System.Runtime.Loader;
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

    // Of its own, so that its Wire and Device are not taken for those of the tests.
    private static readonly Lazy<System.Reflection.Assembly> Loaded = new(
        () => new AssemblyLoadContext("nano", isCollectible: false).LoadFromAssemblyPath(Typechecked()));

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
    public void Self_test_of_the_typechecked_board_prints_the_hash_of_the_golden_files()
    {
        uint crc = 0;
        foreach (byte[] bytes in Frames.Select(Golden)) crc = Crc32.Of(crc, bytes, 0, bytes.Length);
        string text = (string)Type("SelfTest").GetMethod("Run")!.Invoke(null, null)!;
        output.WriteLine(text);
        Assert.Equal("PASS " + crc.ToString("X8", CultureInfo.InvariantCulture), text);
    }

    [Theory]
    [InlineData("site=clinic\ndevice=dev1\nhost=gateway.local\ntoken=t\n", true)]
    [InlineData("# words\r\nsite = clinic\r\ndevice=dev1\r\nhost=h\r\nport=8883\r\ntoken=a=b\r\nmeasure=spot", true)]
    [InlineData("site=clinic\ndevice=dev1\nhost=h\n", false)]
    [InlineData("site=clinic\ndevice=dev/1\nhost=h\ntoken=t\n", false)]
    [InlineData("site=clinic\ndevice=dev1\nhost=h\ntoken=t\nport=0\n", false)]
    [InlineData("site=clinic\ndevice=dev1\nhost=h\ntoken=t\nport=65536\n", false)]
    [InlineData("site=clinic\ndevice=dev1\nhost=h\ntoken=t\nport=999999999999\n", false)]
    [InlineData("site=clinic\ndevice=dev1\nhost=h\ntoken=t\nmeasure=often\n", false)]
    [InlineData("site=clinic\ndevice=dev1\nhost=h\ntoken=t\nsurprise=1\n", false)]
    [InlineData("no line at all", false)]
    [InlineData("", false)]
    public void Settings_of_a_board_are_complete_or_refused(string text, bool good) =>
        Assert.Equal(good, Type("DeviceSettings").GetMethod("Parse")!.Invoke(null, [text]) is not null);

    [Fact]
    public void File_of_a_board_keeps_a_ring_over_its_closing()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("nano").FullName, "ring.bin");
        Type type = Type("FlashFile");
        byte[] word = [1, 2, 3, 4];
        object store = Activator.CreateInstance(type, path, 5000)!;
        object Call(string method, params object[] arguments) => type.GetMethod(method)!.Invoke(store, arguments)!;
        Assert.Equal(5000, type.GetProperty("Size")!.GetValue(store));
        Assert.Equal(0, Call("Write", 4996, word, 0, 4));
        Assert.Equal(1, Call("Write", 4997, word, 0, 4));
        Assert.Equal(1, Call("Read", -1, word, 0, 4));
        Assert.Equal(0, Call("Flush"));
        (Stream(type, store)).Dispose();
        store = Activator.CreateInstance(type, path, 5000)!;
        byte[] read = new byte[4];
        Assert.Equal(0, Call("Read", 4996, read, 0, 4));
        Assert.Equal(word, read);
        Assert.Equal(0, Call("Read", 0, read, 0, 4));
        Assert.Equal("FFFFFFFF", Convert.ToHexString(read));
        (Stream(type, store)).Dispose();
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void Stores_of_a_board_that_cannot_keep_its_boot_number_or_its_frames_say_so()
    {
        string folder = Directory.CreateTempSubdirectory("nano").FullName;
        Type flash = Type("FlashFile");
        object File(string name, int size) => Activator.CreateInstance(flash, Path.Combine(folder, name), size)!;
        object good = File("boot", BootLog.StoreBytes), small = File("small", 100);
        object ring = File("ring", 57344), sector = File("sector", 4096);
        string Open(object boot, object frames)
        {
            object stores = Activator.CreateInstance(Type("DeviceStores"), boot, frames, 64, 2688)!;
            return (string)stores.GetType().GetMethod("Open")!.Invoke(stores, null)!;
        }
        Assert.Equal("", Open(good, ring));
        Assert.Equal("the number of this boot cannot be stored", Open(small, ring));
        Assert.Equal("the ring cannot be read, or is too small", Open(good, sector));
        foreach (object file in (object[])[good, small, ring, sector]) Stream(flash, file).Dispose();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The wearable itself needs a board; what it calls is read in its compiled code.</summary>
    [Fact]
    public void Wearable_heeds_its_stores_and_counts_each_chip_and_no_clock_twice()
    {
        string[] named = ["EdgeVitals.Device.BootLog", "EdgeVitals.Device.FrameRing", "EdgeVitals.Nano.DeviceStores"];
        foreach (string name in named)
        {
            byte[] open = Token(Loaded.Value.GetType(name)!.GetMethod("Open")!);
            Assert.Contains(Codes(_ => true), code => Find(code, [0x6F, .. open]));
            // callvirt, then pop: the answer is thrown away.
            Assert.DoesNotContain(Codes(_ => true), code => Find(code, [0x6F, .. open, 0x26]));
        }
        byte[][] report = Codes(method => method.Name == "Report" && method.DeclaringType!.Name == "Wearable");
        foreach (string chip in (string[])["Max30102", "Adxl345", "Ads1115"])
        {
            byte[] lost = Token(Loaded.Value.GetType("EdgeVitals.Device." + chip)!
                .GetProperty("OverflowSamples")!.GetMethod!);
            Assert.True(Find(Assert.Single(report), [0x6F, .. lost]), chip);
        }
        byte[] jumps = Token(Loaded.Value.GetType("EdgeVitals.Wire.StatusMessage")!.GetField("ClockJumps")!);
        Assert.False(Find(report[0], [0x7D, .. jumps]), "the session's count of clock jumps is overwritten");
    }

    private static byte[] Token(System.Reflection.MemberInfo member) => BitConverter.GetBytes(member.MetadataToken);

    private static bool Find(byte[] code, byte[] part) => code.AsSpan().IndexOf(part) >= 0;

    private static byte[][] Codes(Func<System.Reflection.MethodBase, bool> which)
    {
        const System.Reflection.BindingFlags all = System.Reflection.BindingFlags.DeclaredOnly
            | System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Static
            | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic;
        return [.. Loaded.Value.GetTypes().Where(type => type.Namespace == "EdgeVitals.Nano")
            .SelectMany(type => (System.Reflection.MethodBase[])[.. type.GetMethods(all), .. type.GetConstructors(all)])
            .Where(which).Select(method => method.GetMethodBody()?.GetILAsByteArray() ?? [])];
    }

    /// <summary>The boards' sources as they were typechecked, in an assembly that has Wire and Device within.</summary>
    internal static string Typechecked()
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Path.Combine(Nano, "Typecheck", "bin", configuration, "net10.0", "Typecheck.dll");
    }

    private static Stream Stream(Type type, object store) => (Stream)type
        .GetField("_file", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!
        .GetValue(store)!;

    private static Type Type(string name) => Loaded.Value.GetType("EdgeVitals.Nano." + name, throwOnError: true)!;

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
}
