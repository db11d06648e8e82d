using EdgeVitals.Emulation.Wearers;

namespace EdgeVitals.Fleet.Demonstration;

/// <summary>One virtual wearer of the demonstration and the device that carries the data.</summary>
/// <param name="DeviceId">Device id in the topics.</param>
/// <param name="WearerId">Wearer id at the clinic.</param>
/// <param name="Name">Name on the clinic's screen.</param>
/// <param name="Person">The hourly truth.</param>
/// <param name="Consents">Whether the wearer takes part in federated learning and surveillance.</param>
/// <param name="Seed">Seed of the person, reused for the waveform.</param>
public sealed record CohortMember(
    string DeviceId, string WearerId, string Name, FeatureWearer Person, bool Consents, ulong Seed);

/// <summary>Draws the wearers under one gateway: who they are, who falls ill, who takes part.</summary>
internal static class Cohort
{
    // Names of the demonstration say what they are: nobody.
    private const string NamePrefix = "Demo wearer";

    /// <summary>One in ten has not agreed: the screens show what that looks like, and the sums hold without them.
    /// </summary>
    private const int RefusalEvery = 10;

    // Illness starts on one of the first two whole days, so that a minute's demonstration sees the rise.
    private const int OnsetDays = 2;

    // A person who carries a part of the story wears the device while it is told: a minute and some spare.
    private const int StoryDays = 4;

    // Another seed of the same person slot, far from every other slot's.
    private const ulong NextDraw = 1_000_000_007;

    /// <summary>The members in a fixed order; the same seed gives the same persons.</summary>
    /// <param name="options">The demonstration.</param>
    /// <param name="site">Index of the gateway, from 0.</param>
    public static IReadOnlyList<CohortMember> Draw(DemoOptions options, int site)
    {
        ArgumentNullException.ThrowIfNull(options);
        int firstDay = (int)(options.Start.ToUnixTimeSeconds() / 86_400);
        var members = new List<CohortMember>(options.WearersPerGateway);
        for (int i = 0; i < options.WearersPerGateway; i++)
        {
            ulong seed = options.Seed + (ulong)(site * 10_000) + (ulong)i;
            // Spread evenly instead of drawn, so that the share under every gateway is the share that was asked for.
            bool ill = (i * options.OutbreakShare % 1) + options.OutbreakShare >= 1;
            int? onset = ill ? firstDay + (i % OnsetDays) : null;
            var person = new FeatureWearer(WearerProfile.Draw(seed, onset), seed);
            while (site == 0 && i < options.ChipWearers && !IsWorn(person, firstDay))
            {
                seed += NextDraw;
                person = new FeatureWearer(WearerProfile.Draw(seed, onset), seed);
            }

            int number = (site * options.WearersPerGateway) + i + 1;
            members.Add(new CohortMember(
                $"wear-{number:0000}", $"w-{number:0000}", $"{NamePrefix} {number}",
                person, i % RefusalEvery != RefusalEvery - 1, seed));
        }

        return members;
    }

    private static bool IsWorn(FeatureWearer person, int firstDay) =>
        Enumerable.Range(firstDay * 24, StoryDays * 24).All(hour => person.At(hour).Worn);
}
