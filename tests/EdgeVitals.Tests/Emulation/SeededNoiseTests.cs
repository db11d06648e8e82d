using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Tests.Emulation;

public sealed class SeededNoiseTests
{
    [Fact]
    public void Sequence_of_seed_1234567_is_the_published_one()
    {
        ulong[] published =
        [
            6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821,
        ];
        Assert.Equal(published, Enumerable.Range(0, 5).Select(i => SeededNoise.Sequence(1234567, (ulong)i)));
    }

    [Fact]
    public void Normal_draws_have_the_moments_of_a_standard_normal()
    {
        // n = 200,000; limits at 4.4 standard errors, a false alarm for one seed in 100,000 per moment.
        const int n = 200_000;
        var noise = new SeededNoise(42);
        double sum = 0;
        double squares = 0;
        double fourth = 0;
        double neighbours = 0;
        double across = 0;
        double previous = 0;
        for (int i = 0; i < n; i++)
        {
            double x = noise.Normal(3, i);
            sum += x;
            squares += x * x;
            fourth += x * x * x * x;
            neighbours += x * previous;
            across += x * noise.Normal(4, i);
            previous = x;
        }
        double error = 4.4 / Math.Sqrt(n);
        Assert.InRange(sum / n, -error, error);
        Assert.InRange(squares / n, 1 - error * Math.Sqrt(2), 1 + error * Math.Sqrt(2));
        Assert.InRange(fourth / n, 3 - error * Math.Sqrt(96), 3 + error * Math.Sqrt(96));
        Assert.InRange(neighbours / n, -error, error);
        Assert.InRange(across / n, -error, error);
    }
}
