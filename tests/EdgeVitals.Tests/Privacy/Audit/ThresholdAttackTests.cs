using System.Text.Json;
using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy.Audit;

public sealed class ThresholdAttackTests
{
    [Fact]
    public void Bound_equals_the_reference()
    {
        int compared = 0;
        foreach (JsonElement row in KnownAnswers.Rows("clopper_pearson_epsilon"))
        {
            ThresholdAttack attack = ThresholdAttack.FromCounts(
                row.Count("n_in"), row.Count("n_out"), row.Count("false_negatives"), row.Count("false_positives"),
                row.Number("significance"), row.Number("delta"));
            KnownAnswers.AssertClose(row.Number("fnr_upper"), attack.FalseNegativeUpper, 1e-12);
            KnownAnswers.AssertClose(row.Number("fpr_upper"), attack.FalsePositiveUpper, 1e-12);
            KnownAnswers.AssertClose(row.Number("epsilon_lower"), attack.Epsilon, 1e-12);
            compared++;
        }

        Assert.Equal(9, compared);
    }

    [Fact]
    public void Opposite_test_is_the_stronger_one_where_few_are_missed()
    {
        ThresholdAttack attack = ThresholdAttack.FromCounts(1000, 1000, 10, 100, 0.05, 0);
        ThresholdAttack mirrored = ThresholdAttack.FromCounts(1000, 1000, 100, 10, 0.05, 0);

        Assert.Equal(mirrored.Epsilon, attack.EpsilonEitherWay);
        Assert.True(attack.Epsilon < attack.EpsilonEitherWay);
    }

    [Fact]
    public void Delta_above_every_hit_gives_zero() =>
        Assert.Equal(0, ThresholdAttack.FromCounts(100, 100, 99, 0, 0.05, 0.5).Epsilon);

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Throws<PrivacyException>(() => ThresholdAttack.FromCounts(10, 10, 11, 0, 0.05, 0));
        Assert.Throws<PrivacyException>(() => ThresholdAttack.FromCounts(10, 10, 1, 0, 0.05, 1));
        Assert.Throws<PrivacyException>(() => ThresholdAttack.FromCounts(10, 10, 1, 0, 0.05, double.NaN));
        Assert.Throws<PrivacyException>(() => ThresholdAttack.Expected(1.5, 0, 10, 0.05, 0));
        Assert.Throws<PrivacyException>(() => ThresholdAttack.Expected(0.5, 0.1, 0, 0.05, 0));
    }
}
