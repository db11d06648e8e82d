namespace EdgeVitals.Emulation.Chips;

/// <summary>
/// Register map of the MAX30102 (Analog Devices data sheet 19-7740, "Register Maps and Descriptions"). Written down a
/// second time on purpose: the driver has its own, so a slip in one of them shows.
/// </summary>
internal static class Max30102Registers
{
    public const int InterruptStatus1 = 0x00;
    public const int InterruptStatus2 = 0x01;
    public const int InterruptEnable1 = 0x02;
    public const int InterruptEnable2 = 0x03;
    public const int FifoWritePointer = 0x04;
    public const int OverflowCounter = 0x05;
    public const int FifoReadPointer = 0x06;
    public const int FifoData = 0x07;
    public const int FifoConfiguration = 0x08;
    public const int ModeConfiguration = 0x09;
    public const int Spo2Configuration = 0x0A;
    public const int Led1Amplitude = 0x0C;
    public const int Led2Amplitude = 0x0D;
    public const int MultiLed1 = 0x11;
    public const int MultiLed2 = 0x12;
    public const int DieTemperatureInteger = 0x1F;
    public const int DieTemperatureFraction = 0x20;
    public const int DieTemperatureConfiguration = 0x21;
    public const int RevisionId = 0xFE;
    public const int PartId = 0xFF;

    public const int AlmostFull = 0x80;
    public const int PpgReady = 0x40;
    public const int AmbientOverflow = 0x20;
    public const int PowerReady = 0x01;
    public const int DieTemperatureReady = 0x02;

    public const int Shutdown = 0x80;
    public const int Reset = 0x40;
    public const int ModeHeartRate = 2;
    public const int ModeSpo2 = 3;
    public const int ModeMultiLed = 7;
    public const int RolloverEnable = 0x10;
    public const int TemperatureEnable = 0x01;
}
