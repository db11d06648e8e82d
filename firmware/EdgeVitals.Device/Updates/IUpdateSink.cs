using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>Takes what a session hears about updates. It is called from where the session is called, while the session
/// is online, and returns soon.</summary>
public interface IUpdateSink
{
    /// <summary>Takes a message of the update topic; the bytes are the caller's again afterwards.</summary>
    void Receive(byte[] payload, int count);

    /// <summary>Does the next piece of work; when to call it again, µs of the network clock.</summary>
    long Tick();

    /// <summary>Writes update state, firmware number and update code into the status; true when one of them has
    /// changed.
    /// </summary>
    bool Report(StatusMessage status);
}
