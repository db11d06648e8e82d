using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Device.Updates;

/// <summary>A device with two slots and a gateway that answers its requests, on a clock that jumps to what is due.
/// </summary>
internal sealed class UpdateBench : ILink
{
    private readonly byte[] _message = new byte[UpdateChunk.MaximumEncodedBytes];
    private readonly UpdateRequest _request = new();
    private readonly UpdateChunk _chunk = new();
    private readonly Func<bool> _isCut;
    private bool _asked;

    public UpdateBench(IFlash flash, Maker? maker = null, Func<bool>? isCut = null)
    {
        _isCut = isCut ?? (() => false);
        Flash = flash;
        Maker = maker ?? new Maker(7);
        Options = new UpdateOptions { PublicKey = Maker.PublicKey, Target = Maker.Target };
        Slots = new UpdateSlots(flash);
        Boot();
    }

    public IFlash Flash { get; }

    public Maker Maker { get; }

    public VirtualClock Clock { get; } = new();

    public UpdateOptions Options { get; }

    public UpdateSlots Slots { get; private set; }

    public BootSelector Selector { get; private set; } = null!;

    public UpdateReceiver Receiver { get; private set; } = null!;

    /// <summary>What the boot selector answered last.</summary>
    public int Chosen { get; private set; }

    /// <summary>Offsets that were asked for.</summary>
    public List<int> Requests { get; } = [];

    /// <summary>Image that the gateway serves; null for a gateway that does not answer.</summary>
    public byte[]? Served { get; set; }

    /// <summary>Bytes of a chunk beyond what was asked for.</summary>
    public int Excess { get; set; }

    public void Connect()
    {
    }

    public void Disconnect()
    {
    }

    public void Send(int topicKind, int channelId, byte[] payload, int count, bool retain)
    {
        Assert.Equal(TopicKind.OtaRequest, topicKind);
        Assert.Equal(FrameError.None, UpdateRequest.TryDecode(payload, 0, count, _request));
        Assert.False(_asked, "two requests in flight");
        _asked = true;
        Requests.Add(_request.Offset);
    }

    /// <summary>Starts the device as after a reset: nothing but the flash is left.</summary>
    public int Boot()
    {
        Slots = new UpdateSlots(Flash);
        Selector = new BootSelector(Slots, Options.PublicKey, Options.Target);
        Chosen = Selector.Choose();
        if (Selector.Version > 0) Options.Version = Selector.Version;
        _asked = false;
        Receiver = new UpdateReceiver(Slots, this, Clock, new Half(), Options);
        return Chosen;
    }

    public void Offer(UpdateOffer offer)
    {
        byte[] bytes = new byte[UpdateOffer.MaximumEncodedBytes];
        int count = UpdateOffer.Encode(offer, bytes, 0);
        Assert.True(count > 0);
        Receiver.Receive(bytes, count);
    }

    /// <summary>Ticks until nothing is due, the image is ready, the flash has no power or so many chunks have come.
    /// </summary>
    public void Run(int chunks = int.MaxValue)
    {
        while (!_isCut() && !Receiver.IsReady)
        {
            long due = Receiver.Tick();
            if (_asked && Served is not null)
            {
                if (chunks-- == 0) return;
                Answer();
                continue;
            }
            if (due == long.MaxValue) return;
            if (due <= Clock.Micros()) continue;
            _asked = false;
            Clock.Advance(due - Clock.Micros());
        }
    }

    /// <summary>Offers, receives, restarts and confirms an image.</summary>
    public void Install(byte[] image, int version, int counter)
    {
        Served = image;
        Offer(Maker.Offer(image, version, counter));
        Run();
        Assert.True(Receiver.IsReady, UpdateError.Text(Slots.Code));
        Boot();
        Assert.True(Selector.IsTrial);
        Assert.Equal(UpdateError.None, Selector.Confirm());
        Assert.Equal(version, Selector.Version);
    }

    /// <summary>A chunk as the gateway sends one.</summary>
    public int Chunk(int counter, int offset, int count)
    {
        _chunk.Counter = counter;
        _chunk.Offset = offset;
        _chunk.Count = count;
        for (int i = 0; i < count; i++) _chunk.Bytes[i] = offset + i < Served!.Length ? Served[offset + i] : (byte)0;
        int length = UpdateChunk.Encode(_chunk, _message, 0);
        Assert.True(length > 0);
        return length;
    }

    public void Send(int length) => Receiver.Receive(_message, length);

    /// <summary>The request in flight is lost.</summary>
    public void Forget() => _asked = false;

    /// <summary>The gateway answers the request in flight after all.</summary>
    public void Resend() => _asked = true;

    private void Answer()
    {
        _asked = false;
        int count = Math.Max(0, Math.Min(_request.Length, Served!.Length - _request.Offset)) + Excess;
        Send(Chunk(_request.Counter, _request.Offset, count));
    }

    private sealed class Half : IEntropy
    {
        public int Below(int bound) => bound / 2;
    }
}
