using System.CommandLine;

namespace EdgeVitals.Pi.Commands.Signals;

/// <summary>The device's signal processing on recorded signals.</summary>
internal static class SignalsCommand
{
    public static Command Build() => new("signals",
        "Run the device's own signal processing on a recording: a value, or no reading with its reason.")
    {
        new BeatsVerb().Build(), new HeartRateVerb().Build(), new SpO2Verb().Build(), new RespirationVerb().Build(),
        new StepsVerb().Build(), new PlotVerb().Build(),
    };
}
