using System.Net;
using System.Security.Claims;
using EdgeVitals.Gateway.Alarms;
using EdgeVitals.Gateway.Pairing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using MudBlazor.Services;

namespace EdgeVitals.Gateway.Screens;

/// <summary>The web half of a gateway: sign-in by one-time link, the pages, and one call to acknowledge an alarm.
/// </summary>
internal static class ScreenHosting
{
    private const string Scheme = "edgevitals-gateway";

    /// <summary>
    /// Everything from ourselves. Inline styles are the one exception: MudBlazor sets its theme and its menus through
    /// them. Scripts stay files.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; "
        + "base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static void Add(WebApplicationBuilder builder, GatewayOptions options)
    {
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var addresses = kestrel.ApplicationServices.GetRequiredService<GatewayAddresses>();
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.WebPort, listen => addresses.Listen = listen);
        });
        IServiceCollection services = builder.Services;
        services.AddDataProtection().SetApplicationName(Scheme)
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(options.DataDirectory, "keys")));
        services.AddAuthentication(Scheme).AddCookie(Scheme, cookie =>
        {
            cookie.Cookie.Name = Scheme;
            cookie.Cookie.HttpOnly = true;
            // Lax, not Strict: the sign-in link is opened from outside and its redirect must carry the cookie.
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.ExpireTimeSpan = TimeSpan.FromHours(12);
            cookie.LoginPath = "/signed-out";
        });
        services.AddAuthorizationBuilder().SetFallbackPolicy(
            new AuthorizationPolicyBuilder(Scheme).RequireAuthenticatedUser().Build());
        services.AddCascadingAuthenticationState();
        services.AddAntiforgery(a => a.Cookie.Name = Scheme + "-antiforgery");
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices();
    }

    public static void Use(WebApplication app)
    {
        app.Use((context, next) =>
        {
            IHeaderDictionary headers = context.Response.Headers;
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            return next(context);
        });
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        string assets = Path.Combine(
            AppContext.BaseDirectory, typeof(GatewayHost).Assembly.GetName().Name + ".staticwebassets.endpoints.json");
        app.MapStaticAssets(assets).AllowAnonymous();
        app.MapGet("/signin", SignInAsync).AllowAnonymous();
        app.MapGet("/signed-out", (GatewayOptions options) => Plain(options, StatusCodes.Status401Unauthorized,
            "Signed out", "Open the gateway with the one-time link that it printed when it started.")).AllowAnonymous();
        app.MapPost("/api/alarms/{id:guid}/acknowledge", (Guid id, AlarmDesk alarms) =>
            alarms.Acknowledge(id, "screen") ? Results.NoContent() : Results.NotFound());
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }

    private static async Task<IResult> SignInAsync(
        string? token, HttpContext context, SignInLinks links, GatewayOptions options)
    {
        if (!links.Use(token))
        {
            return Plain(options, StatusCodes.Status403Forbidden, "This link is used or unknown",
                "A sign-in link works once, within a day. Restart the gateway to get a new one.");
        }
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, "clinic")], Scheme);
        await context.SignInAsync(Scheme, new ClaimsPrincipal(identity)).ConfigureAwait(false);
        return Results.Redirect("/");
    }

    private static IResult Plain(GatewayOptions options, int status, string title, string text)
    {
        string banner = options.TimeBanner is null ? ""
            : "<p class=\"banner time-banner\" data-testid=\"time-banner\">"
                + WebUtility.HtmlEncode(options.TimeBanner) + "</p>";
        return Results.Content($"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>{title} - EdgeVitals gateway</title>
            <link rel="stylesheet" href="/gateway/gateway.css"></head>
            <body>{banner}<p class="banner" data-testid="no-medical-device">{PageText.NoMedicalDevice}</p>
            <main class="plain"><h1>{title}</h1><p>{text}</p></main></body></html>
            """, "text/html; charset=utf-8", statusCode: status);
    }
}
