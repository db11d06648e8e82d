namespace EdgeVitals.Emulation.Wearers;

/// <summary>Numbers of the noise streams. Each use has its own, so that adding one moves no other.</summary>
internal static class Streams
{
    public const int Profile = 1;
    public const int HeartRateDay = 2;
    public const int TemperatureDay = 3;
    public const int RespirationDay = 4;
    public const int SpO2Day = 5;
    public const int StepsDay = 6;
    public const int Wear = 7;
    public const int Alcohol = 8;
    public const int Stress = 9;
    public const int Travel = 10;
    public const int TravelShift = 11;
    public const int Vaccination = 12;
    public const int StepsHour = 13;
    public const int HeartRateHour = 14;
    public const int TemperatureHour = 15;
    public const int RespirationHour = 16;
    public const int SpO2Hour = 17;
    public const int RmssdDay = 18;
    public const int RmssdHour = 19;
    public const int HeartRateMinute = 20;
    public const int StepsMinute = 21;
    public const int Waveform = 32;
    public const int Motion = 48;
    public const int Skin = 49;
    public const int Electrodes = 50;
    public const int Forehead = 51;
    public const int GaitPace = 52;
    public const int MotionGain = 53;
    public const int MotionLag = 54;
    public const int Gesture = 55;
    public const int Tap = 56;
    public const int Burst = 57;
    public const int Reach = 58;
    public const int Ectopic = 59;
    public const int Fibrillation = 60;
    public const int ElectrodeSlow = 61;
    public const int ElectrodeFast = 62;
    public const int Desaturation = 63;
}
