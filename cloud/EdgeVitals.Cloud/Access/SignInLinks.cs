using EdgeVitals.Broker;

namespace EdgeVitals.Cloud.Access;

/// <summary>One-time sign-in links for readers of the dashboard; see <see cref="OneTimeTokens"/>.</summary>
public sealed class SignInLinks(CloudOptions options)
{
    private readonly OneTimeTokens _tokens = new(options.SignInLinkLifetime);
    private volatile string? _origin;

    /// <summary>Makes a link for a reader of the dashboard.</summary>
    /// <exception cref="InvalidOperationException">The web listener has not started.</exception>
    public string Create()
    {
        string origin = _origin ?? throw new InvalidOperationException("the web listener has not started");
        return $"{origin}/signin?token={_tokens.Issue()}";
    }

    /// <summary>Uses a link up; false where it is unknown, used or too old.</summary>
    public bool TryUse(string? token) => _tokens.TryUse(token);

    internal void StartedAt(string origin) => _origin = origin.TrimEnd('/');
}
