namespace EdgeVitals.Device;

/// <summary>Limits of a session; times in microseconds of the network clock.</summary>
public sealed class SessionOptions
{
    /// <summary>Frames sent and not acknowledged, 1..256. 8 fill a link of 8 kB/s at 1 s of delay.</summary>
    public int MaximumInFlight = 8;

    /// <summary>Time after which an unacknowledged frame is sent again: a gateway commits in far less.</summary>
    public long AckTimeoutMicros = 20000000;

    /// <summary>Time for connecting and subscribing.</summary>
    public long ConnectTimeoutMicros = 20000000;

    /// <summary>Time for the answer to a time request.</summary>
    public long TimeTimeoutMicros = 5000000;

    /// <summary>Unanswered time requests before the connection is given up.</summary>
    public int TimeTries = 4;

    /// <summary>Answers of which the least uncertain is taken.</summary>
    public int TimeExchanges = 4;

    /// <summary>An uncertainty that needs no further exchange.</summary>
    public long GoodUncertaintyMicros = 5000;

    /// <summary>Time between exchanges: 50 ppm of a crystal drift 30 ms.</summary>
    public long TimeEveryMicros = 600000000;

    /// <summary>First wait after a lost connection.</summary>
    public long BackoffMicros = 500000;

    /// <summary>Longest wait; doubled up to here.</summary>
    public long LongestBackoffMicros = 60000000;

    /// <summary>Silence of the gateway after which a connection with frames under way is given up: three
    /// acknowledgements late. Brokers exist that accept and then stall.</summary>
    public long StallMicros = 60000000;

    /// <summary>Connections that fail in a row until <see cref="DeviceSession.WantsRestart"/>, 0 for never. With the
    /// waits above 30 take half an hour: a radio that hangs comes back with a restart, a gateway that is away does not
    /// mind one.</summary>
    public int RestartAfterFailures = 30;

    /// <summary>Time from one radio burst to the next; 0 keeps the connection. The radio goes off once everything is
    /// acknowledged.</summary>
    public long BurstEveryMicros;

    /// <summary>Frames that wait at which a burst begins early: half of what a small index holds.</summary>
    public int BurstFrames = 32;

    /// <summary>How far device and gateway may drift apart between two exchanges, parts per million: two crystals of
    /// 100 ppm. More is a clock that jumped.</summary>
    public int DriftPpm = 200;
}
