using EdgeVitals.Gateway.Updates;
using EdgeVitals.Tests.Device.Updates;

namespace EdgeVitals.Tests.Gateway;

/// <summary>Which offers lie side by side on the shelf, and which are refused.</summary>
public sealed class FirmwareShelfTests : IDisposable
{
    private static readonly Maker Maker = new(7);

    private readonly TemporaryFolder _folder = new();
    private readonly FirmwareShelf _shelf;
    private readonly string _image;

    public FirmwareShelfTests()
    {
        _shelf = new FirmwareShelf(_folder.Path);
        _image = Path.Combine(_folder.Path, "image");
        File.WriteAllBytes(_image, Maker.Image(3000, 1));
    }

    private string Updates => Path.Combine(_folder.Path, "updates");

    [Fact]
    public void Same_image_for_other_targets_and_counters_lies_there_for_each()
    {
        Add("band", 1);
        Add("band", 2);
        Add("Band", 2);
        Add("band @1/..", 1);

        Assert.Equal([("Band", 2), ("band", 1), ("band", 2), ("band @1/..", 1)],
            _shelf.Read().Select(u => (u.Manifest.Target, u.Manifest.RollbackCounter)));
        Assert.All(_shelf.Read(), u => Assert.Equal(File.ReadAllBytes(_image), File.ReadAllBytes(u.ImagePath)));
        // Capitals are codes: some file systems do not tell them from small letters.
        Assert.Equal(["%42and@2.offer", "band%20%401%2f..@1.offer", "band@1.offer", "band@2.offer"],
            Directory.GetFiles(Updates, "*.offer").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Single(Directory.GetFiles(Updates, "*.image"));
    }

    [Fact]
    public void Same_target_and_counter_are_taken_again_with_the_same_bytes_alone()
    {
        Add("band", 1);
        Add("band", 1);
        byte[] kept = File.ReadAllBytes(Path.Combine(Updates, "band@1.offer"));

        InvalidDataException signer = Assert.Throws<InvalidDataException>(() => Add("band", 1, maker: new Maker(8)));
        Assert.Equal("this image is offered to band with counter 1 under another manifest or signature; delete "
            + "band@1.offer first, or raise the counter", signer.Message);
        Assert.Throws<InvalidDataException>(() => Add("band", 1, version: 3));
        File.WriteAllBytes(_image, Maker.Image(3000, 2));
        InvalidDataException image = Assert.Throws<InvalidDataException>(() => Add("band", 1));
        Assert.Contains("the counter names an image", image.Message, StringComparison.Ordinal);

        Assert.Equal(kept, File.ReadAllBytes(Path.Combine(Updates, "band@1.offer")));
        Assert.Single(_shelf.Read());
    }

    [Fact]
    public void Folder_that_is_none_is_a_fault_and_a_missing_one_is_empty()
    {
        Assert.Empty(_shelf.Read());
        File.WriteAllText(Updates, "");
        Assert.ThrowsAny<IOException>(_shelf.Read);
    }

    public void Dispose() => _folder.Dispose();

    private void Add(string target, int counter, int version = 2, Maker? maker = null)
    {
        byte[] manifest = FirmwareShelf.ManifestOf(_image, target, version, 0, counter);
        _shelf.Add(_image, manifest, (maker ?? Maker).Sign(manifest));
    }
}
