using EdgeVitals.Federated;
using EdgeVitals.Gateway.Commands;

namespace EdgeVitals.Tests.Gateway;

public sealed class CommandTests
{
    [Fact]
    public async Task Run_virtual_time_with_an_enrolment_elsewhere_is_refused()
    {
        using var folder = new TemporaryFolder();
        using MessageSigner cloud = MessageSigner.Create();
        string data = Path.Combine(folder.Path, "data"), file = Path.Combine(folder.Path, "enrolment.json");
        var enrollment = new Enrollment
        {
            Tenant = "tenant", Gateway = "gw-1", Host = "cloud.example", Port = 8883, Token = "token",
            CloudPublicKey = cloud.PublicPem,
        };
        await File.WriteAllTextAsync(file, enrollment.ToJson(), TestContext.Current.CancellationToken);
        using StringWriter output = new(), error = new();
        int code = await CommandLine.RunAsync(
            ["run", "--data", data, "--uplink", file, "--virtual-time", "3600@2026-03-01T18:00:00Z"], output, error);

        Assert.Equal(CommandLine.BadUsage, code);
        Assert.Equal("", output.ToString());
        Assert.Contains("edgevitals-gateway: --virtual-time: accepts only an enrolment whose host is loopback",
            error.ToString());
        Assert.False(Directory.Exists(data));
    }
}
