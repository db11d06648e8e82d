using EdgeVitals.Federated;
using EdgeVitals.Gateway.Wearers;
using EdgeVitals.Signals;

namespace EdgeVitals.Gateway.Training;

/// <summary>
/// Makes what one wearer would add to a round: the day's features against the wearer's own baseline, clipped and put
/// on the task's grid. A wearer without data or baseline gives the zero vector, so that presence does not show.
/// </summary>
public sealed class ContributionSource(WearerBoard board)
{
    /// <summary>The wearer's contribution for a day.</summary>
    public Contribution For(string wearerId, TaskDefinition task, int day)
    {
        ArgumentNullException.ThrowIfNull(task);
        JudgedDay? judged = board.Judge(wearerId, day);
        if (judged is not { HasData: true, HasBaseline: true })
        {
            return Contribution.Zero(task);
        }
        return task.Kind switch
        {
            TaskKind.SecondMoment => ContributionEncoder.SecondMoment(task, judged.Standardised),
            TaskKind.Indicators => ContributionEncoder.Indicators(
                task, Indicators.Compute(judged.WornMinutes, judged.Standardised, judged.Raw)),
            _ => Contribution.Zero(task),
        };
    }

    /// <summary>First day whose data a contribution for <paramref name="day"/> depends on.</summary>
    public static int FirstDataDay(int day) => Baseline.WindowFor(day).First;
}
