using System.Security.Cryptography;
using EdgeVitals.Device;

namespace EdgeVitals.Pi;

/// <summary>Chance from the operating system.</summary>
internal sealed class CryptoEntropy : IEntropy
{
    public int Below(int bound) => RandomNumberGenerator.GetInt32(bound);
}
