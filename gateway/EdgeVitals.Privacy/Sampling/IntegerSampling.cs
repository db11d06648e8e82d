namespace EdgeVitals.Privacy;

/// <summary>Many samples out of one buffer of random bytes.</summary>
internal static class IntegerSampling
{
    /// <summary>
    /// Independent samples on every place. Where the generator fails all places are zeroised and its exception goes on:
    /// half of the noise is not left behind.
    /// </summary>
    public static void Fill<TSampler>(Span<long> destination, in TSampler sampler, IRandomBytes random)
        where TSampler : struct, IIntegerSampler
    {
        ArgumentNullException.ThrowIfNull(random);
        BitSource bits = new(random, stackalloc byte[BitSource.BufferFor(destination.Length)]);
        bool filled = false;
        try
        {
            for (int i = 0; i < destination.Length; i++)
            {
                destination[i] = sampler.Next(ref bits);
            }

            filled = true;
        }
        finally
        {
            bits.Clear();
            if (!filled)
            {
                destination.Clear();
            }
        }
    }
}
