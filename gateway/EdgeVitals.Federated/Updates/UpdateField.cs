namespace EdgeVitals.Federated;

/// <summary>One field of the closed update schema.</summary>
/// <param name="Key">Integer key in the CBOR map.</param>
/// <param name="Name">Name of the field.</param>
/// <param name="Charged">True where the field depends on wearers' data and is paid for in the ledger.</param>
public readonly record struct UpdateField(int Key, string Name, bool Charged);
