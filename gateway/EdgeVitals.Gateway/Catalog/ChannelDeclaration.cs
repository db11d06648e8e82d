using EdgeVitals.Wire;

namespace EdgeVitals.Gateway.Catalog;

/// <summary>Whether a channel is read as a number or looked at as a wave.</summary>
public enum ChannelClass
{
    /// <summary>A value by itself, such as a rate or a temperature.</summary>
    Feature,

    /// <summary>Samples of a wave; one of them alone says nothing.</summary>
    Raw,
}

/// <summary>What this gateway knows of a channel: how the screens call it and what its numbers mean.</summary>
/// <param name="Channel">Number, unit, scale and range.</param>
/// <param name="Title">What the screens say, 1..64 characters.</param>
/// <param name="Class">See <see cref="ChannelClass"/>.</param>
/// <param name="Vendor">Who declared it; empty for a built-in channel.</param>
public sealed record ChannelDeclaration(Channel Channel, string Title, ChannelClass Class, string Vendor)
{
    /// <summary>The channels of this version, by ascending id.</summary>
    public static IReadOnlyList<ChannelDeclaration> BuiltIn { get; } =
    [
        Feature(Channels.HeartRate, "Heart rate"),
        Feature(Channels.SpO2, "SpO₂"),
        Feature(Channels.BodyTemperature, "Temperature"),
        Feature(Channels.RespiratoryRate, "Respiratory rate"),
        Feature(Channels.Steps, "Steps"),
        Raw(Channels.PlethInfrared, "Pulse wave, infrared"),
        Raw(Channels.PlethRed, "Pulse wave, red"),
        Feature(Channels.SkinTemperature, "Skin temperature"),
        Raw(Channels.AccelerationX, "Acceleration x"),
        Raw(Channels.AccelerationY, "Acceleration y"),
        Raw(Channels.AccelerationZ, "Acceleration z"),
        Feature(Channels.Activity, "Activity"),
        Raw(Channels.Ecg, "ECG"),
        Feature(Channels.SkinConductance, "Skin conductance"),
        Feature(Channels.Battery, "Battery"),
        Feature(Channels.EcgHeartRate, "Heart rate, ECG"),
        Feature(Channels.EcgRespiratoryRate, "Respiratory rate, ECG"),
    ];

    private static ChannelDeclaration Feature(Channel channel, string title) =>
        new(channel, title, ChannelClass.Feature, "");

    private static ChannelDeclaration Raw(Channel channel, string title) => new(channel, title, ChannelClass.Raw, "");
}
