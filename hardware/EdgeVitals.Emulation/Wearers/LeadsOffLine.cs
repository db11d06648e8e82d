using EdgeVitals.Device;

namespace EdgeVitals.Emulation.Wearers;

/// <summary>Leads-off output of the ECG front end: asserted while a lead of the wearer's is off.</summary>
public sealed class LeadsOffLine(WaveformWearer wearer, IClock clock) : IInterruptLine
{
    /// <inheritdoc/>
    public bool IsAsserted() => !wearer.HasLeads(clock.Micros());
}
