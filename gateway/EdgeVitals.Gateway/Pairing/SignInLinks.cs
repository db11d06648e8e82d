using EdgeVitals.Broker;

namespace EdgeVitals.Gateway.Pairing;

/// <summary>One-time links into the screens, good for a day; see <see cref="OneTimeTokens"/>.</summary>
public sealed class SignInLinks(GatewayAddresses addresses)
{
    private readonly OneTimeTokens _tokens = new(TimeSpan.FromDays(1));

    /// <summary>Makes a link, to be opened once.</summary>
    /// <exception cref="InvalidOperationException">This gateway serves no screens, or has not started.</exception>
    public string Create() => addresses.Web is { } web
        ? $"{web}signin?token={_tokens.Issue()}"
        : throw new InvalidOperationException("This gateway serves no screens, or has not started.");

    /// <summary>Whether the token opens the screens; it does so once.</summary>
    public bool Use(string? token) => _tokens.TryUse(token);
}
