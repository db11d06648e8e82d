using System.Globalization;
using MySensor;
using MySensor.Sht31;

// selftest                                     the driver on its twin, without a gateway
// run --token T [--host H] [--port P] [--site S] [--device D] [--humidity PERCENT] [--for SECONDS]
const string Usage = "usage: selftest | run --token T [--host 127.0.0.1] [--port 8883] [--site clinic] "
    + "[--device my-sensor] [--humidity 45] [--for SECONDS]";

if (args is ["selftest"]) return SelfTest.Run();
Dictionary<string, string> options = new()
{
    ["--host"] = "127.0.0.1", ["--port"] = "8883", ["--site"] = "clinic", ["--device"] = "my-sensor",
    ["--humidity"] = "45", ["--for"] = "", ["--token"] = "",
};
bool isGood = args.Length % 2 == 1 && args[0] == "run";
for (int i = 1; isGood && i < args.Length; i += 2)
{
    isGood = options.ContainsKey(args[i]);
    options[args[i]] = args[i + 1];
}
CultureInfo plain = CultureInfo.InvariantCulture;
isGood &= options["--token"].Length > 0;
isGood &= int.TryParse(options["--port"], NumberStyles.None, plain, out int port);
isGood &= double.TryParse(options["--humidity"], NumberStyles.Float, plain, out double percent)
    && percent is >= 0 and <= 100;
double seconds = 0;
isGood &= options["--for"] == "" || double.TryParse(options["--for"], NumberStyles.Float, plain, out seconds);
if (!isGood)
{
    Console.Error.WriteLine(Usage);
    return 2;
}

using CancellationTokenSource stop = new();
if (seconds > 0) stop.CancelAfter(TimeSpan.FromSeconds(seconds));
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
// On a board the bus is the board's own; here it is the twin, and the person sweats as the option says.
MyDevice device = new(
    clock => new Sht31Twin(clock) { CentiPercent = (int)Math.Round(percent * 100) },
    new GatewayAddress(options["--host"], port, options["--site"], options["--device"], options["--token"]));
await device.RunAsync(stop.Token);
(long made, long acknowledged) = device.Frames;
Console.WriteLine($"{made} frames made, {acknowledged} acknowledged by the gateway");
return acknowledged > 0 ? 0 : 1;
