using EdgeVitals.Device;

namespace EdgeVitals.Pi.Signals;

/// <summary>Steps of one window.</summary>
/// <param name="Start">Its beginning, s from the recording's start.</param>
/// <param name="Steps">Steps that were counted in it, or nothing where acceleration was lost for more than 0.2 s. The
/// first eight of a walk count when the eighth is done.</param>
/// <param name="Cadence">Steps a minute at its end, or 0; nothing without steps.</param>
public readonly record struct StepWindow(double Start, long? Steps, int? Cadence)
{
    /// <summary>Why there are no steps; empty with them.</summary>
    public string Reason => Steps is null ? "lost samples" : "";
}

/// <summary>Steps by the device's own <see cref="StepCounter"/>.</summary>
public static class StepAnalysis
{
    /// <summary>Length of a window, s.</summary>
    public const int WindowSeconds = 10;

    /// <summary>Windows without a hole; the last may be shorter.</summary>
    public static StepWindow[] Of(Acceleration acceleration)
    {
        ArgumentNullException.ThrowIfNull(acceleration);
        const int length = WindowSeconds * StepCounter.Rate;
        StepCounter counter = new();
        var windows = new List<StepWindow>();
        long before = 0;
        bool whole = true;
        for (int i = 0; i < acceleration.Length; i++)
        {
            if (acceleration.Has(i))
            {
                (int x, int y, int z) = acceleration[i];
                counter.Push(x, y, z);
            }
            else
            {
                counter.Restart();
                whole = false;
            }
            if ((i + 1) % length != 0 && i + 1 != acceleration.Length) continue;
            windows.Add(new StepWindow(i / length * WindowSeconds, whole ? counter.Steps - before : null,
                whole ? counter.Cadence : null));
            before = counter.Steps;
            whole = true;
        }
        return [.. windows];
    }
}
