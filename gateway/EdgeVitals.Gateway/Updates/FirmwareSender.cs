using System.Diagnostics;
using EdgeVitals.Broker;
using EdgeVitals.Wire;
using Microsoft.Win32.SafeHandles;

namespace EdgeVitals.Gateway.Updates;

/// <summary>Offers what is on the shelf to devices that run something older, and sends them the parts that they ask
/// for. It does not check the maker's signature: the device does, and trusts nobody in between.</summary>
public sealed class FirmwareSender : BackgroundService
{
    // The shelf is read again that often: an update that a person puts there need not be announced to a running
    // gateway.
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    private readonly FirmwareQueue _queue;
    private readonly FirmwareShelf _shelf;
    private readonly Lazy<EdgeBroker> _broker;
    private readonly GatewayOptions _options;
    private readonly GatewayStatus _status;
    private readonly ILogger<FirmwareSender> _log;
    private readonly Dictionary<string, FirmwareDesk> _desks = new(StringComparer.Ordinal);
    private readonly UpdateRequest _request = new();
    private readonly UpdateChunk _chunk = new();
    private readonly byte[] _bytes = new byte[UpdateChunk.MaximumEncodedBytes];
    private List<FirmwareUpdate> _updates = [];
    private string _fault = "";

    /// <summary>A sender over the shelf of the gateway's data directory.</summary>
    public FirmwareSender(FirmwareQueue queue, Lazy<EdgeBroker> broker, GatewayOptions options, GatewayStatus status,
        ILogger<FirmwareSender> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        _queue = queue;
        _broker = broker;
        _options = options;
        _status = status;
        _log = log;
        _shelf = new FirmwareShelf(options.DataDirectory);
    }

    private static double Now => Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        // Real time even in a rehearsal: it bounds work on a real network.
        using var timer = new PeriodicTimer(Beat, TimeProvider.System);
        // The first beat is due at once: it reads the shelf inside the loop, where a folder that cannot be read ends
        // nothing.
        Task<bool> beat = Task.FromResult(true);
        Task<bool> word = _queue.Words.WaitToReadAsync(stoppingToken).AsTask();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (!beat.IsCompleted && _queue.Words.TryRead(out FirmwareWord? said))
                {
                    await TakeAsync(said, stoppingToken).ConfigureAwait(false);
                }
                if (beat.IsCompleted)
                {
                    beat = timer.WaitForNextTickAsync(stoppingToken).AsTask();
                    ReadShelf();
                    foreach (string device in _desks.Keys)
                    {
                        await OfferAsync(device, stoppingToken).ConfigureAwait(false);
                    }
                }
                await Task.WhenAny(word, beat).ConfigureAwait(false);
                if (word.IsCompleted)
                {
                    word = _queue.Words.WaitToReadAsync(stoppingToken).AsTask();
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A loop's top: one device or one file that fails must not end the updates of others.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                GatewayLog.LoopFailed(_log, exception, "firmware");
            }
        }
    }

    /// <summary>What was read before stays on offer while the folder cannot be read. A fault that lasts is one line in
    /// the log, not one at each beat.</summary>
    private void ReadShelf()
    {
        string fault = "";
        try
        {
            _updates = _shelf.Read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            fault = exception.Message;
        }
        if (fault.Length > 0 && fault != _fault)
        {
            GatewayLog.FirmwareShelfUnreadable(_log, fault);
        }
        _fault = fault;
    }

    private async Task TakeAsync(FirmwareWord word, CancellationToken cancellationToken)
    {
        if (word.Said is null)
        {
            await AnswerAsync(word, cancellationToken).ConfigureAwait(false);
            return;
        }
        if (!_desks.TryGetValue(word.Device, out FirmwareDesk? desk))
        {
            _desks[word.Device] = desk = new FirmwareDesk();
        }
        if (desk.Hear(word.Said, Now))
        {
            _status.Count(GatewayCount.FirmwareRefused);
            GatewayLog.FirmwareRefused(_log, word.Device, UpdateError.Text(word.Said.UpdateCode));
        }
        await OfferAsync(word.Device, cancellationToken).ConfigureAwait(false);
    }

    private async Task OfferAsync(string device, CancellationToken cancellationToken)
    {
        if (_desks[device].Due(_updates, Now) is not { } update)
        {
            return;
        }
        await SendAsync(device, update.Offer, cancellationToken).ConfigureAwait(false);
        _status.Count(GatewayCount.FirmwareOffered);
        GatewayLog.FirmwareOffered(_log, device, update.Manifest.Target, update.Manifest.Version);
    }

    /// <summary>What cannot be answered is counted and left: the device asks again, and in the end waits for an offer.
    /// </summary>
    private async Task AnswerAsync(FirmwareWord word, CancellationToken cancellationToken)
    {
        bool isRequest = UpdateRequest.TryDecode(word.Request, 0, word.Request.Length, _request) == FrameError.None;
        FirmwareUpdate? update = isRequest && _desks.TryGetValue(word.Device, out FirmwareDesk? desk)
            ? desk.Asked(_updates, _request.Counter, Now) : null;
        int count = update is null ? 0 : Read(update);
        if (count <= 0)
        {
            _status.Count(GatewayCount.FirmwareRequestIgnored);
            return;
        }
        await SendAsync(word.Device, _bytes.AsSpan(0, count).ToArray(), cancellationToken).ConfigureAwait(false);
        _status.Count(GatewayCount.FirmwarePartSent);
    }

    /// <summary>Encodes the part that was asked for; its bytes on the wire, or 0 when there is none.</summary>
    private int Read(FirmwareUpdate update)
    {
        if (_request.Offset >= update.Manifest.Size)
        {
            return 0;
        }
        int length = Math.Min(_request.Length, update.Manifest.Size - _request.Offset);
        try
        {
            using SafeFileHandle file = File.OpenHandle(update.ImagePath);
            _chunk.Count = RandomAccess.Read(file, _chunk.Bytes.AsSpan(0, length), _request.Offset);
        }
        catch (IOException exception)
        {
            GatewayLog.FirmwareUnreadable(_log, update.Manifest.Target, update.Manifest.Version, exception.Message);
            return 0;
        }
        _chunk.Counter = _request.Counter;
        _chunk.Offset = _request.Offset;
        return UpdateChunk.Encode(_chunk, _bytes, 0);
    }

    private Task SendAsync(string device, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        _broker.Value.PublishAsync(Topics.Ota(_options.Site, device), message, retain: false, cancellationToken);
}
