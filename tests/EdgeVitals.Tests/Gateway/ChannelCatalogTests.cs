using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeVitals.Gateway;
using EdgeVitals.Gateway.Catalog;
using EdgeVitals.Gateway.Commands;
using EdgeVitals.Tests.Architecture;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVitals.Tests.Gateway;

public sealed class ChannelCatalogTests
{
    [Fact]
    public void Channels_file_declares_what_it_says()
    {
        Assert.True(ChannelFile.TryParse(Bytes(Sample()), out ChannelFile? file, out string reason), reason);

        ChannelDeclaration declared = Assert.Single(file.Channels);
        Assert.Equal((32768, "skin-humidity", "%", -2, 0, 10000), (declared.Channel.Id, declared.Channel.Name,
            declared.Channel.Unit, declared.Channel.ScaleExponent, declared.Channel.Minimum, declared.Channel.Maximum));
        Assert.Equal(("Skin humidity", "Maker", ChannelClass.Feature),
            (declared.Title, declared.Vendor, declared.Class));
    }

    [Fact]
    public void Channels_file_of_an_editor_that_marks_utf8_is_read() =>
        Assert.True(ChannelFile.TryParse((byte[])[0xEF, 0xBB, 0xBF, .. Bytes(Sample())], out _, out _));

    [Fact]
    public async Task Doctor_names_a_channels_file_that_is_not_in_force()
    {
        using var folder = new TemporaryFolder();
        Put(folder, "a.json", Sample());
        (_, string output, _) = await RunAsync("doctor", "--data", folder.Path);
        Assert.Contains("ok    channels: 1 of makers", output);

        Put(folder, "b.json", JsonNode.Parse("{}")!);
        (int code, output, _) = await RunAsync("doctor", "--data", folder.Path);

        Assert.Equal(CommandLine.CheckFailed, code);
        Assert.Contains("FAIL  channels: b.json is not in force: schema: is missing", output);
    }

    [Theory]
    [InlineData("id", "100", "channels[0].id: a vendor channel's id is 32768..65535")]
    [InlineData("id", "32768.5", "channels[0].id: accepts a whole number of 32 bits")]
    [InlineData("name", "\"Skin\"", "channels[0].name: a name has")]
    [InlineData("name", "\"spo2\"", "channels[0].name: a built-in channel has that name")]
    [InlineData("title", "\"\"", "channels[0].title: accepts")]
    [InlineData("title", "\"a\\nb\"", "channels[0].title: accepts")]
    [InlineData("unit", "\"percent rh\"", "channels[0].unit: a unit is UCUM")]
    [InlineData("unit", "5", "channels[0].unit: a unit is UCUM")]
    [InlineData("scaleExponent", "12", "channels[0].scaleExponent: a scale exponent is")]
    [InlineData("minimum", "10001", "channels[0].minimum: the minimum lies above the maximum")]
    [InlineData("maximum", "3000000000", "channels[0].maximum: accepts a whole number of 32 bits")]
    [InlineData("loinc", "\"8867-5\"", "channels[0].loinc: a LOINC code")]
    [InlineData("mdc", "\"MDC_X\"", "channels[0].mdc: an MDC code")]
    [InlineData("class", "\"wave\"", "channels[0].class: accepts feature, raw")]
    [InlineData("colour", "\"red\"", "channels[0].colour: is not known; accepted: id, name")]
    public void Channels_file_with_a_bad_property_is_refused_by_name(string property, string value, string said)
    {
        JsonNode sample = Sample();
        sample["channels"]![0]![property] = JsonNode.Parse(value);

        Assert.False(ChannelFile.TryParse(Bytes(sample), out _, out string reason));
        Assert.StartsWith(said, reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', reason);
    }

    [Theory]
    [InlineData("[]", "accepts an object")]
    [InlineData("{\"schema\":2,\"vendor\":\"M\",\"channels\":[]}", "schema: accepts 1")]
    [InlineData("{\"schema\":1,\"vendor\":\"M\",\"channels\":[]}", "channels: accepts a list of 1..256 channels")]
    [InlineData("{\"schema\":1,\"vendor\":\"M\",\"channels\":[7]}", "channels[0]: accepts an object")]
    [InlineData("{\"schema\":1,\"vendor\":\"\",\"channels\":[]}", "vendor: accepts")]
    [InlineData("{\"schema\":1,\"vendor\":\"M\"}", "channels: is missing")]
    [InlineData("{\"schema\":1,\"schema\":1,\"vendor\":\"M\",\"channels\":[]}", "no JSON: ")]
    [InlineData("{\"schema\":1,\"a\\nb\":1}", "a?b: is not known")]
    [InlineData("{\"schema\":", "no JSON: ")]
    [InlineData("", "no JSON: ")]
    public void Channels_file_that_is_none_is_refused(string json, string said)
    {
        Assert.False(ChannelFile.TryParse(Encoding.UTF8.GetBytes(json), out _, out string reason));
        Assert.StartsWith(said, reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', reason);
    }

    [Theory]
    [InlineData(32768, "other", "channels[1].id: 32768 is declared twice")]
    [InlineData(32769, "skin-humidity", "channels[1].name: \"skin-humidity\" is declared twice")]
    public void Channels_file_that_declares_twice_is_refused(int id, string name, string said)
    {
        JsonNode sample = Sample();
        JsonNode second = Sample()["channels"]![0]!.DeepClone();
        second["id"] = id;
        second["name"] = name;
        sample["channels"]!.AsArray().Add(second);

        Assert.False(ChannelFile.TryParse(Bytes(sample), out _, out string reason));
        Assert.Equal(said, reason);
    }

    [Fact]
    public void Catalog_bad_file_of_the_folder_is_a_problem_and_the_others_hold()
    {
        using var folder = new TemporaryFolder();
        Put(folder, "a.json", Sample());
        JsonNode stranger = Sample();
        stranger["vendor"] = "Other maker";
        Put(folder, "b.json", stranger);
        Put(folder, "c.json", JsonNode.Parse("{}")!);
        JsonNode good = Sample(40000, "sweat-rate");
        Put(folder, "d.json", good);

        ChannelCatalog catalog = Open(folder);

        Assert.Equal("Maker", catalog.Find(32768)!.Vendor);
        Assert.NotNull(catalog.Find(40000));
        Assert.NotNull(catalog.Find(EdgeVitals.Wire.Channels.Battery.Id));
        Assert.Null(catalog.Find(40001));
        Assert.Equal(["b.json: id 32768 is declared by another file, of Maker", "c.json: schema: is missing"],
            catalog.Problems.Select(p => $"{p.File}: {p.Reason}"));
    }

    /// <summary>A file in the place of the folder: even a test that may read everything cannot list it.</summary>
    [Fact]
    public async Task Catalog_folder_that_cannot_be_read_is_a_problem_and_no_failed_start()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "channels");
        File.WriteAllText(path, "");

        ChannelCatalog catalog = Open(folder);

        ChannelProblem problem = Assert.Single(catalog.Problems);
        Assert.Equal("channels", problem.File);
        Assert.StartsWith("the folder cannot be read: ", problem.Reason, StringComparison.Ordinal);
        Assert.NotNull(catalog.Find(EdgeVitals.Wire.Channels.Battery.Id));
        Assert.False(catalog.Refresh());
        (int code, string output, _) = await RunAsync("doctor", "--data", folder.Path);
        Assert.Equal(CommandLine.CheckFailed, code);
        Assert.Contains("FAIL  channels: channels is not in force: the folder cannot be read", output);

        File.Delete(path);
        Put(folder, "a.json", Sample());
        Assert.True(catalog.Refresh());
        Assert.Empty(catalog.Problems);
        Assert.NotNull(catalog.Find(32768));
    }

    [Fact]
    public void Catalog_takes_a_changed_file_into_force_and_a_spoilt_one_out()
    {
        using var folder = new TemporaryFolder();
        ChannelCatalog catalog = Open(folder);
        Assert.False(catalog.Refresh());
        Assert.Null(catalog.Find(32768));

        Put(folder, "a.json", Sample());
        Assert.True(catalog.Refresh());
        Assert.False(catalog.Refresh());
        Assert.Equal("Skin humidity", catalog.Find(32768)!.Title);

        File.WriteAllText(Path.Combine(folder.Path, "channels", "a.json"), "{");
        Assert.True(catalog.Refresh());
        Assert.Null(catalog.Find(32768));
        Assert.Equal("a.json", Assert.Single(catalog.Problems).File);
    }

    [Fact]
    public async Task Channels_check_lists_a_good_file_in_its_unit()
    {
        using var folder = new TemporaryFolder();
        string path = Put(folder, "a.json", Sample());

        (int code, string output, string error) = await RunAsync("channels", "check", path);

        Assert.Equal((CommandLine.Done, ""), (code, error));
        Assert.Contains("32768  skin-humidity  Skin humidity  0.00 to 100.00 %  (Maker)", output);
        (_, output, _) = await RunAsync("channels", "check", path, "--json");
        JsonElement channel = JsonDocument.Parse(output).RootElement.GetProperty("channels")[0];
        Assert.Equal("skin-humidity", channel.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Channels_check_ends_with_two_and_one_line_on_a_bad_file()
    {
        using var folder = new TemporaryFolder();
        string path = Put(folder, "a.json", Sample(1));

        (int code, string output, string error) = await RunAsync("channels", "check", path);

        Assert.Equal((CommandLine.BadUsage, ""), (code, output));
        Assert.Equal($"edgevitals-gateway: '{path}': channels[0].id: a vendor channel's id is 32768..65535",
            error.TrimEnd());
    }

    [Fact]
    public async Task Run_with_a_bad_channels_file_ends_with_two_before_it_makes_anything()
    {
        using var folder = new TemporaryFolder();
        string data = Path.Combine(folder.Path, "data"), missing = Path.Combine(folder.Path, "none.json");
        string good = Put(folder, "good.json", Sample());

        (int code, string output, string error) =
            await RunAsync("run", "--data", data, "--channels", good, "--channels", missing);

        Assert.Equal((CommandLine.BadUsage, ""), (code, output));
        Assert.Equal($"edgevitals-gateway: --channels: accepts a channels file; '{missing}': no such file",
            error.TrimEnd());
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public async Task Channels_list_names_built_in_and_declared_and_fails_on_a_problem()
    {
        using var folder = new TemporaryFolder();
        await RunAsync("pair", "--data", folder.Path, "--device", "d1", "--wearer", "w1", "--name", "Bed 1");
        Put(folder, "a.json", Sample());

        (int code, string output, _) = await RunAsync("channels", "list", "--data", folder.Path);

        Assert.Equal(CommandLine.Done, code);
        Assert.Contains("15  battery  Battery", output);
        Assert.Contains("32768  skin-humidity", output);
        Put(folder, "b.json", JsonNode.Parse("{}")!);
        (code, output, _) = await RunAsync("channels", "list", "--data", folder.Path);
        Assert.Equal(CommandLine.CheckFailed, code);
        Assert.Contains("FAIL  b.json: schema: is missing", output);
    }

    [Fact]
    public void Channels_file_of_the_sample_declares_the_channel_of_its_firmware()
    {
        string folder = Path.Combine(Repository.Root, "firmware", "samples", "MySensor");

        Assert.True(
            ChannelFile.TryRead(Path.Combine(folder, "channels.json"), out ChannelFile? file, out string why), why);

        // The sample is not built with the solution; its source is compared as text.
        EdgeVitals.Wire.Channel c = Assert.Single(file.Channels).Channel;
        Assert.Contains(
            $"Channel.Vendor({c.Id}, \"{c.Name}\", \"{c.Unit}\", {c.ScaleExponent}, {c.Minimum}, {c.Maximum}, "
            + $"\"{c.Loinc}\", \"{c.Mdc}\");", File.ReadAllText(Path.Combine(folder, "MyChannels.cs")));
    }

    internal static JsonNode Sample(int id = 32768, string name = "skin-humidity") => JsonNode.Parse($$"""
        {"schema":1,"vendor":"Maker","channels":[{"id":{{id}},"name":"{{name}}","title":"Skin humidity","unit":"%",
        "scaleExponent":-2,"minimum":0,"maximum":10000,"loinc":"","mdc":"","class":"feature"}]}
        """)!;

    internal static string Put(TemporaryFolder folder, string name, JsonNode json)
    {
        string path = Path.Combine(folder.Path, "channels", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, json.ToJsonString());
        return path;
    }

    private static ChannelCatalog Open(TemporaryFolder folder) => new(
        new GatewayOptions { DataDirectory = folder.Path }, NullLogger<ChannelCatalog>.Instance);

    private static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        int code = await CommandLine.RunAsync(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
