using System.Security.Cryptography;
using System.Text;

namespace EdgeVitals.Broker;

/// <summary>
/// Tokens of the programs' one-time sign-in links: 256 random bits, kept as a hash in memory alone. A token dies with
/// the process, with its first use, and when its lifetime ends.
/// </summary>
/// <param name="lifetime">How long a token may lie unused, in real time: a rehearsal at 3,600-fold speed must not sign
/// its visitors out.</param>
public sealed class OneTimeTokens(TimeSpan lifetime)
{
    /// <summary>Most tokens that may lie unused; the oldest goes when one more is made.</summary>
    public const int MaximumUnused = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _unused = new(StringComparer.Ordinal);

    /// <summary>Makes a token: 64 lower hexadecimal digits.</summary>
    public string Issue()
    {
        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        lock (_gate)
        {
            while (_unused.Count >= MaximumUnused) _unused.Remove(_unused.MinBy(t => t.Value).Key);
            _unused[Hash(token)] = TimeProvider.System.GetUtcNow() + lifetime;
        }

        return token;
    }

    /// <summary>Uses a token up; false where it is unknown, used or too old.</summary>
    public bool TryUse(string? token)
    {
        if (token is not { Length: 64 }) return false;
        lock (_gate)
        {
            return _unused.Remove(Hash(token), out DateTimeOffset end) && TimeProvider.System.GetUtcNow() < end;
        }
    }

    private static string Hash(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
