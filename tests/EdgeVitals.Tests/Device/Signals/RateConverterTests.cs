using EdgeVitals.Device;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EdgeVitals.Tests.Device.Signals;

public sealed class RateConverterTests
{
    private const int Samples = 4000;

    [Theory]
    [InlineData(360, 120)]
    [InlineData(250, 120)]
    [InlineData(128, 120)]
    [InlineData(100, 25)]
    [InlineData(1000, 25)]
    [InlineData(120, 120)]
    [InlineData(29.4, 25)]
    [InlineData(62.4725, 120)]
    [InlineData(25, 120)]
    [InlineData(25, 1000)]
    public void Ramp_keeps_its_slope_and_an_output_names_the_sample_it_stands_at(float input, float output)
    {
        RateConverter converter = new(input, output);
        List<float> values = [];
        for (int i = 0; i < Samples; i++)
        {
            converter.Push(i);
            while (converter.Next())
            {
                // A ramp's value is its position.
                Assert.InRange(converter.Value - converter.InputIndex(0), -0.51, 0.51);
                if (values.Count > 0)
                {
                    Assert.InRange(converter.Value - values[^1] - input / output, -0.01, 0.01);
                    Assert.InRange(values[^1] - converter.InputIndex(1), -0.51, 0.51);
                }
                values.Add(converter.Value);
            }
        }
        Assert.Equal(values.Count, converter.OutputCount);
        Assert.Equal(Samples, converter.InputCount);
        Assert.InRange(values.Count, Samples * output / input - output / input - 1, Samples * output / input + 1);
    }

    [Fact]
    public void Three_to_one_is_the_mean_of_the_joined_samples()
    {
        RateConverter converter = new(360, 120);
        float[] given = [1, 2, 6, -3, -3, 0, 7];
        List<float> values = [];
        foreach (float value in given)
        {
            converter.Push(value);
            if (converter.Next()) values.Add(converter.Value);
        }
        // (1/2 + 2 + 6 - 3/2) / 3 and (-3/2 - 3 + 0 + 7/2) / 3.
        Assert.Equal([7f / 3, -1f / 3], values, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Property(MaxTest = 2000)]
    public void Outputs_are_those_of_the_whole_record_or_lost(int seed)
    {
        Random random = new(seed);
        float input = 25 + 975 * random.NextSingle();
        float output = 25 + 975 * random.NextSingle();
        RateConverter whole = new(input, output), broken = new(input, output), chunked = new(input, output);
        Dictionary<long, (float Value, long Index)> expected = [];
        int at = 0;
        while (at < 600)
        {
            int run = random.Next(1, 60), miss = random.Next(0, 40);
            for (int i = 0; i < run + miss; i++, at++)
            {
                float value = random.Next(-1000, 1000);
                whole.Push(value);
                while (whole.Next()) expected[whole.OutputCount] = (whole.Value, whole.InputIndex(0));
                if (i >= run) continue;
                broken.Push(value);
                chunked.Push(value);
                while (broken.Next())
                {
                    Assert.True(chunked.Next());
                    Assert.Equal(broken.Value, chunked.Value);
                    Assert.Equal(expected[broken.OutputCount].Value, broken.Value, 1e-2f);
                    Assert.Equal(expected[broken.OutputCount].Index, broken.InputIndex(0));
                }
            }
            broken.Miss(miss);
            int part = random.Next(0, miss + 1);
            chunked.Miss(part);
            chunked.Miss(miss - part);
            Assert.Equal(broken.OutputCount, chunked.OutputCount);
            Assert.Equal(whole.InputCount, broken.InputCount);
        }
    }

    [Theory]
    [InlineData(24.9f, 100)]
    [InlineData(1001, 100)]
    [InlineData(float.NaN, 100)]
    [InlineData(100, 24)]
    [InlineData(100, float.PositiveInfinity)]
    public void Rates_out_of_range_are_refused(float input, float output) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RateConverter(input, output));

    [Fact]
    public void Nothing_is_allocated_and_days_do_not_overflow()
    {
        RateConverter converter = new(1000, 120);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100_000; i++)
        {
            converter.Push(i);
            converter.Next();
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        for (int i = 0; i < 10; i++) converter.Miss(int.MaxValue);
        for (int i = 0; i < 100; i++) converter.Push(5);
        converter.Next();
        Assert.Equal(5, converter.Value, 1e-5f);
        Assert.InRange(converter.InputCount - converter.InputIndex(0), 1, 30);
        Assert.Equal(converter.InputCount * 0.12, converter.OutputCount, 2.0);
    }
}
