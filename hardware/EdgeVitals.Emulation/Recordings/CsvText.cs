using System.Text;

namespace EdgeVitals.Emulation.Recordings;

/// <summary>Lines of a text, none of them longer than a recording's can be: a file without line ends must not fill the
/// memory before it is refused.</summary>
internal sealed class CsvText : IDisposable
{
    /// <summary>Longest line, characters: 4096 columns of 200 and some.</summary>
    public const int LongestLine = 1_000_000;

    private readonly string file;
    private readonly TextReader reader;
    private readonly char[] buffer = new char[1 << 15];
    private readonly StringBuilder pieces = new();
    private int at;
    private int end;
    private int number;
    private bool afterReturn;

    public CsvText(string file, TextReader reader)
    {
        this.file = file;
        this.reader = reader;
    }

    /// <summary>The next line without its end (LF, CR or both), or nothing behind the last one.</summary>
    /// <exception cref="RecordingFormatException">The line is too long.</exception>
    public string? ReadLine()
    {
        number++;
        pieces.Clear();
        while (Fill())
        {
            Span<char> left = buffer.AsSpan(at, end - at);
            int length = left.IndexOfAny('\r', '\n');
            if (pieces.Length + (length < 0 ? left.Length : length) > LongestLine)
            {
                throw new RecordingFormatException(file, number, $"a line of more than {LongestLine} characters");
            }
            if (length < 0)
            {
                pieces.Append(left);
                at = end;
                continue;
            }
            afterReturn = left[length] == '\r';
            at += length + 1;
            return pieces.Length == 0 ? left[..length].ToString() : pieces.Append(left[..length]).ToString();
        }
        return pieces.Length > 0 ? pieces.ToString() : null;
    }

    public void Dispose() => reader.Dispose();

    /// <summary>True while there is a character to read that does not end the line before.</summary>
    private bool Fill()
    {
        while (true)
        {
            if (at == end)
            {
                at = 0;
                end = reader.Read(buffer, 0, buffer.Length);
                if (end == 0)
                {
                    return false;
                }
            }
            if (!afterReturn || buffer[at] != '\n')
            {
                afterReturn = false;
                return true;
            }
            afterReturn = false;
            at++;
        }
    }
}
