using System.Text;
using System.Xml.Linq;
using EdgeVitals.Tests.Architecture;

namespace EdgeVitals.Tests.Device;

/// <summary>firmware/nano/EdgeVitals.Nano.nfproj links the sources of Wire and Device and the boards' own.
/// EDGEVITALS_WRITE_GENERATED=1 writes it anew.</summary>
public sealed class NanoProjectTests
{
    // What a board does not need, each with the reason.
    private static readonly Dictionary<string, string> LeftOut = new()
    {
        ["EdgeVitals.Device/Store/MemoryBlockStore.cs"] = "a ring in memory, for tests and for agents without a disk",
    };

    // Assemblies whose name is not the package's without "nanoFramework.", as the packages' own projects refer to them.
    private static readonly Dictionary<string, string[]> AssembliesOf = new()
    {
        ["nanoFramework.CoreLibrary"] = ["mscorlib"],
        ["nanoFramework.Hardware.Esp32"] = ["nanoFramework.Hardware.Esp32"],
        ["nanoFramework.M2Mqtt"] = ["nanoFramework.M2Mqtt", "nanoFramework.M2Mqtt.Core"],
        ["nanoFramework.Runtime.Events"] = ["nanoFramework.Runtime.Events"],
        ["nanoFramework.Runtime.Native"] = ["nanoFramework.Runtime.Native"],
        ["nanoFramework.System.Collections"] = ["nanoFramework.System.Collections"],
        ["nanoFramework.System.Text"] = ["nanoFramework.System.Text"],
    };

    private static readonly string Firmware = Path.Combine(Repository.Root, "firmware");
    private static readonly string Nano = Path.Combine(Firmware, "nano");
    private static readonly string ProjectPath = Path.Combine(Nano, "EdgeVitals.Nano.nfproj");

    [Fact]
    public void Project_links_every_source_but_those_left_out()
    {
        string expected = Project();
        if (Environment.GetEnvironmentVariable("EDGEVITALS_WRITE_GENERATED") == "1")
        {
            File.WriteAllText(ProjectPath, expected);
        }
        Assert.True(expected == File.ReadAllText(ProjectPath).ReplaceLineEndings("\n"),
            "firmware/nano/EdgeVitals.Nano.nfproj is stale: run the tests with EDGEVITALS_WRITE_GENERATED=1.");
    }

    [Fact]
    public void Every_path_of_the_project_exists()
    {
        string[] paths = [.. XDocument.Load(ProjectPath).Descendants()
            .Where(e => e.Name.LocalName == "Compile").Select(e => (string)e.Attribute("Include")!)];
        Assert.True(paths.Length > 80, $"{paths.Length} sources");
        Assert.All(paths, path => Assert.True(
            File.Exists(Path.Combine(Nano, path.Replace('\\', Path.DirectorySeparatorChar))), path));
        Assert.All(LeftOut.Keys, path => Assert.True(File.Exists(Path.Combine(Firmware, path)), path));
    }

    [Fact]
    public void Typecheck_compiles_what_the_project_links()
    {
        // Both take whole folders of Wire and Device; of the boards' own, what lies where the typecheck looks.
        Assert.All(Sources("nano"), path => Assert.Contains(Path.GetDirectoryName(path)!.Replace('\\', '/'),
            (string[])["nano", "nano/Adapters", "nano/Boards"]));
    }

    private static string[] Sources(string project) => [.. Directory
        .EnumerateFiles(Path.Combine(Firmware, project), "*.cs", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Firmware, path).Replace('\\', '/'))
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal)
            && !path.Contains("/bin/", StringComparison.Ordinal)
            && !path.StartsWith("nano/Typecheck/", StringComparison.Ordinal) && !LeftOut.ContainsKey(path))
        .Order(StringComparer.Ordinal)];

    private static string Project()
    {
        StringBuilder text = new();
        text.Append(Head.Replace("KINDS", Kinds, StringComparison.Ordinal));
        text.Append("  <ItemGroup>\n");
        foreach (string path in Sources("nano"))
        {
            text.Append("    <Compile Include=\"").Append(path["nano/".Length..].Replace('/', '\\')).Append("\" />\n");
        }
        foreach (string project in (string[])["EdgeVitals.Wire", "EdgeVitals.Device"])
        {
            foreach (string path in Sources(project))
            {
                string windows = path.Replace('/', '\\');
                text.Append("    <Compile Include=\"..\\").Append(windows).Append("\">\n      <Link>")
                    .Append(windows["EdgeVitals.".Length..]).Append("</Link>\n    </Compile>\n");
            }
        }
        text.Append("  </ItemGroup>\n  <ItemGroup>\n");
        foreach (XElement package in XDocument.Load(Path.Combine(Nano, "packages.config")).Descendants("package"))
        {
            AppendReference(text, (string)package.Attribute("id")!, (string)package.Attribute("version")!);
        }
        return text.Append(Tail).ToString();
    }

    private static void AppendReference(StringBuilder text, string id, string version)
    {
        foreach (string assembly in AssembliesOf.GetValueOrDefault(id, [id["nanoFramework.".Length..]]))
        {
            text.Append("    <Reference Include=\"").Append(assembly).Append("\">\n      <HintPath>packages\\")
                .Append(id).Append('.').Append(version).Append("\\lib\\").Append(assembly)
                .Append(".dll</HintPath>\n    </Reference>\n");
        }
    }

    // A nanoFramework project, in C#.
    private const string Kinds = "{11A8DD76-328B-46DF-9F39-F559912D0360};{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}";

    private const string Head = """
    <?xml version="1.0" encoding="utf-8"?>
    <!-- Written by the tests from the folders and from packages.config; change those, not this. Board is ESP32 or
         ESP32_S3. -->
    <Project ToolsVersion="Current" DefaultTargets="Build"
             xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
      <PropertyGroup Label="Globals">
        <NanoFrameworkProjectSystemPath>$(MSBuildExtensionsPath)\nanoFramework\v1.0\</NanoFrameworkProjectSystemPath>
      </PropertyGroup>
      <Import Project="$(NanoFrameworkProjectSystemPath)NFProjectSystem.Default.props"
              Condition="Exists('$(NanoFrameworkProjectSystemPath)NFProjectSystem.Default.props')" />
      <PropertyGroup>
        <Configuration Condition=" '$(Configuration)' == '' ">Debug</Configuration>
        <Platform Condition=" '$(Platform)' == '' ">AnyCPU</Platform>
        <ProjectTypeGuids>KINDS</ProjectTypeGuids>
        <ProjectGuid>6e1c2a52-7d0b-4a0e-9a5c-3c7b7e5f4d21</ProjectGuid>
        <OutputType>Exe</OutputType>
        <RootNamespace>EdgeVitals.Nano</RootNamespace>
        <AssemblyName>EdgeVitals.Nano</AssemblyName>
        <TargetFrameworkVersion>v1.0</TargetFrameworkVersion>
        <!-- Newer versions of the language emit helper attributes that the runtime does not know. -->
        <LangVersion>10</LangVersion>
        <Nullable>enable</Nullable>
        <Board Condition=" '$(Board)' == '' ">ESP32</Board>
        <DefineConstants>$(DefineConstants);$(Board)</DefineConstants>
      </PropertyGroup>
      <Import Project="$(NanoFrameworkProjectSystemPath)NFProjectSystem.props"
              Condition="Exists('$(NanoFrameworkProjectSystemPath)NFProjectSystem.props')" />

    """;

    private const string Tail = """
      </ItemGroup>
      <ItemGroup>
        <None Include="packages.config" />
      </ItemGroup>
      <Import Project="$(NanoFrameworkProjectSystemPath)NFProjectSystem.CSharp.targets"
              Condition="Exists('$(NanoFrameworkProjectSystemPath)NFProjectSystem.CSharp.targets')" />
      <ProjectExtensions>
        <ProjectCapabilities>
          <ProjectConfigurationsDeclaredAsItems />
        </ProjectCapabilities>
      </ProjectExtensions>
    </Project>

    """;
}
