using EdgeVitals.Gateway.Journal;
using EdgeVitals.Wire;

namespace EdgeVitals.Fleet.Replay;

/// <summary>Reads a gateway's journal for the devices that replayed recordings.</summary>
internal static class JournalReader
{
    private const int PageSize = 1000;

    /// <summary>Gives each judge the frames of its device, oldest first.</summary>
    public static void Feed(FrameJournal journal, Dictionary<string, ReplayJudge> judges)
    {
        long last = journal.LastId(), after = 0;
        var frame = new Frame();
        while (journal.Page(0, after, last, PageSize) is { Count: > 0 } page)
        {
            foreach ((long id, JournalFrame row) in page)
            {
                after = id;
                if (!judges.TryGetValue(row.Device, out ReplayJudge? judge)) continue;
                byte[] bytes = row.Bytes.ToArray();
                if (FrameCodec.TryDecode(bytes, 0, bytes.Length, frame) == FrameError.None) judge.Add(frame);
            }
        }
    }
}
