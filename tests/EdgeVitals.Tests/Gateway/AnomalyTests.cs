using EdgeVitals.Federated;
using EdgeVitals.Gateway;
using EdgeVitals.Gateway.Anomaly;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVitals.Tests.Gateway;

public sealed class AnomalyTests
{
    [Fact]
    public void Model_of_the_cloud_is_loaded_and_found_again_after_a_restart()
    {
        using var harness = new GateHarness();
        using (AnomalyModels models = New(harness))
        {
            Assert.True(models.Offer(Signed(harness.Cloud, Model(3))));
            Assert.Equal(1, harness.Status.ModelsLoaded);
        }

        using AnomalyModels again = New(harness);

        Assert.Equal(3, again.Cloud!.Version);
        Assert.Equal(["cloud subspace", "cloud distance"],
            again.Score(new double[6], [new double[6]]).Select(s => s.Model));
    }

    [Fact]
    public void Model_with_a_foreign_signature_is_rejected()
    {
        using var harness = new GateHarness();
        using AnomalyModels models = New(harness);
        using MessageSigner stranger = MessageSigner.Create();

        Assert.False(models.Offer(Signed(stranger, Model(1))));
        byte[] flipped = Signed(harness.Cloud, Model(1));
        flipped[^1] ^= 1;
        Assert.False(models.Offer(flipped));
        Assert.False(models.Offer(harness.Cloud.Sign(Model(1).Encode(), ContentTypes.Round)));

        Assert.Null(models.Cloud);
        Assert.Equal(3, harness.Status.ModelsRejected);
    }

    [Fact]
    public void Model_of_another_dimension_tenant_or_an_older_version_is_rejected()
    {
        using var harness = new GateHarness();
        using AnomalyModels models = New(harness);
        Assert.True(models.Offer(Signed(harness.Cloud, Model(5))));

        Assert.False(models.Offer(Signed(harness.Cloud, Model(4))));
        Assert.False(models.Offer(Signed(harness.Cloud, Model(6, dimension: 5))));
        Assert.False(models.Offer(Signed(harness.Cloud, Model(6) with { Tenant = "other" })));
        // The same one again, as a broker's retained message brings it, is neither news nor a fault.
        Assert.True(models.Offer(Signed(harness.Cloud, Model(5))));

        Assert.Equal(5, models.Cloud!.Version);
        Assert.Equal((1L, 3L), (harness.Status.ModelsLoaded, harness.Status.ModelsRejected));
    }

    [Fact]
    public void Subspace_of_sigma_points_is_the_covariances_own()
    {
        // Three strong and three weak directions: a day along a strong one is explained, along a weak one it is not.
        ModelMessage model = Model(1);
        using PcaModel pca = PcaModel.FromSigmaPoints(
            [.. SecondMoment.SigmaPoints(model.Eigenvalues, model.Eigenvectors)], "test");

        Assert.InRange(pca.Score([2, 0, 0, 0, 0, 0]), 0, 0.05);
        Assert.True(pca.Score([0, 0, 0, 0, 0, 2]) > 0.5);
    }

    [Fact]
    public void Mahalanobis_equals_the_distance_by_hand()
    {
        using var model = new MahalanobisModel([4, 1], [0.6, 0.8, -0.8, 0.6], "test");
        // Along (0.6, 0.8): 2 / sqrt(4); along (-0.8, 0.6): 3 / sqrt(1).
        Assert.Equal(1.0, model.Score([1.2, 1.6]), 12);
        Assert.Equal(3.0, model.Score([-2.4, 1.8]), 12);
    }

    [Fact]
    public void Own_model_scores_a_broken_pattern_above_the_wearers_days()
    {
        // Healthy days: temperature follows the resting heart rate. The odd day breaks that, at ordinary sizes.
        var noise = new FixedBytes(3);
        List<double[]> days = [.. Enumerable.Range(0, 200).Select(_ => Day(noise))];
        using PcaModel pca = PcaModel.Train(days, "own");

        AnomalyScore odd = AnomalyScore.Of(pca, [2, 2, -2, 0, 0, 0], days);
        AnomalyScore plain = AnomalyScore.Of(pca, [2, 2, 2, 0, 0, 0], days);

        Assert.True(odd.IsUnusual, $"{odd.Score} against {odd.Threshold}");
        Assert.False(plain.IsUnusual, $"{plain.Score} against {plain.Threshold}");
        Assert.Equal(2, Array.IndexOf(odd.Contributions, odd.Contributions.Max()));
    }

    [Fact]
    public void Own_model_of_a_clinic_without_thermometer_is_trained()
    {
        var noise = new FixedBytes(5);
        List<double[]> days = [.. Enumerable.Range(0, 50).Select(_ => Day(noise))];
        days.ForEach(d => d[2] = d[3] = d[4] = 0);
        using PcaModel pca = PcaModel.Train(days, "own");

        Assert.InRange(pca.Score([2, 2, 0, 0, 0, 0]), 0, 1);
        Assert.True(pca.Score([0, 0, 3, 0, 0, 0]) > 1);
    }

    private static double[] Day(FixedBytes noise)
    {
        double common = Normal(noise), activity = Normal(noise);
        return [common + (0.2 * Normal(noise)), common + (0.2 * Normal(noise)), common + (0.2 * Normal(noise)),
            0.2 * Normal(noise), 0.2 * Normal(noise), activity];
    }

    private static double Normal(FixedBytes noise)
    {
        // The sum of twelve uniform bytes, less its mean, has variance one in units of 256.
        byte[] bytes = new byte[12];
        noise.Fill(bytes);
        return (bytes.Sum(b => (double)b) - (12 * 127.5)) / 256;
    }

    private static AnomalyModels New(GateHarness harness) =>
        new(harness.Clinic, harness.Options, harness.Status, NullLogger<AnomalyModels>.Instance);

    private static byte[] Signed(MessageSigner signer, ModelMessage model) =>
        signer.Sign(model.Encode(), ContentTypes.Model);

    private static ModelMessage Model(long version, int dimension = 6)
    {
        double[] values = [.. Enumerable.Range(0, dimension).Select(i => i < 3 ? 4.0 - i : 0.2)];
        double[] identity = new double[dimension * dimension];
        double[] covariance = new double[dimension * dimension];
        for (int i = 0; i < dimension; i++)
        {
            identity[(i * dimension) + i] = 1;
            covariance[(i * dimension) + i] = values[i];
        }
        return new ModelMessage
        {
            Tenant = "tenant",
            ModelId = "anomaly-subspace",
            Version = version,
            TaskId = StandardTasks.AnomalySubspaceId,
            Rounds = 3,
            LastRound = 20_500,
            Dimension = dimension,
            Covariance = covariance,
            Eigenvalues = [.. values.OrderDescending()],
            Eigenvectors = identity,
            ExpectedErrorPerEntry = 0.1,
        };
    }
}
