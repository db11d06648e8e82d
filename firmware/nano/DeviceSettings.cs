using System.IO;

namespace EdgeVitals.Nano;

/// <summary>What a board is told when it is provisioned: a file of lines name=value on its internal drive. Nothing of
/// it is in the sources.</summary>
public sealed class DeviceSettings
{
    /// <summary>Where the file is.</summary>
    public const string Path = "I:\\device.cfg";

    private const int MostBytes = 1024;

    /// <summary>Connection; see <see cref="MqttLinkOptions"/>.</summary>
    public readonly MqttLinkOptions Link = new MqttLinkOptions();

    /// <summary>Whether it measures all the time instead of a spot an hour.</summary>
    public bool Continuous;

    /// <summary>Reads the text: site, device, host, port, token, and measure=continuous or measure=spot. Null when a
    /// name that is needed is missing, or a line is of another kind.</summary>
    public static DeviceSettings? Parse(string text)
    {
        DeviceSettings settings = new DeviceSettings();
        string[] lines = text.Split(new char[] { '\n' });
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            int equals = line.IndexOf('=');
            if (equals < 1 || !settings.Take(line.Substring(0, equals).Trim(), line.Substring(equals + 1).Trim()))
            {
                return null;
            }
        }
        MqttLinkOptions link = settings.Link;
        bool complete = Wire.Topics.IsValidId(link.Site) && Wire.Topics.IsValidId(link.Device) && link.Host.Length > 0
            && link.Token.Length > 0;
        return complete ? settings : null;
    }

    /// <summary>Reads the board's file; null when there is none that is good.</summary>
    public static DeviceSettings? Load()
    {
        try
        {
            if (!File.Exists(Path)) return null;
            byte[] bytes = new byte[MostBytes];
            FileStream file = new FileStream(Path, FileMode.Open, FileAccess.Read);
            int count = file.Read(bytes, 0, MostBytes);
            file.Close();
            char[] text = new char[count];
            for (int i = 0; i < count; i++) text[i] = (char)bytes[i];
            return Parse(new string(text));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private bool Take(string name, string value)
    {
        switch (name)
        {
            case "site": Link.Site = value; return true;
            case "device": Link.Device = value; return true;
            case "host": Link.Host = value; return true;
            case "token": Link.Token = value; return true;
            case "port":
                Link.Port = Number(value);
                return Link.Port > 0;
            case "measure":
                Continuous = value == "continuous";
                return Continuous || value == "spot";
            default: return false;
        }
    }

    private static int Number(string digits)
    {
        int number = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            if (digits[i] < '0' || digits[i] > '9' || number > 6553) return 0;
            number = number * 10 + digits[i] - '0';
        }
        return number <= 65535 ? number : 0;
    }
}
