using System;
using System.Threading;
using EdgeVitals.Device;
using EdgeVitals.Wire;
using nanoFramework.M2Mqtt;
using nanoFramework.M2Mqtt.Messages;
using nanoFramework.Networking;

namespace EdgeVitals.Nano;

/// <summary>MQTT 3.1.1 to the gateway by nanoFramework.M2Mqtt: QoS 1, clean session. Its events come on threads of the
/// client; <see cref="Deliver"/> hands them to the session on the measuring loop's thread, so that the session needs no
/// lock. Each connection is a new client with a new generation: what is late of an old one is not taken for
/// the present.</summary>
/// <remarks>No Last Will: the client takes it as a string, and our status is CBOR. The gateway learns of a loss when
/// the broker misses the keep-alive, after 1.5 times <see cref="KeepAliveSeconds"/> (MQTT 3.1.1, 3.1.2.10). How much is in
/// flight is bounded by the session; the client's own bound is put above it, since its default is none.</remarks>
public sealed class MqttLink : ILink
{
    /// <summary>Seconds between signs of life on an idle connection.</summary>
    public const ushort KeepAliveSeconds = 30;

    // Acknowledgements of 8 frames in flight, a few time answers, a chunk of an update; one that does not fit is lost
    // and asked for again by the session.
    private const int MostMessages = 16;
    private const int MostInFlight = 16;
    private const int NetworkTimeoutMillis = 15000;

    private readonly MqttLinkOptions _options;
    private readonly AutoResetEvent _wake;
    private readonly object _gate = new object();
    private readonly string _live;
    private readonly string _backfill;
    private readonly string _status;
    private readonly string _time;
    private readonly string _update;
    private readonly TopicParts _parts = new TopicParts();
    private readonly int[] _kinds = new int[MostMessages];
    private readonly byte[][] _payloads = new byte[MostMessages][];
    private int _messages;
    private bool _up;
    private bool _down;
    private int _generation;
    private MqttClient? _client;

    /// <summary>A link that sets the event when there is something to <see cref="Deliver"/>.</summary>
    public MqttLink(MqttLinkOptions options, AutoResetEvent wake)
    {
        _options = options;
        _wake = wake;
        _live = Topics.Prefix + options.Site + "/" + options.Device + "/live/";
        _backfill = Topics.Backfill(options.Site, options.Device);
        _status = Topics.Status(options.Site, options.Device);
        _time = Topics.TimeRequest(options.Site, options.Device);
        _update = Topics.OtaRequest(options.Site, options.Device);
    }

    /// <summary>Messages that came faster than the loop took them.</summary>
    public long Lost { get; private set; }

    /// <summary>Begins to connect, on a thread of its own: the client's call waits for the network.</summary>
    public void Connect()
    {
        Leave();
        new Thread(Open).Start();
    }

    /// <summary>Ends the connection.</summary>
    public void Disconnect()
    {
        Leave();
        lock (_gate) _down = true;
        _wake.Set();
    }

    /// <summary>Queues a message in the client.</summary>
    public void Send(int topicKind, int channelId, byte[] payload, int count, bool retain)
    {
        MqttClient? client = _client;
        if (client == null) return;
        // The client keeps the array until the broker has acknowledged it.
        byte[] copy = new byte[count];
        Array.Copy(payload, copy, count);
        try
        {
            client.Publish(Topic(topicKind, channelId), copy, null, null, MqttQoSLevel.AtLeastOnce, retain);
        }
        catch (Exception)
        {
            // Its queue is full or the connection is gone; no acknowledgement comes, and the session sends it again.
        }
    }

    /// <summary>Tells the session what came since the last call.</summary>
    public void Deliver(DeviceSession session)
    {
        while (true)
        {
            int kind = TopicKind.None;
            byte[]? payload = null;
            bool up;
            bool down;
            lock (_gate)
            {
                up = _up;
                down = _down;
                _up = false;
                _down = false;
                if (!up && !down)
                {
                    if (_messages == 0) return;
                    kind = _kinds[0];
                    payload = _payloads[0];
                    _messages--;
                    Array.Copy(_kinds, 1, _kinds, 0, _messages);
                    Array.Copy(_payloads, 1, _payloads, 0, _messages);
                }
            }
            if (down) session.LinkDown();
            else if (up) session.LinkUp();
            else if (payload != null) session.Receive(kind, payload, payload.Length);
        }
    }

    private string Topic(int topicKind, int channelId)
    {
        if (topicKind == TopicKind.Status) return _status;
        if (topicKind == TopicKind.TimeRequest) return _time;
        if (topicKind == TopicKind.OtaRequest) return _update;
        Channel? channel = topicKind == TopicKind.Live ? Channels.Find(channelId) : null;
        // A channel that this version has no name for still arrives: backfill takes every channel.
        return channel == null ? _backfill : _live + channel.Name;
    }

    private void Leave()
    {
        MqttClient? old;
        lock (_gate)
        {
            _generation++;
            old = _client;
            _client = null;
            _messages = 0;
            _up = false;
        }
        if (old == null) return;
        try
        {
            old.Disconnect();
            old.Dispose();
        }
        catch (Exception)
        {
            // A connection that is already broken cannot be closed better.
        }
    }

    private void Open()
    {
        int generation = _generation;
        MqttClient client = new MqttClient();
        try
        {
            if (!WifiNetworkHelper.NetworkReady.WaitOne(NetworkTimeoutMillis, false))
            {
                Fail(generation);
                return;
            }
            bool secure = _options.Authority != null;
            client.Init(_options.Host, _options.Port, secure, _options.Authority, null,
                secure ? MqttSslProtocols.TLSv1_2 : MqttSslProtocols.None);
            client.Settings.InflightQueueSize = MostInFlight;
            client.MqttMsgPublishReceived += (sender, e) => OnMessage(generation, e);
            client.ConnectionClosed += (sender, e) => Fail(generation);
            MqttReasonCode answer = client.Connect(
                _options.Device, _options.Device, _options.Token, true, KeepAliveSeconds);
            if (answer == MqttReasonCode.Success)
            {
                client.Subscribe(
                    new string[]
                    {
                        Topics.Ack(_options.Site, _options.Device), Topics.TimeResponse(_options.Site, _options.Device),
                        Topics.Command(_options.Site, _options.Device), Topics.Ota(_options.Site, _options.Device),
                    },
                    new MqttQoSLevel[]
                    {
                        MqttQoSLevel.AtLeastOnce, MqttQoSLevel.AtLeastOnce, MqttQoSLevel.AtLeastOnce,
                        MqttQoSLevel.AtLeastOnce,
                    });
                if (Take(generation, client)) return;
            }
            client.Dispose();
        }
        catch (Exception)
        {
            // Whatever it was, the session waits and tries again.
        }
        Fail(generation);
    }

    private bool Take(int generation, MqttClient client)
    {
        lock (_gate)
        {
            if (generation != _generation) return false;
            _client = client;
            _up = true;
        }
        _wake.Set();
        return true;
    }

    private void Fail(int generation)
    {
        lock (_gate)
        {
            if (generation != _generation) return;
            _client = null;
            _up = false;
            _down = true;
        }
        _wake.Set();
    }

    private void OnMessage(int generation, MqttMsgPublishEventArgs e)
    {
        lock (_gate)
        {
            if (generation != _generation) return;
            int kind = Topics.Parse(e.Topic, _parts);
            if (kind == TopicKind.None) return;
            if (_messages == MostMessages)
            {
                Lost++;
                return;
            }
            _kinds[_messages] = kind;
            _payloads[_messages++] = e.Message;
        }
        _wake.Set();
    }
}
