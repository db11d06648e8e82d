using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Device.Updates;

public sealed class UpdateMessageTests
{
    private const string ManifestHex = "A70001010202010363657370041A00012345"
        + "055820000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F0603";

    private const string RequestHex = "A4000101030219040003190400";
    private const string ChunkHex = "A40001010302190400034401020304";

    private static readonly string OfferHex = "A3000101" + "5837" + ManifestHex + "025840" + string.Concat(
        Enumerable.Repeat("AB", 64));

    private readonly byte[] _buffer = new byte[2000];

    [Fact]
    public void Manifest_has_the_golden_bytes_both_ways()
    {
        Assert.Equal(ManifestHex, Hex(UpdateManifest.Encode(Manifest(), _buffer, 0)));
        UpdateManifest read = new();
        Assert.Equal(FrameError.None, Decode(ManifestHex, (b, o, n) => UpdateManifest.TryDecode(b, o, n, read)));
        Assert.Equivalent(Manifest(), read, strict: true);
    }

    [Fact]
    public void Messages_have_the_golden_bytes_both_ways()
    {
        UpdateOffer offer = new() { ManifestCount = ManifestHex.Length / 2 };
        Convert.FromHexString(ManifestHex).CopyTo(offer.Manifest, 0);
        Array.Fill(offer.Signature, (byte)0xAB);
        Assert.Equal(OfferHex, Hex(UpdateOffer.Encode(offer, _buffer, 0)));
        UpdateOffer readOffer = new();
        Assert.Equal(FrameError.None, Decode(OfferHex, (b, o, n) => UpdateOffer.TryDecode(b, o, n, readOffer)));
        Assert.Equivalent(offer, readOffer, strict: true);

        UpdateRequest request = new() { Counter = 3, Offset = 1024, Length = 1024 };
        Assert.Equal(RequestHex, Hex(UpdateRequest.Encode(request, _buffer, 0)));
        UpdateRequest readRequest = new();
        Assert.Equal(FrameError.None, Decode(RequestHex, (b, o, n) => UpdateRequest.TryDecode(b, o, n, readRequest)));
        Assert.Equivalent(request, readRequest, strict: true);

        UpdateChunk chunk = new() { Counter = 3, Offset = 1024, Count = 4 };
        new byte[] { 1, 2, 3, 4 }.CopyTo(chunk.Bytes, 0);
        Assert.Equal(ChunkHex, Hex(UpdateChunk.Encode(chunk, _buffer, 0)));
        UpdateChunk readChunk = new();
        Assert.Equal(FrameError.None, Decode(ChunkHex, (b, o, n) => UpdateChunk.TryDecode(b, o, n, readChunk)));
        Assert.Equivalent(chunk, readChunk, strict: true);
    }

    [Fact]
    public void Largest_messages_fit_their_stated_room()
    {
        UpdateManifest manifest = Manifest();
        manifest.Version = manifest.MinimumVersion = manifest.Size = manifest.RollbackCounter = int.MaxValue;
        manifest.Target = new string('t', UpdateManifest.MaximumTargetLength);
        Assert.InRange(UpdateManifest.Encode(manifest, _buffer, 0), 1, UpdateManifest.MaximumEncodedBytes);
        UpdateOffer offer = new() { ManifestCount = UpdateManifest.MaximumEncodedBytes };
        Assert.InRange(UpdateOffer.Encode(offer, _buffer, 0), 1, UpdateOffer.MaximumEncodedBytes);
        UpdateChunk chunk = new() { Counter = int.MaxValue, Offset = int.MaxValue, Count = UpdateChunk.MaximumBytes };
        Assert.InRange(UpdateChunk.Encode(chunk, _buffer, 0), 1, UpdateChunk.MaximumEncodedBytes);
        UpdateRequest request = new() { Counter = int.MaxValue, Offset = int.MaxValue, Length = 1024 };
        Assert.InRange(UpdateRequest.Encode(request, _buffer, 0), 1, UpdateRequest.MaximumEncodedBytes);
    }

    [Fact]
    public void Cut_or_extended_messages_are_refused()
    {
        foreach ((string hex, Func<byte[], int, int, int> decode) in Decoders())
        {
            byte[] whole = Convert.FromHexString(hex);
            Assert.Equal(FrameError.None, decode(whole, 0, whole.Length));
            for (int n = 0; n < whole.Length; n++) Assert.NotEqual(FrameError.None, decode(whole, 0, n));
            Assert.Equal(FrameError.TrailingBytes, decode([.. whole, 0], 0, whole.Length + 1));
        }
    }

    [Fact]
    public void Random_and_damaged_bytes_never_throw_and_what_is_read_encodes_to_the_same_bytes()
    {
        Random random = new(77);
        for (int i = 0; i < 10000; i++)
        {
            foreach ((string hex, Func<byte[], int, int, int> decode) in Decoders())
            {
                byte[] bytes = Convert.FromHexString(hex);
                if (i % 2 == 0) random.NextBytes(bytes);
                else bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                decode(bytes, 0, bytes.Length);
            }
            byte[] damaged = Convert.FromHexString(ManifestHex);
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            UpdateManifest read = new();
            if (UpdateManifest.TryDecode(damaged, 0, damaged.Length, read) != FrameError.None) continue;
            Assert.Equal(Convert.ToHexString(damaged), Hex(UpdateManifest.Encode(read, _buffer, 0)));
        }
    }

    [Fact]
    public void Fields_outside_of_their_range_are_not_written()
    {
        Assert.Equal(-FrameError.OutOfRange, Encoded(m => m.Version = 0));
        Assert.Equal(-FrameError.OutOfRange, Encoded(m => m.MinimumVersion = -1));
        Assert.Equal(-FrameError.OutOfRange, Encoded(m => m.Size = 0));
        Assert.Equal(-FrameError.OutOfRange, Encoded(m => m.RollbackCounter = 0));
        Assert.Equal(-FrameError.OutOfRange, Encoded(m => m.Target = ""));
        Assert.Equal(-FrameError.OutOfRange, Encoded(m => m.Target = new string('t', 33)));
        Assert.Equal(-FrameError.BadText, Encoded(m => m.Target = "é"));
        Assert.Equal(-FrameError.OutOfRange, UpdateChunk.Encode(new() { Counter = 1 }, _buffer, 0));
        Assert.Equal(-FrameError.OutOfRange, UpdateRequest.Encode(new() { Counter = 1, Length = 1025 }, _buffer, 0));
        Assert.Equal(-FrameError.OutOfRange, UpdateOffer.Encode(new(), _buffer, 0));
    }

    [Fact]
    public void Every_code_has_its_own_text()
    {
        string[] texts = [.. Enumerable.Range(UpdateError.None, UpdateError.NotConfirmed + 1).Select(UpdateError.Text)];
        Assert.Equal(texts.Length, texts.Distinct().Count());
        Assert.DoesNotContain(UpdateError.Text(-1), texts);
    }

    private static (string Hex, Func<byte[], int, int, int> Decode)[] Decoders() =>
    [
        (ManifestHex, (b, o, n) => UpdateManifest.TryDecode(b, o, n, new())),
        (OfferHex, (b, o, n) => UpdateOffer.TryDecode(b, o, n, new())),
        (RequestHex, (b, o, n) => UpdateRequest.TryDecode(b, o, n, new())),
        (ChunkHex, (b, o, n) => UpdateChunk.TryDecode(b, o, n, new())),
    ];

    private static UpdateManifest Manifest()
    {
        UpdateManifest manifest = new()
        {
            Version = 2, MinimumVersion = 1, Target = "esp", Size = 0x12345, RollbackCounter = 3,
        };
        for (int i = 0; i < UpdateManifest.HashBytes; i++) manifest.Sha256[i] = (byte)i;
        return manifest;
    }

    private int Encoded(Action<UpdateManifest> change)
    {
        UpdateManifest manifest = Manifest();
        change(manifest);
        return UpdateManifest.Encode(manifest, _buffer, 0);
    }

    private static int Decode(string hex, Func<byte[], int, int, int> decode)
    {
        // An offset that is not 0: the fields must be read where the message is.
        byte[] bytes = [9, 9, .. Convert.FromHexString(hex), 9];
        return decode(bytes, 2, hex.Length / 2);
    }

    private string Hex(int count)
    {
        Assert.True(count > 0, $"not written: {FrameError.Text(-count)}");
        return Convert.ToHexString(_buffer, 0, count);
    }
}
