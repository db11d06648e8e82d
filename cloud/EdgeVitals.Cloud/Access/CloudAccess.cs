using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;

namespace EdgeVitals.Cloud.Access;

/// <summary>Who may see pages and figures: whoever came by a one-time link, for one working day.</summary>
internal static class CloudAccess
{
    /// <summary>The role of a reader of the dashboard and the JSON API.</summary>
    internal const string ReaderRole = "public-health";

    /// <summary>Distinct from the gateway's cookie: both programs may run on one host name.</summary>
    private const string CookieName = "edgevitals-cloud";

    /// <summary>
    /// MudBlazor and the pages set style attributes; nothing else departs from the page's own origin. Frames are
    /// forbidden, so no other site can put the dashboard under its buttons.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; "
        + "base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    internal static void AddTo(IServiceCollection services, CloudOptions options)
    {
        _ = options;
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.Cookie.Name = CookieName;
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.ExpireTimeSpan = TimeSpan.FromHours(12);
            cookie.SlidingExpiration = false;
            cookie.LoginPath = "/signin";
            cookie.Events.OnRedirectToLogin = Challenge;
            cookie.Events.OnRedirectToAccessDenied = Challenge;
        });
        services.AddAuthorizationBuilder().SetDefaultPolicy(
            new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireRole(ReaderRole).Build());
    }

    internal static Task SecurityHeaders(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        return next(context);
    }

    internal static void MapSignIn(WebApplication app)
    {
        app.MapGet("/signin", SignInAsync).AllowAnonymous();
        app.MapGet("/signout", async (HttpContext context) =>
        {
            await context.SignOutAsync();
            return Results.Redirect("/signin");
        }).AllowAnonymous();
    }

    private static async Task<IResult> SignInAsync(HttpContext context, SignInLinks links, string? token)
    {
        if (!links.TryUse(token))
        {
            return Results.Content(
                "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>EdgeVitals cloud</title>"
                + "<body><main><h1>Sign in</h1><p>Open the one-time link that <code>edgevitals-cloud run</code> "
                + "printed. A link works once; a restart prints a new one.</p></main></body></html>",
                "text/html; charset=utf-8", statusCode: StatusCodes.Status401Unauthorized);
        }
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.Role, ReaderRole)], CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(new ClaimsPrincipal(identity));
        return Results.Redirect("/");
    }

    private static Task Challenge(RedirectContext<CookieAuthenticationOptions> context)
    {
        // A program that reads the API wants a status, not a page.
        if (context.Request.Path.StartsWithSegments("/api")) context.Response.StatusCode = 401;
        else context.Response.Redirect("/signin");
        return Task.CompletedTask;
    }
}
