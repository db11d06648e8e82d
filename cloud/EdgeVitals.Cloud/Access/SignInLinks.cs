using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace EdgeVitals.Cloud.Access;

/// <summary>
/// One-time sign-in links. A link is 256 random bits, kept as a hash in memory alone: it dies with the process, with
/// its first use, and when its lifetime ends.
/// </summary>
public sealed class SignInLinks(CloudOptions options)
{
    /// <summary>Most links that may lie unused; the oldest goes when one more is made.</summary>
    private const int MaximumLinks = 64;

    // Cookies and links live in real time: a rehearsal at 3,600-fold speed must not sign its visitors out.
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _open = new();
    private volatile string? _origin;

    /// <summary>Makes a link for a reader of the dashboard.</summary>
    /// <exception cref="InvalidOperationException">The web listener has not started.</exception>
    public string Create()
    {
        string origin = _origin ?? throw new InvalidOperationException("the web listener has not started");
        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        while (_open.Count >= MaximumLinks) _open.TryRemove(_open.MinBy(l => l.Value).Key, out _);
        _open[Hash(token)] = _clock.GetUtcNow() + options.SignInLinkLifetime;
        return $"{origin}/signin?token={token}";
    }

    /// <summary>Uses a link up; false where it is unknown, used or too old.</summary>
    public bool TryUse(string? token) =>
        token is { Length: 64 } && _open.TryRemove(Hash(token), out var end) && _clock.GetUtcNow() < end;

    internal void StartedAt(string origin) => _origin = origin.TrimEnd('/');

    private static string Hash(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
