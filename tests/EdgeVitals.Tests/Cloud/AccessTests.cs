using System.Net;
using EdgeVitals.Broker;
using EdgeVitals.Cloud.Access;
using EdgeVitals.Cloud.Enrollment;
using EdgeVitals.Federated;
using MQTTnet;

namespace EdgeVitals.Tests.Cloud;

public sealed class AccessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Roles_allow_a_gateway_its_own_topics_and_an_auditor_to_read()
    {
        await using var cloud = await CloudHarness.StartAsync();
        var policy = cloud.Get<IBrokerPolicy>();
        var registry = cloud.Get<GatewayRegistry>();
        using var key = MessageSigner.Create();
        string gateway = registry.Enroll(key.PublicPem).Gateway, auditor = registry.AddAuditor().UserName;
        string own = UplinkTopics.Up("tests", gateway, "surveillance-daily", 1);

        Assert.True(policy.MayPublish(gateway, own));
        Assert.False(policy.MayPublish(gateway, UplinkTopics.Up("tests", "gw-other", "surveillance-daily", 1)));
        Assert.False(policy.MayPublish(gateway, UplinkTopics.Up("elsewhere", gateway, "surveillance-daily", 1)));
        Assert.False(policy.MayPublish(gateway, UplinkTopics.Models("tests", "anomaly-subspace")));
        Assert.False(policy.MayPublish(gateway, UplinkTopics.Ack("tests", gateway)));
        Assert.False(policy.MayPublish(auditor, own));
        Assert.False(policy.MayPublish("stranger", UplinkTopics.Up("tests", "stranger", "surveillance-daily", 1)));

        foreach (string filter in new[] { "tasks/#", "rounds/#", "models/+", $"gw/{gateway}/ack" })
            Assert.True(policy.MaySubscribe(gateway, "ev/1/tests/" + filter), filter);
        string[] foreign = ["#", "ev/1/tests/#", "ev/1/tests/gw/#", "ev/1/tests/gw/+/ack", "+/1/tests/tasks/#"];
        foreach (string filter in foreign)
            Assert.False(policy.MaySubscribe(gateway, filter), filter);
        Assert.True(policy.MaySubscribe(auditor, "ev/1/tests/#"));
        Assert.False(policy.MaySubscribe(auditor, "#"));
        Assert.False(policy.MaySubscribe("stranger", "ev/1/tests/tasks/#"));

        Assert.True(registry.Revoke(gateway));
        Assert.False(policy.MayPublish(gateway, own));
        Assert.False(registry.Revoke(gateway));
    }

    [Fact]
    public async Task Auditor_sees_the_update_that_a_gateway_sends()
    {
        await using var cloud = await CloudHarness.StartAsync();
        var access = cloud.Get<GatewayRegistry>().AddAuditor();
        using var auditor = new MqttClientFactory().CreateMqttClient();
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        auditor.ApplicationMessageReceivedAsync += e =>
        {
            string topic = e.ApplicationMessage.Topic;
            if (UplinkTopics.TryParseUp(topic, out _)) seen.TrySetResult(topic);
            return Task.CompletedTask;
        };
        await auditor.ConnectAsync(
            TestGateway.Options(cloud.Addresses.MqttPort, access.UserName, access.Token), Token);
        await auditor.SubscribeAsync("ev/1/tests/#", cancellationToken: Token);

        var gateway = await cloud.EnrollAsync();
        var update = gateway.Update(cloud.Task(StandardTasks.SurveillanceDailyId), CloudHarness.DataDay, 1, 1);
        await gateway.SendAsync(update, Token);

        Assert.Equal(
            UplinkTopics.Up("tests", gateway.Id, update.TaskId, update.Round), await seen.Task.WaitAsync(Token));
        await auditor.DisconnectAsync(cancellationToken: Token);
    }

    [Fact]
    public async Task Gateway_enrolled_by_another_process_connects_and_a_wrong_token_does_not()
    {
        await using var cloud = await CloudHarness.StartAsync();
        // As the command line does it: a database of its own on the same directory.
        using var database = EdgeVitals.Cloud.CloudDatabase.Create(cloud.Options.DataDirectory);
        var key = MessageSigner.Create();
        var enrollment = new GatewayRegistry(database, TimeProvider.System).Enroll(key.PublicPem);
        await using var gateway = new TestGateway(enrollment, key);
        await gateway.ConnectAsync(Token);
        Assert.Equal(cloud.Addresses.MqttPort, enrollment.Port);
        Assert.True(gateway.Client.IsConnected);

        using var thief = new MqttClientFactory().CreateMqttClient();
        var refused = await thief.ConnectAsync(
            TestGateway.Options(enrollment.Port, enrollment.Gateway, new string('0', 64)), Token);
        Assert.Equal(MqttClientConnectResultCode.BadUserNameOrPassword, refused.ResultCode);
    }

    [Fact]
    public async Task Registry_refuses_private_keys_other_curves_and_a_key_enrolled_before()
    {
        await using var cloud = await CloudHarness.StartAsync();
        var registry = cloud.Get<GatewayRegistry>();
        using var key = MessageSigner.Create();
        using var p384 = System.Security.Cryptography.ECDsa.Create(
            System.Security.Cryptography.ECCurve.NamedCurves.nistP384);
        registry.Enroll(key.PublicPem);
        Assert.Throws<ArgumentException>(() => registry.Enroll(key.PublicPem));
        Assert.Throws<ArgumentException>(() => registry.Enroll(key.ToPem()));
        Assert.Throws<ArgumentException>(() => registry.Enroll(p384.ExportSubjectPublicKeyInfoPem()));
        Assert.Throws<ArgumentException>(() => registry.Enroll("no key"));
    }

    [Fact]
    public async Task Pages_and_figures_need_a_link_that_works_once()
    {
        await using var cloud = await CloudHarness.StartAsync(screens: true);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler) { BaseAddress = new Uri(cloud.Addresses.Web) };
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/rounds", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/", Token)).StatusCode);

        string link = cloud.Get<SignInLinks>().Create();
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync(link, Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync(link, Token)).StatusCode);
        var page = await browser.GetAsync("/", Token);
        string html = await page.Content.ReadAsStringAsync(Token);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        string policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http:", policy, StringComparison.Ordinal);
        string[] marks = ["time-banner", "round-row", "travel-list", "privacy-period", "No medical device"];
        foreach (string mark in marks)
            Assert.Contains(mark, html, StringComparison.Ordinal);
        string[] assets = ["_framework/blazor.web.js", "_content/MudBlazor/MudBlazor.min.css", "cloud/cloud.css"];
        foreach (string asset in assets)
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/" + asset, Token)).StatusCode);
        Assert.Contains("collecting", await browser.GetStringAsync("/api/rounds", Token), StringComparison.Ordinal);
        Assert.Equal("[]", await browser.GetStringAsync("/api/estimates", Token));
    }

    [Fact]
    public async Task Revoked_gateway_with_an_open_session_publishes_no_more()
    {
        await using var cloud = await CloudHarness.StartAsync();
        var gateway = await cloud.EnrollAsync();
        var update = gateway.Update(cloud.Task(StandardTasks.SurveillanceDailyId), CloudHarness.DataDay, 1, 1);
        Assert.True(cloud.Get<GatewayRegistry>().Revoke(gateway.Id));
        var result = await gateway.PublishAsync(
            UplinkTopics.Up("tests", gateway.Id, update.TaskId, update.Round), gateway.Sign(update), Token);
        // Its session is still open, yet the very next message is refused.
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, result.ReasonCode);
        Assert.Equal(0, cloud.Status.UpdatesCounted);
    }
}
