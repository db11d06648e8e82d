using System.Diagnostics;

namespace EdgeVitals.Benchmarks.Privacy;

/// <summary>One line of the privacy table.</summary>
/// <param name="What">What is measured.</param>
/// <param name="Figure">Here and now, the median of repeated runs.</param>
/// <param name="Plain">The plain CKS20 algorithm in the same run; empty where there is none.</param>
/// <param name="Allocated">Managed bytes a piece of work, counted by the runtime on this thread.</param>
/// <param name="Must">What the design asks for; empty where it asks for nothing.</param>
/// <param name="Met">Whether the must is met; nothing where there is none.</param>
internal sealed record PrivacyRow(
    string What, string Figure, string Plain, string Allocated, string Must, bool? Met)
{
    /// <summary>Median milliseconds of a piece of work by the clock, after as many rounds unmeasured.</summary>
    public static double Milliseconds(int rounds, Action work) =>
        Median(rounds, work, () => Stopwatch.GetElapsedTime(0));

    /// <summary>The same by the processor's time, which others on the machine do not lengthen: what one core does.
    /// </summary>
    public static double CoreMilliseconds(int rounds, Action work) =>
        Median(rounds, work, () => Environment.CpuUsage.TotalTime);

    /// <summary>Managed bytes of one warmed-up piece of work.</summary>
    public static double Bytes(Action work)
    {
        const int runs = 4;
        work();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < runs; i++) work();
        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / runs;
    }

    private static double Median(int rounds, Action work, Func<TimeSpan> now)
    {
        double[] times = new double[rounds];
        for (int i = -rounds; i < rounds; i++)
        {
            TimeSpan start = now();
            work();
            if (i >= 0) times[i] = (now() - start).TotalMilliseconds;
        }
        Array.Sort(times);
        return times[rounds / 2];
    }
}
