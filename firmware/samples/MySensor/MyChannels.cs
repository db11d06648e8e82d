using EdgeVitals.Wire;

namespace MySensor;

/// <summary>What this maker's chips measure. channels.json tells a gateway the same, with a title for people.</summary>
internal static class MyChannels
{
    /// <summary>Relative humidity of the air above the skin, 0.01 %. It rises within minutes when a person sweats. No
    /// LOINC or MDC code for it was found, so both are empty.</summary>
    public static readonly Channel SkinHumidity =
        Channel.Vendor(32768, "skin-humidity", "%", -2, 0, 10000, "", "");

    /// <summary>The channel of that number, or null for one that is not ours.</summary>
    public static Channel? Find(int id) => id == SkinHumidity.Id ? SkinHumidity : Channels.Find(id);
}
