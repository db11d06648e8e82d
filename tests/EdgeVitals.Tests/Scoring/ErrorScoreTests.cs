using EdgeVitals.Benchmarks.Scoring;

namespace EdgeVitals.Tests.Scoring;

public sealed class ErrorScoreTests
{
    [Fact]
    public void Errors_count_where_there_is_a_value_and_coverage_where_there_is_a_reference()
    {
        var score = new ErrorScore();
        score.Add(70, 71);
        score.Add(70, 67);
        score.Add(70, double.NaN);
        score.Add(double.NaN, 200);
        Assert.Equal((3, 2), (score.Windows, score.Accepted));
        Assert.Equal(200.0 / 3, score.Coverage, 9);
        Assert.Equal(2, score.MeanAbsolute, 9);
        Assert.Equal(2, score.MedianAbsolute, 9);
        Assert.Equal(-1, score.Bias, 9);
        Assert.Equal(Math.Sqrt(5), score.RootMeanSquare, 9);
        Assert.Equal(3, score.Worst, 9);
        Assert.Equal(50, score.Within(2), 9);
    }

    [Fact]
    public void Pooled_score_weighs_by_windows()
    {
        var pooled = new ErrorScore();
        var one = new ErrorScore();
        one.Add(0, 6);
        var other = new ErrorScore();
        other.Add(0, 0);
        other.Add(0, 0);
        pooled.Add(one);
        pooled.Add(other);
        Assert.Equal((3, 2.0, 0.0), (pooled.Accepted, pooled.MeanAbsolute, pooled.MedianAbsolute));
    }

    [Fact]
    public void Nothing_accepted_is_no_error_figure_and_not_zero()
    {
        var score = new ErrorScore();
        score.Add(70, double.NaN);
        Assert.Equal(0, score.Coverage);
        Assert.True(double.IsNaN(score.MeanAbsolute) && double.IsNaN(score.RootMeanSquare));
        Assert.True(double.IsNaN(new ErrorScore().Coverage));
    }

    [Theory]
    [InlineData(new[] { 3.0, 1, 2 }, 2)]
    [InlineData(new[] { 4.0, 1, 2, 3 }, 2.5)]
    [InlineData(new[] { 5.0 }, 5)]
    public void Median_is_the_middle(double[] values, double expected) =>
        Assert.Equal(expected, ErrorScore.Median(values));
}
