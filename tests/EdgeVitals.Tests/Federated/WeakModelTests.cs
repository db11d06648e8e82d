using EdgeVitals.Cloud.Models;
using EdgeVitals.Federated;
using EdgeVitals.Gateway.Anomaly;

namespace EdgeVitals.Tests.Federated;

/// <summary>Models of few wearers, or of noise alone: gateways must be able to read and use them.</summary>
public sealed class WeakModelTests
{
    private static readonly TaskDefinition Task = SampleMessages.Subspace();

    /// <param name="diagonal">Each diagonal coordinate of the sum, grid units; noise may make it negative.</param>
    [Theory]
    [InlineData(2_000)]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-2_000)]
    public void Gateway_reads_and_scores_with_a_model_whose_eigenvalues_are_at_the_floor(long diagonal)
    {
        var sum = new Int128[Task.Dimension];
        for (int i = 0, next = 0; i < 6; next += 6 - i, i++)
        {
            sum[next] = diagonal;
        }

        ModelMessage made = ModelPublisher.Message(Task, sum, 40, 1, 20_500, 1);
        Assert.True(ModelMessage.TryDecode(made.Encode(), out ModelMessage? model, out string reason), reason);
        Assert.All(model.Eigenvalues, value => Assert.True(value > 0.999 * SecondMoment.AbsoluteFloor));

        double[] day = [3, -1, 2, 0, 1, -2];
        using MahalanobisModel distance = new(model.Eigenvalues, model.Eigenvectors, "distance");
        double expected = Math.Sqrt(day.Sum(x => x * x) / model.Eigenvalues[0]);
        Assert.Equal(expected, distance.Score(day), 1e-6 * expected);
        using PcaModel subspace = PcaModel.FromSigmaPoints(
            [.. SecondMoment.SigmaPoints(model.Eigenvalues, model.Eigenvectors)], "subspace");
        Assert.InRange(subspace.Score(day), 0.01, Math.Sqrt(day.Sum(x => x * x)));
    }

    [Fact]
    public void Subspace_of_a_tenth_of_the_places_scores_days_as_that_of_all_places_does()
    {
        double[] full = [4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0.2, 0, 0,
            0, 0, 0, 0, 0.1, 0, 0, 0, 0, 0, 0, 0.01];
        double[] tenth = [.. full.Select(entry => entry / 10)];
        using IDayModel ofFull = Subspace(full), ofTenth = Subspace(tenth);
        using IDayModel near = Distance(full), far = Distance(tenth);
        foreach (double[] day in new double[][] { [1, 0, 0, 0, 0, 1], [0, 2, 1, 3, 0, 0], [0, 0, 0, 0, 1, -2] })
        {
            Assert.Equal(ofFull.Score(day), ofTenth.Score(day), 1e-3);
            // One factor for every day: thresholds, which each wearer's own days set, move with it.
            Assert.Equal(Math.Sqrt(10) * near.Score(day), far.Score(day), 1e-9);
        }
    }

    private static Eigen Floored(double[] covariance) => SecondMoment.SymmetricEigen(
        SecondMoment.Project(covariance, SecondMoment.EigenvalueFloor(covariance)));

    private static MahalanobisModel Distance(double[] covariance)
    {
        Eigen eigen = Floored(covariance);
        return new MahalanobisModel(eigen.Values, eigen.Vectors, "distance");
    }

    private static PcaModel Subspace(double[] covariance)
    {
        Eigen eigen = Floored(covariance);
        return PcaModel.FromSigmaPoints([.. SecondMoment.SigmaPoints(eigen.Values, eigen.Vectors)], "subspace");
    }
}
