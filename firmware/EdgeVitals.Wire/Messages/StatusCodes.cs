namespace EdgeVitals.Wire;

/// <summary>State of a device, in its retained status message.</summary>
public static class StatusState
{
    /// <summary>Connected and sending.</summary>
    public const int Online = 1;

    /// <summary>The connection broke: the Last Will.</summary>
    public const int Offline = 2;

    /// <summary>The device said goodbye by itself.</summary>
    public const int Stopped = 3;

    /// <summary>The device measures on with its radio off; it comes back with its next burst.</summary>
    public const int Sleeping = 4;

    /// <summary>A word for logs and screens.</summary>
    public static string Text(int state)
    {
        switch (state)
        {
            case Online: return "online";
            case Offline: return "offline";
            case Stopped: return "stopped";
            case Sleeping: return "sleeping";
            default: return "unknown";
        }
    }
}

/// <summary>Why the device started.</summary>
public static class ResetCause
{
    /// <summary>Not known.</summary>
    public const int Unknown = 0;

    /// <summary>The boot before ended without a word: power came on, or the program was killed.</summary>
    public const int PowerOn = 1;

    /// <summary>The program had been stopped in order.</summary>
    public const int Software = 2;

    /// <summary>A watchdog ended the boot before.</summary>
    public const int Watchdog = 3;

    /// <summary>The device started itself again after too many connections that failed.</summary>
    public const int NoConnection = 4;

    /// <summary>The device started itself again to load another image.</summary>
    public const int Update = 5;

    /// <summary>A word for logs and screens.</summary>
    public static string Text(int cause)
    {
        switch (cause)
        {
            case PowerOn: return "power on";
            case Software: return "program start";
            case Watchdog: return "watchdog";
            case NoConnection: return "no connection";
            case Update: return "update";
            default: return "unknown";
        }
    }
}

/// <summary>What a device does between measurements.</summary>
public static class PowerState
{
    /// <summary>A device without power management: it measures always.</summary>
    public const int None = 0;

    /// <summary>Chips asleep; the accelerometer alone watches for motion.</summary>
    public const int Idle = 1;

    /// <summary>A measurement of one window, then idle again.</summary>
    public const int Spot = 2;

    /// <summary>Window after window.</summary>
    public const int Continuous = 3;

    /// <summary>Chips asleep, radio on: the ring is sent.</summary>
    public const int Backfill = 4;

    /// <summary>A word for logs and screens.</summary>
    public static string Text(int state)
    {
        switch (state)
        {
            case None: return "unmanaged";
            case Idle: return "idle";
            case Spot: return "spot";
            case Continuous: return "continuous";
            case Backfill: return "backfill";
            default: return "unknown";
        }
    }
}

/// <summary>A task whose progress the watchdog of a device asks for.</summary>
public static class DeviceTask
{
    /// <summary>None was late.</summary>
    public const int None = 0;

    /// <summary>Sampling: chips are served.</summary>
    public const int Sampling = 1;

    /// <summary>Session: connection, acknowledgements, time.</summary>
    public const int Session = 2;

    /// <summary>Store: frames reach the ring.</summary>
    public const int Store = 3;

    /// <summary>A word for logs and screens.</summary>
    public static string Text(int task)
    {
        switch (task)
        {
            case None: return "none";
            case Sampling: return "sampling";
            case Session: return "session";
            case Store: return "store";
            default: return "unknown";
        }
    }
}

/// <summary>How far a device is with an update.</summary>
public static class UpdateState
{
    /// <summary>Runs its image; no update is under way.</summary>
    public const int None = 0;

    /// <summary>Receives an image.</summary>
    public const int Receiving = 1;

    /// <summary>Holds a verified image and starts it at the next boot.</summary>
    public const int Ready = 2;

    /// <summary>Runs a new image that has not confirmed itself.</summary>
    public const int Trial = 3;

    /// <summary>A word for logs and screens.</summary>
    public static string Text(int state)
    {
        switch (state)
        {
            case None: return "none";
            case Receiving: return "receiving";
            case Ready: return "ready";
            case Trial: return "trial";
            default: return "unknown";
        }
    }
}
