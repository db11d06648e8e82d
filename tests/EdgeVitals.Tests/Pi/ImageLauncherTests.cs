using System.Diagnostics;
using System.Text;
using EdgeVitals.Device;
using EdgeVitals.Pi;
using EdgeVitals.Tests.Device.Updates;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Pi;

/// <summary>The installed program becomes the image of a slot, as a process of its own.</summary>
public sealed class ImageLauncherTests : IDisposable
{
    // It says where it came from and with which arguments; an image is any program that the machine can start.
    private static readonly byte[] Script = Encoding.ASCII.GetBytes("#!/bin/sh\necho \"image $EDGEVITALS_IMAGE $*\"\n");

    private readonly string _folder = Directory.CreateTempSubdirectory("edgevitals-image").FullName;
    private readonly Maker _maker = new(7);

    private AgentUpdates Updates => new()
    {
        Target = Maker.Target, PublicKey = _maker.PublicKey, SlotBytes = 64 * 1024,
    };

    private string Slots => Path.Combine(_folder, "slots.bin");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Verified_bytes_are_written_out_and_an_image_knows_where_it_came_from()
    {
        Assert.Equal(new ImageChoice(BootSelector.FactoryImage, false, null),
            ImageLauncher.Choose(Updates, _folder, null));
        Receive(Script);
        ImageChoice choice = ImageLauncher.Choose(Updates, _folder, null);
        Assert.Equal((UpdateSlots.SlotA, true), (choice.Slot, choice.IsTrial));
        Assert.Equal(Script, File.ReadAllBytes(choice.Path!));
        Assert.Equal(new ImageChoice(UpdateSlots.SlotB, true, null),
            ImageLauncher.Choose(Updates, _folder, "1 trial"));
        Assert.Equal(new ImageChoice(UpdateSlots.SlotA, false, null), ImageLauncher.Choose(Updates, _folder, "0"));
    }

    [Fact]
    public async Task Run_becomes_the_new_image_and_never_a_rotten_one()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "execve");
        Receive(Script);
        string key = Path.Combine(_folder, "maker.key");
        await File.WriteAllBytesAsync(key, _maker.PublicKey, TestContext.Current.CancellationToken);
        string[] arguments = ["run", "--site", "a", "--device", "b", "--token", "t", "--data", _folder, "--bus", "250",
            "--update-key", key, "--update-target", Maker.Target];
        (int code, string output, _) = await RunAsync(arguments);
        Assert.Equal((0, $"image 0 trial {string.Join(' ', arguments)}"), (code, output.Trim()));

        byte[] bytes = await File.ReadAllBytesAsync(Slots, TestContext.Current.CancellationToken);
        bytes[2 * 4096 + 15] ^= 1;
        await File.WriteAllBytesAsync(Slots, bytes, TestContext.Current.CancellationToken);
        (code, output, string error) = await RunAsync(arguments);
        // The installed program goes on, as far as a machine without that bus lets it.
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("--bus", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Launched_image_confirms_itself_without_being_chosen_again()
    {
        Receive(Script);
        ImageChoice choice = ImageLauncher.Choose(Updates, _folder, null);
        byte[] bytes = File.ReadAllBytes(Slots);
        MemoryBlockStore store = new(bytes.Length);
        store.Write(0, bytes, 0, bytes.Length);
        UpdateSlots slots = new(new BlockFlash(store));
        BootSelector selector = new(slots, _maker.PublicKey, Maker.Target);
        Assert.Equal(choice.Slot, selector.Adopt(choice.Slot, choice.IsTrial));
        Assert.Equal((true, 1, 2), (selector.IsTrial, slots.Tries, selector.Version));
        Assert.Equal(UpdateError.None, selector.Confirm());
        Assert.Equal((UpdateSlots.SlotA, UpdateState.None), (slots.Running, slots.Phase));
        // The installed program is on trial never.
        Assert.Equal(BootSelector.FactoryImage, selector.Adopt(BootSelector.FactoryImage, true));
        Assert.False(selector.IsTrial);
    }

    private void Receive(byte[] image)
    {
        byte[] bytes = new byte[(2 + 2 * 16) * 4096];
        MemoryBlockStore store = new(bytes.Length);
        UpdateBench bench = new(new BlockFlash(store), _maker) { Served = image };
        bench.Offer(_maker.Offer(image, 2, 2));
        bench.Run();
        Assert.True(bench.Receiver.IsReady);
        store.Read(0, bytes, 0, bytes.Length);
        File.WriteAllBytes(Slots, bytes);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] own = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar);
        start.ArgumentList.Add(Path.Combine(EdgeVitals.Tests.Emulation.RecordingData.Repository(), "firmware",
            "EdgeVitals.Pi", "bin", own[^2], own[^1], "edgevitals-pi.dll"));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
