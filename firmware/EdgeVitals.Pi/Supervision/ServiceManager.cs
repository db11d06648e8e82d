using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace EdgeVitals.Pi;

/// <summary>Tells the service manager how it stands, by datagrams of the sd_notify protocol (systemd,
/// sd_notify(3)): to the unix socket that NOTIFY_SOCKET names, a path or, with a leading @, an abstract name.</summary>
public sealed class ServiceManager : IDisposable
{
    private readonly Socket _socket;
    private readonly UnixDomainSocketEndPoint _manager;

    private ServiceManager(string name, TimeSpan? watchdog)
    {
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        _manager = new UnixDomainSocketEndPoint(name[0] == '@' ? "\0" + name[1..] : name);
        Watchdog = watchdog;
    }

    /// <summary>Time after which the manager restarts a service that says nothing, or null where it does not watch.
    /// </summary>
    public TimeSpan? Watchdog { get; }

    /// <summary>The manager that started this process, or null where none did or it wants no word.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="processId">Of this process: the watchdog may be meant for another one.</param>
    public static ServiceManager? Find(Func<string, string?> environment, int processId)
    {
        ArgumentNullException.ThrowIfNull(environment);
        string? name = environment("NOTIFY_SOCKET");
        // Other families of addresses exist (vsock:), for virtual machines.
        if (string.IsNullOrEmpty(name) || (name[0] != '/' && name[0] != '@')) return null;
        TimeSpan? watchdog = null;
        bool timed = long.TryParse(environment("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture,
            out long micros) && micros > 0;
        bool meant = environment("WATCHDOG_PID") is not { Length: > 0 } pid
            || pid == processId.ToString(CultureInfo.InvariantCulture);
        if (timed && meant) watchdog = TimeSpan.FromMicroseconds(micros);
        return new ServiceManager(name, watchdog);
    }

    /// <summary>The service is up.</summary>
    public void Ready() => Send("READY=1");

    /// <summary>The service is going down, as it was asked to.</summary>
    public void Stopping() => Send("STOPPING=1");

    /// <summary>The service is alive.</summary>
    public void Alive() => Send("WATCHDOG=1");

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void Send(string state)
    {
        try
        {
            _socket.SendTo(Encoding.ASCII.GetBytes(state), _manager);
        }
        catch (SocketException)
        {
            // Nothing better can be done than to go on; a manager that heard nothing acts by its own timer.
        }
    }
}
