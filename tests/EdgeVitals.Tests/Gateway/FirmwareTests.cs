using EdgeVitals.Gateway;
using EdgeVitals.Gateway.Alarms;
using EdgeVitals.Gateway.Commands;
using EdgeVitals.Gateway.Ingest;
using EdgeVitals.Gateway.Pairing;
using EdgeVitals.Gateway.Updates;
using EdgeVitals.Pi;
using EdgeVitals.Tests.Device.Updates;
using EdgeVitals.Wire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;

namespace EdgeVitals.Tests.Gateway;

/// <summary>From the shelf of a gateway into the slots of an agent, over a real socket.</summary>
public sealed class FirmwareTests(ITestOutputHelper output)
{
    private const string Target = "edgevitals-pi";

    private static readonly Maker Maker = new(7);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Device_takes_an_update_reports_its_version_and_measures_on()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        byte[] image = Maker.Image(60_000, 1);
        Put(gateway, image, version: 2, counter: 2);
        await using DeviceAgent agent = Agent(gateway, "band");
        for (int i = 0; i < 20; i++) agent.Append(TestDevice.HeartRate(1, 0, i * 1_000_000, 700), backfill: false);
        await agent.StartAsync(Cancellation);
        await UntilAsync(() => Said(gateway, "band") is
            { FirmwareNumber: 2, UpdateState: UpdateState.None, UpdateCode: 0 });
        for (int i = 20; i < 40; i++) agent.Append(TestDevice.HeartRate(1, 0, i * 1_000_000, 700), backfill: false);
        await agent.DrainAsync(Cancellation);

        Assert.Equal(40, gateway.Status.FramesJournaled);
        Assert.Equal("edgevitals-pi 2", Said(gateway, "band")!.Firmware);
        Assert.Equal(1, gateway.Status[GatewayCount.FirmwareOffered]);
        Assert.InRange(gateway.Status[GatewayCount.FirmwarePartSent], 59, 61);
        Assert.Equal(0, gateway.Status[GatewayCount.FirmwareRefused]);
        Assert.Empty(gateway.Get<AlarmDesk>().Open());
        output.WriteLine($"60000 bytes in {gateway.Status[GatewayCount.FirmwarePartSent]} parts, 1 offer, 40 frames "
            + "acknowledged");
    }

    [Fact]
    public async Task Refused_update_raises_the_alarm_once_and_the_next_good_one_ends_it()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        Put(gateway, Maker.Image(5000, 1), version: 2, counter: 2, maker: new Maker(8));
        await using DeviceAgent agent = Agent(gateway, "band");
        await agent.StartAsync(Cancellation);
        await UntilAsync(() => IsAlarmed(gateway));
        Assert.Equal(UpdateError.BadSignature, Said(gateway, "band")!.UpdateCode);
        Assert.Equal(1, Said(gateway, "band")!.FirmwareNumber);
        Assert.Equal(1, gateway.Status[GatewayCount.FirmwareRefused]);
        Assert.Equal(0, gateway.Status[GatewayCount.FirmwarePartSent]);

        Put(gateway, Maker.Image(5000, 2), version: 3, counter: 3);
        await UntilAsync(() => Said(gateway, "band") is { FirmwareNumber: 3, UpdateState: UpdateState.None });
        await UntilAsync(() => !IsAlarmed(gateway));
        Assert.Equal(2, gateway.Status[GatewayCount.FirmwareOffered]);
        Assert.Equal(1, gateway.Get<AlarmDesk>().Count(rule => rule == AlarmRule.UpdateLeft));
    }

    [Fact]
    public async Task Image_damaged_on_the_shelf_is_left_by_the_device()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        FirmwareUpdate update = Put(gateway, Maker.Image(5000, 1), version: 2, counter: 2);
        byte[] bytes = await File.ReadAllBytesAsync(update.ImagePath, Cancellation);
        bytes[4321] ^= 4;
        await File.WriteAllBytesAsync(update.ImagePath, bytes, Cancellation);
        await using DeviceAgent agent = Agent(gateway, "band");
        await agent.StartAsync(Cancellation);
        await UntilAsync(() => IsAlarmed(gateway));
        Assert.Equal(UpdateError.WrongHash, Said(gateway, "band")!.UpdateCode);
        Assert.Equal(1, Said(gateway, "band")!.FirmwareNumber);
    }

    [Fact]
    public async Task Agent_with_a_folder_keeps_the_image_over_restarts_and_asks_for_one()
    {
        using var folder = new TemporaryFolder();
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        Put(gateway, Maker.Image(9000, 1), version: 2, counter: 2);
        string token = gateway.Get<PairingBook>().Pair("band", "w1", "Wearer");
        AgentOptions options = Options(gateway, "band", token, inPlace: false) with { DataDirectory = folder.Path };
        await using (DeviceAgent agent = new(options, NullLogger<DeviceAgent>.Instance))
        {
            await agent.StartAsync(Cancellation);
            Assert.Equal(ResetCause.Update, await agent.RestartWanted.WaitAsync(Cancellation));
            Assert.Equal("edgevitals-pi 1", Said(gateway, "band")!.Firmware);
        }
        await using (DeviceAgent agent = new(options, NullLogger<DeviceAgent>.Instance))
        {
            await agent.StartAsync(Cancellation);
            await UntilAsync(() => Said(gateway, "band") is { FirmwareNumber: 2, UpdateState: UpdateState.None });
            Assert.Equal(ResetCause.Update, Said(gateway, "band")!.ResetCause);
        }
        Assert.Equal(1, gateway.Status[GatewayCount.FirmwareOffered]);
    }

    [Fact]
    public async Task Requests_for_what_there_is_not_are_counted_and_not_answered()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        byte[] image = Maker.Image(3000, 1);
        Put(gateway, image, version: 2, counter: 2);
        await using TestDevice device = await gateway.DeviceAsync("band");
        Assert.True(await device.SubscribeAsync(Topics.Ota("site", "band")));
        await AskAsync(device, 2, 0);
        await StateAsync(device, $"{Target} 1", 1);
        UpdateOffer offer = new();
        (string topic, byte[] payload) = await device.NextAsync();
        Assert.Equal(Topics.Ota("site", "band"), topic);
        Assert.Equal(FrameError.None, UpdateOffer.TryDecode(payload, 0, payload.Length, offer));
        await AskAsync(device, 3, 0);
        await AskAsync(device, 2, 3000);
        await device.PublishAsync(Topics.OtaRequest("site", "band"), [1, 2, 3]);
        await AskAsync(device, 2, 2500);
        (_, payload) = await device.NextAsync();
        UpdateChunk chunk = new();
        Assert.Equal(FrameError.None, UpdateChunk.TryDecode(payload, 0, payload.Length, chunk));
        Assert.Equal((2, 2500, 500), (chunk.Counter, chunk.Offset, chunk.Count));
        Assert.Equal(image[2500..], chunk.Bytes[..500]);
        // The first came before the device had said what it is.
        Assert.Equal(4, gateway.Status[GatewayCount.FirmwareRequestIgnored]);
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized,
            await device.PublishAsync(Topics.OtaRequest("site", "other"), [1]));
        Assert.Equal(1, gateway.Status.ForeignTopics);
    }

    /// <summary>A file in the place of the folder: even a test that may read everything cannot list it.</summary>
    [Fact]
    public async Task Folder_of_updates_that_cannot_be_read_ends_no_gateway_and_is_read_later()
    {
        await using RunningGateway gateway =
            await RunningGateway.StartAsync(data => File.WriteAllText(Path.Combine(data, "updates"), ""));
        Task ended = gateway.Get<IEnumerable<IHostedService>>().OfType<FirmwareSender>().Single().ExecuteTask!;
        Task work = OfferAfterwardsAsync(gateway);
        // A sender that ends takes the gateway with it; nobody would answer the device.
        Assert.Same(work, await Task.WhenAny(work, ended));
        await work;
    }

    private static async Task OfferAfterwardsAsync(RunningGateway gateway)
    {
        await using TestDevice device = await gateway.DeviceAsync("band");
        Assert.True(await device.SubscribeAsync(Topics.Ota("site", "band")));
        await StateAsync(device, $"{Target} 1", 1);
        await AskAsync(device, 2, 0);
        await UntilAsync(() => gateway.Status[GatewayCount.FirmwareRequestIgnored] == 1);
        File.Delete(Path.Combine(gateway.Get<GatewayOptions>().DataDirectory, "updates"));
        Put(gateway, Maker.Image(3000, 1), version: 2, counter: 2);
        (string topic, _) = await device.NextAsync();
        Assert.Equal(Topics.Ota("site", "band"), topic);
    }

    [Fact]
    public async Task Devices_of_another_target_or_without_updates_are_offered_nothing()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        Put(gateway, Maker.Image(3000, 1), version: 2, counter: 2);
        await using TestDevice other = await gateway.DeviceAsync("other");
        await using TestDevice plain = await gateway.DeviceAsync("plain");
        await using TestDevice newest = await gateway.DeviceAsync("newest");
        await using TestDevice old = await gateway.DeviceAsync("old");
        Assert.True(await old.SubscribeAsync(Topics.Ota("site", "old")));
        await StateAsync(other, "edgevitals-pi2 1", 1);
        await StateAsync(plain, $"{Target} 0.1.0", 0);
        await StateAsync(newest, Target, 2);
        await StateAsync(old, Target, 1);
        // The sender takes the words in turn: when the last one is offered the update, the others were passed over.
        await old.NextAsync();
        Assert.Equal(1, gateway.Status[GatewayCount.FirmwareOffered]);
    }

    [Fact]
    public async Task Verbs_write_a_manifest_and_lay_a_signed_image_ready()
    {
        using var folder = new TemporaryFolder();
        string image = Path.Combine(folder.Path, "app.bin"), manifest = Path.Combine(folder.Path, "app.manifest");
        string signature = Path.Combine(folder.Path, "app.sig"), data = Path.Combine(folder.Path, "data");
        await File.WriteAllBytesAsync(image, Maker.Image(3000, 1), Cancellation);
        await RunAsync(0, $"pair --data {data} --device band --wearer w1 --name A");
        string describe = $"updates manifest --image {image} --target {Target} --out {manifest} --counter 5 --version ";
        await RunAsync(0, describe + "2");
        byte[] signed = await File.ReadAllBytesAsync(manifest, Cancellation);
        await File.WriteAllBytesAsync(signature, Maker.Sign(signed), Cancellation);
        string add = $"updates add --data {data} --image {image} --manifest {manifest} --signature {signature}";
        Assert.Contains("version 2", await RunAsync(0, add), StringComparison.Ordinal);
        await RunAsync(0, add);
        string listed = await RunAsync(0, $"updates list --data {data} --json");
        Assert.Contains("\"target\":\"edgevitals-pi\",\"version\":2,\"minimumVersion\":0,\"counter\":5,\"size\":3000",
            listed, StringComparison.Ordinal);

        await File.WriteAllBytesAsync(image, Maker.Image(3000, 2), Cancellation);
        Assert.Contains("SHA-256", await RunAsync(2, add), StringComparison.Ordinal);
        await File.WriteAllBytesAsync(image, Maker.Image(2999, 2), Cancellation);
        Assert.Contains("2999 bytes, the manifest says 3000", await RunAsync(2, add), StringComparison.Ordinal);
        await File.WriteAllBytesAsync(manifest, signed[..^1], Cancellation);
        Assert.Contains("manifest cannot be read", await RunAsync(2, add), StringComparison.Ordinal);
        await RunAsync(0, describe + "3");
        Assert.Contains("the counter names an image", await RunAsync(2, add), StringComparison.Ordinal);
        await File.WriteAllBytesAsync(signature, new byte[63], Cancellation);
        Assert.Contains("63 bytes", await RunAsync(2, add), StringComparison.Ordinal);
        Assert.Contains("version and counter", await RunAsync(2, describe + "0"), StringComparison.Ordinal);
    }

    private static FirmwareUpdate Put(
        RunningGateway gateway, byte[] image, int version, int counter, Maker? maker = null)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "image");
        File.WriteAllBytes(path, image);
        byte[] manifest = FirmwareShelf.ManifestOf(path, Target, version, 0, counter);
        var shelf = new FirmwareShelf(gateway.Get<GatewayOptions>().DataDirectory);
        return shelf.Add(path, manifest, (maker ?? Maker).Sign(manifest));
    }

    private static DeviceAgent Agent(RunningGateway gateway, string device)
    {
        string token = gateway.Get<PairingBook>().Pair(device, "w1", "Wearer");
        return new DeviceAgent(Options(gateway, device, token, inPlace: true), NullLogger<DeviceAgent>.Instance);
    }

    private static AgentOptions Options(RunningGateway gateway, string device, string token, bool inPlace) => new()
    {
        Site = "site", DeviceId = device, Token = token, Host = "127.0.0.1", Time = TimeProvider.System,
        Port = gateway.Get<GatewayAddresses>().MqttPort,
        Updates = new AgentUpdates { Target = Target, PublicKey = Maker.PublicKey, RestartsInPlace = inPlace },
    };

    private static StatusMessage? Said(RunningGateway gateway, string device) =>
        gateway.Get<DevicePolicy>().Devices.GetValueOrDefault(device)?.Said;

    private static bool IsAlarmed(RunningGateway gateway) =>
        gateway.Get<AlarmDesk>().Open().Exists(e => e.Rule == AlarmRule.UpdateLeft);

    private static async Task AskAsync(TestDevice device, int counter, int offset)
    {
        byte[] bytes = new byte[UpdateRequest.MaximumEncodedBytes];
        int count = UpdateRequest.Encode(
            new UpdateRequest { Counter = counter, Offset = offset, Length = 1024 }, bytes, 0);
        Assert.Equal(MqttClientPublishReasonCode.Success,
            await device.PublishAsync(Topics.OtaRequest("site", device.Id), bytes[..count]));
    }

    private static async Task StateAsync(TestDevice device, string firmware, int number)
    {
        byte[] bytes = new byte[StatusMessage.MaximumEncodedBytes];
        int count = StatusMessage.Encode(new StatusMessage
        {
            BootId = 1, State = StatusState.Online, Firmware = firmware, FirmwareNumber = number,
        }, bytes, 0);
        await device.PublishAsync(Topics.Status("site", device.Id), bytes[..count]);
    }

    private static async Task<string> RunAsync(int code, string line)
    {
        using StringWriter answer = new(), error = new();
        int exit = await CommandLine.RunAsync(line.Split(' '), answer, error);
        Assert.True(exit == code, $"{exit}: {error}{answer}");
        return answer.ToString() + error;
    }

    /// <summary>Waits for something that another thread does; the test's own time limit ends it.</summary>
    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
        }
    }
}
