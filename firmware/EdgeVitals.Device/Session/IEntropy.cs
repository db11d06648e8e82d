namespace EdgeVitals.Device;

/// <summary>Chance, for jitter and identities: a hardware generator on a device, a seeded one in a test.</summary>
public interface IEntropy
{
    /// <summary>A number of 0..bound-1, bound 1 or more.</summary>
    int Below(int bound);
}
