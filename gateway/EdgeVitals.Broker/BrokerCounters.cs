using System.Diagnostics.Metrics;

namespace EdgeVitals.Broker;

/// <summary>What the listener has seen since it started; also published on the meter "EdgeVitals.Broker".</summary>
public sealed class BrokerCounters : IDisposable
{
    private readonly Meter _meter = new("EdgeVitals.Broker");
    private readonly Counter<long> _events;
    private int _connections;
    private long _guarded, _connectsRefused, _publishesRefused, _subscriptionsRefused, _receivesFailed;

    /// <summary>Creates the counters and their instruments.</summary>
    public BrokerCounters()
    {
        _events = _meter.CreateCounter<long>(
            "edgevitals.broker.events", "{event}", "Refusals and guard actions of the MQTT listener, by kind");
        _meter.CreateObservableGauge(
            "edgevitals.broker.connections", () => Connections, "{connection}", "Open MQTT connections");
    }

    /// <summary>Open connections.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Connections that the guard closed: malformed, oversized, too slow or too many.</summary>
    public long GuardedConnections => Interlocked.Read(ref _guarded);

    /// <summary>CONNECT packets that the policy refused.</summary>
    public long ConnectsRefused => Interlocked.Read(ref _connectsRefused);

    /// <summary>Messages to a topic that the sender may not use.</summary>
    public long PublishesRefused => Interlocked.Read(ref _publishesRefused);

    /// <summary>Subscriptions to a filter that the client may not use.</summary>
    public long SubscriptionsRefused => Interlocked.Read(ref _subscriptionsRefused);

    /// <summary>Messages that the program failed to take; the sender was told and keeps them.</summary>
    public long ReceivesFailed => Interlocked.Read(ref _receivesFailed);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal int ConnectionOpened() => Interlocked.Increment(ref _connections);

    internal void ConnectionClosed() => Interlocked.Decrement(ref _connections);

    internal void Guarded() => Count(ref _guarded, "guarded");

    internal void ConnectRefused() => Count(ref _connectsRefused, "connect-refused");

    internal void PublishRefused() => Count(ref _publishesRefused, "publish-refused");

    internal void SubscriptionRefused() => Count(ref _subscriptionsRefused, "subscription-refused");

    internal void ReceiveFailed() => Count(ref _receivesFailed, "receive-failed");

    private void Count(ref long counter, string kind)
    {
        Interlocked.Increment(ref counter);
        _events.Add(1, new KeyValuePair<string, object?>("kind", kind));
    }
}
