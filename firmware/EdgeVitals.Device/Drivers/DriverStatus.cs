namespace EdgeVitals.Device;

/// <summary>What a driver call came to: 0, a <see cref="BusStatus"/> passed through, or one of these.</summary>
public static class DriverStatus
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>A chip answers at the address, but it is another one.</summary>
    public const int WrongPart = 16;

    /// <summary>The chip did not leave its reset.</summary>
    public const int Busy = 17;

    /// <summary>No new value since the last read.</summary>
    public const int NotReady = 18;

    /// <summary>The sensor says that its value is wrong.</summary>
    public const int SensorError = 19;

    /// <summary>The chip lost its power or its settings since it was started: start it again.</summary>
    public const int Reset = 20;

    /// <summary>A word for logs and the self test.</summary>
    public static string Text(int status)
    {
        switch (status)
        {
            case WrongPart: return "another chip at this address";
            case Busy: return "chip stays in reset";
            case NotReady: return "no new value";
            case SensorError: return "sensor reports a wrong value";
            case Reset: return "chip lost its power";
            default: return BusStatus.Text(status);
        }
    }
}
