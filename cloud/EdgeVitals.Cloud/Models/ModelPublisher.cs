using EdgeVitals.Cloud.Ingress;
using EdgeVitals.Cloud.Rounds;
using EdgeVitals.Federated;

namespace EdgeVitals.Cloud.Models;

/// <summary>
/// Makes the model of a published second-moment round: the exact sums of the newest rounds are added up, so that the
/// privacy noise, fresh in each, falls with the root of their number while the signal stays.
/// </summary>
public sealed class ModelPublisher(
    CloudOptions options, RoundStore rounds, ModelStore models, MessageSigner signer, Downlink downlink,
    ILogger<ModelPublisher> log)
{
    /// <summary>
    /// Publishes the model whose newest round is <paramref name="day"/>; a repetition sends the same bytes.
    /// </summary>
    internal async Task PublishAsync(TaskDefinition task, int day, DateTimeOffset now)
    {
        var row = models.OfRound(task.Id, day);
        if (row is null)
        {
            row = Make(task, day, now);
            models.Add(row);
        }
        await downlink.SendAsync(UplinkTopics.Models(task.Tenant, row.Model), row.Message, retain: true);
    }

    private ModelRow Make(TaskDefinition task, int day, DateTimeOffset now)
    {
        string hash = Convert.ToHexStringLower(task.Hash);
        var window = rounds.PublishedSums(task.Id, hash, day, options.ModelWindowRounds);
        var total = new ExactSum(task.Dimension);
        foreach (var round in window) total.Add(new ExactSum(round.Sum, round.Gateways));
        int gatewaySums = window.Sum(w => w.Gateways);
        long version = 1 + (models.Latest(task.Id)?.Version ?? 0);
        var message = Message(task, total.ToArray(), gatewaySums, window.Count, day, version);
        RoundsLog.ModelPublished(
            log, message.ModelId, message.Version, message.Rounds, gatewaySums, message.ExpectedErrorPerEntry,
            ModelQuality.Signal(message));
        return new ModelRow(
            message.ModelId, message.Version, task.Id, day, window.Count, gatewaySums, now,
            signer.Sign(message.Encode(), ContentTypes.Model));
    }

    /// <summary>The covariance, its eigenvectors and the error that the noise left in it.</summary>
    /// <remarks>
    /// The denominator is the tasks' fixed cap times the gateway sums: places without a wearer pull every entry down
    /// by the same factor, which changes no direction and no ratio of eigenvalues: their floor is relative to their
    /// mean, down to <see cref="SecondMoment.AbsoluteFloor"/>.
    /// </remarks>
    internal static ModelMessage Message(
        TaskDefinition task, Int128[] total, int gatewaySums, int rounds, int lastRound, long version)
    {
        int d = task.Features.Length;
        long denominator = checked((long)gatewaySums * task.WearerCap);
        double[] covariance = SecondMoment.FromSum(total, task, denominator);
        var eigen = SecondMoment.SymmetricEigen(covariance);
        return new ModelMessage
        {
            Tenant = task.Tenant,
            ModelId = task.Id,
            Version = version,
            TaskId = task.Id,
            Rounds = rounds,
            LastRound = lastRound,
            Dimension = d,
            Covariance = covariance,
            Eigenvalues = eigen.Values,
            Eigenvectors = eigen.Vectors,
            ExpectedErrorPerEntry = SecondMoment.ExpectedErrorPerEntry(task, gatewaySums),
        };
    }
}
