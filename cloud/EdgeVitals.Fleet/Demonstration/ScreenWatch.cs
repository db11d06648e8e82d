using EdgeVitals.Gateway.Screens;
using EdgeVitals.Gateway.Wearers;
using EdgeVitals.Wire;

namespace EdgeVitals.Fleet.Demonstration;

/// <summary>Looks at what the clinic's page says of the wearer whose sensor leaves the skin: the words that the page
/// writes, made by the page's own functions.</summary>
/// <param name="views">The wearers as the page shows them.</param>
/// <param name="wearerId">Whose sensor it is.</param>
internal sealed class ScreenWatch(Func<IReadOnlyList<WearerView>> views, string wearerId)
{
    private bool _wasNumber;

    /// <summary>True once a number has given way to "no reading, no contact", or "not worn" once the device is sure.
    /// </summary>
    public bool NoReadingShown { get; private set; }

    /// <summary>Looks until it is stopped: four times a second, as a person would who does not look away.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250), TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken)) Look();
        }
        catch (OperationCanceledException)
        {
            // The demonstration is over.
        }
    }

    /// <summary>Looks once.</summary>
    internal void Look()
    {
        if (views().FirstOrDefault(w => w.Id == wearerId) is not { } wearer) return;
        bool isNone = PageText.Value(wearer.HeartRate, 0) == PageText.NoReading;
        bool isNamed = wearer.HeartRate.Missing == GapReason.Text(GapReason.NoContact)
            || wearer.HeartRate.Missing == GapReason.Text(GapReason.NotWorn);
        NoReadingShown |= _wasNumber && isNone && isNamed;
        _wasNumber |= !isNone;
    }
}
