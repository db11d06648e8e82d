using EdgeVitals.Benchmarks.Scoring;
using EdgeVitals.Device;
using EdgeVitals.Emulation.Recordings;

namespace EdgeVitals.Tests.Device.Signals.Ecg;

/// <summary>Recordings as the detector takes them, and what it finds in them.</summary>
internal static class EcgRecords
{
    public static readonly string[] Mitdb = ["100", "105", "119", "203"];

    /// <summary>A signal in whole microvolts; a sample without value repeats the one before.</summary>
    public static (int[] Microvolts, int Rate, WfdbRecord Record) Load(string name, int signal)
    {
        WfdbRecord record = WfdbRecord.Load(Recordings.Find(name + ".hea"));
        int[] microvolts = new int[record.Length];
        int last = 0;
        for (int i = 0; i < microvolts.Length; i++)
        {
            double value = record.Signals[signal].Physical(i);
            if (!double.IsNaN(value)) last = (int)Math.Round(value * 1000);
            microvolts[i] = last;
        }
        return (microvolts, (int)record.SamplesASecond, record);
    }

    public static int[] Bidmc(string column)
    {
        string[][] rows = [.. File.ReadLines(Recordings.Find("bidmc01/bidmc_01_Signals.csv"))
            .Select(line => line.Split(','))];
        int at = Array.FindIndex(rows[0], name => name.Trim() == column);
        return [.. rows.Skip(1).Select(row => (int)Math.Round(double.Parse(row[at]) * 1000))];
    }

    public static List<long> Beats(int[] microvolts, float rate)
    {
        EcgBeatDetector detector = new(rate);
        List<long> beats = [];
        foreach (int value in microvolts)
        {
            if (detector.Push(value)) beats.Add(detector.BeatSample);
        }
        while (detector.Finish()) beats.Add(detector.BeatSample);
        return beats;
    }

    /// <summary>Beats of an MIT-BIH record that was changed and brought to another rate, scored at its own.</summary>
    public static BeatScore Score(string name, Func<int, int> change, double rate = 360)
    {
        (int[] microvolts, int own, _) = Load($"mitdb/{name}", 0);
        WfdbAnnotations annotations = WfdbAnnotations.Load(Recordings.Find($"mitdb/{name}.atr"));
        int[] changed = Resample([.. microvolts.Select(change)], rate / own);
        long[] found = [.. Beats(changed, (float)rate).Select(beat => (long)Math.Round(beat * own / rate))];
        return BeatMatching.Score(annotations.Beats(), found, own, new BeatRule { Excluded = annotations.Flutter() });
    }

    /// <summary>Means where the rate falls, straight lines where it rises.</summary>
    public static int[] Resample(int[] x, double ratio)
    {
        if (ratio == 1) return x;
        int[] y = new int[(int)(x.Length * ratio)];
        for (int i = 0; i < y.Length; i++)
        {
            double at = i / ratio;
            int from = (int)at;
            if (ratio > 1)
            {
                y[i] = (int)Math.Round(x[from] + (x[Math.Min(from + 1, x.Length - 1)] - x[from]) * (at - from));
                continue;
            }
            int first = Math.Max(0, (int)Math.Ceiling(at - 0.5 / ratio));
            int last = Math.Min(x.Length - 1, (int)(at + 0.5 / ratio));
            long sum = 0;
            for (int k = first; k <= last; k++) sum += x[k];
            y[i] = (int)Math.Round((double)sum / (last - first + 1));
        }
        return y;
    }
}
