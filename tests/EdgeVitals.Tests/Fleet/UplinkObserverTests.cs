using EdgeVitals.Federated;
using EdgeVitals.Fleet.Observation;

namespace EdgeVitals.Tests.Fleet;

/// <summary>
/// The observer is the demonstration's witness: each broken twin of a gateway must be caught, and an honest fleet
/// must not be accused. An honest run judges its 50 messages three times at 1e-6 each: accused once in 6,600 runs.
/// </summary>
public sealed class UplinkObserverTests
{
    private const int Day = UplinkStage.FirstDay + 20;

    [Fact]
    public void Honest_fleet_is_not_accused_and_its_noise_measures_one()
    {
        using var stage = new UplinkStage();
        stage.SendDays(5);
        Assert.Empty(stage.Observer.Findings);
        Assert.Equal(5 * 5 * 2, stage.Observer.Updates);
        // 525 coordinates: the ratio's standard deviation is sqrt(2 / 525) = 0.062; five of them to either side.
        Assert.InRange(stage.Observer.NoiseRatios[StandardTasks.AnomalySubspaceId], 0.69, 1.31);
    }

    [Theory]
    [InlineData(0.0, 1)]
    [InlineData(0.5, 3)]
    [InlineData(2.0, 3)]
    public void Broken_twin_with_other_noise_is_caught(double noise, int days)
    {
        using var stage = new UplinkStage();
        stage.SendDays(days, noise);
        Assert.Contains(stage.Observer.Findings, v => v.Kind == ViolationKind.Noise);
    }

    [Fact]
    public void Broken_twin_alone_among_honest_gateways_is_caught()
    {
        using var stage = new UplinkStage();
        stage.SendDays(1);
        string twin = stage.Gateways.First();
        stage.Send(twin, stage.Tasks[0], Day + 1, noise: 0);
        Assert.NotEmpty(stage.Observer.Findings);
        Assert.All(stage.Observer.Findings, found =>
        {
            Assert.Equal(ViolationKind.Noise, found.Kind);
            Assert.Contains(twin, found.Topic, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Broken_twin_of_a_task_with_two_coordinates_is_caught_on_the_third_day()
    {
        using var stage = new UplinkStage();
        string twin = stage.Gateways.First();
        for (int day = Day; day < Day + 2; day++) stage.Send(twin, stage.Tasks[1], day, noise: 0);
        Assert.Empty(stage.Observer.Findings);
        stage.Send(twin, stage.Tasks[1], Day + 2, noise: 0);
        Assert.NotEmpty(stage.Observer.Findings);
    }

    [Fact]
    public void Honest_noise_that_happens_to_be_zero_is_not_an_accusation()
    {
        // Both coordinates of a surveillance message with σ² = 145 are zero once in about 900 honest messages.
        var once = new ResidualTest();
        once.Add([7, 3], [7, 3], sigmaSquared: 145);
        Assert.Null(once.Fault());
        // Five days in a row are not chance any more.
        for (int day = 0; day < 4; day++) once.Add([7, 3], [7, 3], sigmaSquared: 145);
        Assert.NotNull(once.Fault());
    }

    [Fact]
    public void Broken_twin_that_adds_one_raw_field_is_caught()
    {
        using var stage = new UplinkStage();
        stage.Send(stage.Gateways.First(), stage.Tasks[1], Day, tamper: UplinkStage.WithRawField);
        Assert.Equal(ViolationKind.Schema, Assert.Single(stage.Observer.Findings).Kind);
    }

    [Theory]
    [InlineData("1.0.0-hr72.4")]
    [InlineData("heart-rate-72")]
    public void Broken_twin_that_hides_a_vital_in_a_text_field_is_caught(string version)
    {
        using var stage = new UplinkStage();
        stage.Send(stage.Gateways.First(), stage.Tasks[1], Day, version: version);
        Assert.Equal(ViolationKind.Schema, Assert.Single(stage.Observer.Findings).Kind);
    }

    [Fact]
    public void Second_different_message_for_one_contribution_is_caught()
    {
        using var stage = new UplinkStage();
        string gateway = stage.Gateways.First();
        stage.Send(gateway, stage.Tasks[1], Day);
        stage.Send(gateway, stage.Tasks[1], Day);
        Assert.Equal(ViolationKind.SecondMessage, Assert.Single(stage.Observer.Findings).Kind);
    }

    [Fact]
    public void Same_bytes_twice_are_a_resend()
    {
        using var stage = new UplinkStage();
        string gateway = stage.Gateways.First();
        byte[] message = stage.Send(gateway, stage.Tasks[1], Day);
        stage.Resend(gateway, stage.Tasks[1], Day, message);
        Assert.Equal(2, stage.Observer.Updates);
        Assert.Empty(stage.Observer.Findings);
    }

    [Theory]
    [InlineData("ev/1/public-health/gw/gw00/debug")]
    [InlineData("ev/1/public-health/vitals")]
    public void Topic_outside_the_closed_list_is_caught(string topic)
    {
        using var stage = new UplinkStage();
        stage.Observer.Inspect(topic, new byte[] { 1 });
        Assert.Equal(ViolationKind.Schema, Assert.Single(stage.Observer.Findings).Kind);
    }

    [Theory]
    [InlineData("wear-0007 is fine")]
    [InlineData("temperature=36.617")]
    public void Planted_text_is_caught_wherever_it_stands(string text)
    {
        using var stage = new UplinkStage();
        stage.Observer.Inspect(
            UplinkTopics.Ack("public-health", stage.Gateways.First()), System.Text.Encoding.UTF8.GetBytes(text));
        Assert.Equal(ViolationKind.Canary, Assert.Single(stage.Observer.Findings).Kind);
    }

    [Fact]
    public void Planted_value_as_a_double_is_caught()
    {
        using var stage = new UplinkStage();
        byte[] message = [0x19, .. BitConverter.GetBytes(36.617), 0x00];
        stage.Observer.Inspect(UplinkTopics.Ack("public-health", stage.Gateways.First()), message);
        Assert.Equal(ViolationKind.Canary, Assert.Single(stage.Observer.Findings).Kind);
    }

    [Theory]
    [InlineData("19 8F 09 19 8E E4 19 8E BD")] // CBOR
    [InlineData("09 8F 00 00 E4 8E 00 00 BD 8E 00 00")] // 32-bit words
    public void Planted_values_as_integers_in_a_row_are_caught(string hex)
    {
        using var stage = new UplinkStage();
        byte[] message = [0x83, .. Convert.FromHexString(hex.Replace(" ", "")), 0x00];
        stage.Observer.Inspect(UplinkTopics.Ack("public-health", stage.Gateways.First()), message);
        Assert.Equal(ViolationKind.Canary, Assert.Single(stage.Observer.Findings).Kind);
    }
}
