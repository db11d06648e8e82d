using System.CommandLine;
using System.Globalization;
using EdgeVitals.Privacy;

namespace EdgeVitals.Gateway.Commands.Privacy;

/// <summary>Noise of the product's own samplers on standard output, for anyone's statistics.</summary>
internal static class SampleCommand
{
    private const string Gaussian = "discrete-gaussian";
    private const string Laplace = "discrete-laplace";
    private const int MostSamples = 100_000_000;

    // Samples drawn and written at a time: half a megabyte, and no count needs more.
    private const int Block = 1 << 14;

    // -9223372036854775808 and a separator.
    private const int LongestNumber = 21;

    public static Command Create()
    {
        var name = new Option<string>("--name")
        {
            Description = $"{Gaussian} (with --sigma2) or {Laplace} (with --scale)", Required = true,
        };
        var sigma2 = new Option<string>("--sigma2")
        {
            Description = $"sigma^2 of {Gaussian}, a decimal above 0 to 2^40 of at most 18 digits",
        };
        var scale = new Option<string>("--scale")
        {
            Description = $"t of {Laplace}, a decimal above 0 to 2^40 of at most 18 digits",
        };
        var count = new Option<int>("--count")
        {
            Description = $"how many, 1..{MostSamples}", Required = true,
        };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("sample", "Integers of an exact sampler from the system's generator, one a line.")
        {
            name, sigma2, scale, count, json,
        };
        command.SetAction(parsed =>
        {
            Draw draw = parsed.GetRequiredValue(name) switch
            {
                Gaussian => Of(Parameter(parsed, sigma2, scale), DiscreteGaussian.Fill),
                Laplace => Of(Parameter(parsed, scale, sigma2), DiscreteLaplace.Fill),
                _ => throw new UsageException($"{name.Name}: accepts {name.Description}"),
            };
            int samples = parsed.GetRequiredValue(count);
            if (samples is < 1 or > MostSamples)
            {
                throw new UsageException($"{count.Name}: accepts {count.Description}");
            }
            Write(parsed.InvocationConfiguration.Output, draw, samples, parsed.GetValue(json));
            return CommandLine.Done;
        });
        return command;
    }

    private delegate void Sampler(Span<long> destination, Rational parameter, IRandomBytes random);

    private delegate void Draw(Span<long> destination, IRandomBytes random);

    private static Draw Of(Rational parameter, Sampler sampler) =>
        (destination, random) => sampler(destination, parameter, random);

    /// <summary>The wanted parameter; the other one belongs to another name and would be ignored.</summary>
    private static Rational Parameter(ParseResult parsed, Option<string> wanted, Option<string> other)
    {
        if (parsed.GetValue(other) is not null)
        {
            throw new UsageException($"{other.Name}: is {other.Description}; this name takes {wanted.Name}");
        }
        string text = parsed.GetValue(wanted)
            ?? throw new UsageException($"{wanted.Name}: is missing; accepts {wanted.Description}");
        return Rational.Parse(text, wanted.Name);
    }

    private static void Write(TextWriter output, Draw draw, int count, bool isJson)
    {
        using CryptoRandom random = new();
        long[] samples = new long[Math.Min(count, Block)];
        char[] text = new char[samples.Length * LongestNumber];
        for (int done = 0; done < count;)
        {
            Span<long> block = samples.AsSpan(0, Math.Min(samples.Length, count - done));
            // A parameter out of range throws here, before anything is written.
            draw(block, random);
            output.Write(isJson && done == 0 ? "{\"values\":[" : "");
            done += block.Length;
            int length = 0;
            for (int i = 0; i < block.Length; i++)
            {
                block[i].TryFormat(text.AsSpan(length), out int written, default, CultureInfo.InvariantCulture);
                length += written;
                text[length++] = isJson ? ',' : '\n';
            }
            // No comma after the last one of an array.
            output.Write(text, 0, isJson && done == count ? length - 1 : length);
        }
        output.Write(isJson ? "]}\n" : "");
        output.Flush();
    }
}
