namespace EdgeVitals.Cloud.Publication;

/// <summary>The figures of the dashboard as JSON, behind the same cookie and role.</summary>
internal static class CloudApi
{
    internal static void Map(WebApplication app)
    {
        var api = app.MapGroup("/api").RequireAuthorization();
        api.MapGet("/estimates", (CloudStatus status) => status.Estimates);
        api.MapGet("/rounds", (CloudStatus status) => status.Rounds);
    }
}
