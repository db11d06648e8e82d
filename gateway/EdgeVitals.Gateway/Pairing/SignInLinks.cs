using System.Security.Cryptography;
using System.Text;

namespace EdgeVitals.Gateway.Pairing;

/// <summary>
/// One-time links into the screens. A link is used once and within a day of real time; only its hash is kept, in
/// memory, so a restart makes all unused links void.
/// </summary>
public sealed class SignInLinks(GatewayAddresses addresses)
{
    private const int MaximumLinks = 100;
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _open = new(StringComparer.Ordinal);

    /// <summary>Makes a link, to be opened once.</summary>
    /// <exception cref="InvalidOperationException">This gateway serves no screens, or has not started.</exception>
    public string Create()
    {
        if (addresses.Web is not { } web)
        {
            throw new InvalidOperationException("This gateway serves no screens, or has not started.");
        }
        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        lock (_gate)
        {
            foreach (string stale in _open.Where(l => l.Value < now).Select(l => l.Key).ToList())
            {
                _open.Remove(stale);
            }
            if (_open.Count >= MaximumLinks)
            {
                throw new InvalidOperationException($"{MaximumLinks} links are open and unused.");
            }
            _open[Hash(token)] = now + Life;
        }
        return $"{web}signin?token={token}";
    }

    /// <summary>Whether the token opens the screens; it does so once.</summary>
    public bool Use(string? token)
    {
        if (string.IsNullOrEmpty(token) || token.Length > 128)
        {
            return false;
        }
        lock (_gate)
        {
            return _open.Remove(Hash(token), out DateTimeOffset until) && TimeProvider.System.GetUtcNow() <= until;
        }
    }

    private static string Hash(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
