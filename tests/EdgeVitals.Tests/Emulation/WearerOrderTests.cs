using EdgeVitals.Emulation.Wearers;
using FsCheck.Xunit;

namespace EdgeVitals.Tests.Emulation;

/// <summary>A wearer is a function of scenario, seed and time: whoever asks, in whatever order, sees the same bits.
/// </summary>
public sealed class WearerOrderTests
{
    private const long Second = 1_000_000;
    private const int Grid = 3000;

    private static readonly VitalScenario Scenario = new()
    {
        Variability = 0.05,
        Episodes =
        [
            new(EpisodeKind.Tachycardia, 100 * Second, 300 * Second, 40),
            new(EpisodeKind.Walking, 200 * Second, 200 * Second, 300)
            {
                CadenceHertz = 1.9, CadenceSpread = 0.03, ArmSwing = 1, PulseMultiple = 3, MotionDrift = 0.5,
            },
            new(EpisodeKind.Typing, 450 * Second, 100 * Second, 50),
            new(EpisodeKind.EctopicBeats, 600 * Second, 100 * Second, 0.2),
            new(EpisodeKind.AtrialFibrillation, 750 * Second, 200 * Second, 60),
            new(EpisodeKind.Desaturation, 1000 * Second, 40 * Second, 4),
            new(EpisodeKind.ElectrodeMotion, 1100 * Second, 60 * Second, 800),
            new(EpisodeKind.LostContact, 1200 * Second, 20 * Second, 0),
        ],
    };

    // What one pass forward gives, at 3,000 moments 0.49 s apart, most of them not on a whole second.
    private static readonly Lazy<int[][]> Forward = new(() =>
    {
        var wearer = new WaveformWearer(Scenario, 12);
        return [.. Enumerable.Range(0, Grid).Select(i => At(wearer, i))];
    });

    [Property(MaxTest = 1000)]
    public void Any_order_of_questions_gives_the_same_bits(int[] order, byte kind)
    {
        ArgumentNullException.ThrowIfNull(order);
        var wearer = new WaveformWearer(Scenario, 12);
        foreach (int draw in order)
        {
            // Small numbers are drawn first: spread them over the grid.
            int i = (int)((uint)(draw * 2654435761L) % Grid);
            if (kind % 3 == 0) wearer.Beats(i * Second / 4, (i * Second / 4) + (3 * Second));
            if (kind % 3 == 1) wearer.StepsUpTo(i * Second / 3);
            Assert.Equal(Forward.Value[i], At(wearer, i));
        }
    }

    [Fact]
    public void Light_after_a_leap_over_a_rhythm_still_to_come_has_its_own_level()
    {
        // The leap looks ahead to 700 s for the beats of the rhythm, over the kept level of second 543.
        var wearer = new WaveformWearer(Scenario, 12);
        wearer.Beats(277 * Second, 280 * Second);
        Assert.Equal(Forward.Value[1110], At(wearer, 1110));
    }

    [Fact]
    public void Truth_of_beats_is_the_same_in_one_piece_and_backward_in_pieces()
    {
        List<BeatTruth> whole = new WaveformWearer(Scenario, 12).Beats(0, 1400 * Second);
        var wearer = new WaveformWearer(Scenario, 12);
        List<BeatTruth> pieces = [];
        for (long end = 1400; end > 0; end -= 70)
        {
            pieces.InsertRange(0, wearer.Beats((end - 70) * Second, end * Second));
        }
        // A stretch begins its search at its own edge: its beats are found to a microsecond.
        Assert.Equal(whole.Count, pieces.Count);
        Assert.All(whole.Zip(pieces), pair =>
        {
            Assert.InRange(pair.Second.RMicros - pair.First.RMicros, -1, 1);
            Assert.Equal(pair.First.Kind, pair.Second.Kind);
        });
        Assert.Contains(whole, b => b.Kind == BeatKind.Ectopic);
        Assert.Contains(whole, b => b.Kind == BeatKind.Fibrillation);
    }

    [Fact]
    public void Another_seed_gives_other_bits() => Assert.NotEqual(
        Forward.Value[40], At(new WaveformWearer(Scenario, 13), 40));

    private static int[] At(WaveformWearer wearer, int i)
    {
        long micros = i * 490_001L;
        wearer.Read(micros, out int red, out int infrared);
        wearer.Read(micros, out int x, out int y, out int z);
        return [red, infrared, x, y, z, wearer.Microvolts(micros, 0), wearer.Microvolts(micros, 1),
            wearer.MilliCelsius(micros), (int)wearer.StepsUpTo(micros), (int)(wearer.BreathsUpTo(micros) * 1e6)];
    }
}
