using EdgeVitals.Device;

namespace EdgeVitals.Emulation.Wearers;

/// <summary>Leads-off output of the ECG front end: asserted while the wearer has lost contact.</summary>
public sealed class LeadsOffLine(WaveformWearer wearer, IClock clock) : IInterruptLine
{
    /// <inheritdoc/>
    public bool IsAsserted() => !wearer.HasContact(clock.Micros());
}
