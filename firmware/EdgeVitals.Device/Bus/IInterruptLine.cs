namespace EdgeVitals.Device;

/// <summary>An interrupt output of a chip, as the driver sees it: open drain and active low on the board.</summary>
public interface IInterruptLine
{
    /// <summary>Whether the chip asks for attention now (the pin is low).</summary>
    bool IsAsserted();
}
