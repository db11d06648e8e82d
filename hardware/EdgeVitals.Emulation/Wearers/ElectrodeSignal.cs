using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Emulation.Wearers;

/// <summary>What electrodes pick up that is no heart beat: wander, mains, motion of the skin under them, fibrillating
/// atria, white noise. A pure function of time.</summary>
internal sealed class ElectrodeSignal(VitalScenario scenario, SeededNoise noise, Gait gait)
{
    /// <summary>Sum of it all, µV.</summary>
    /// <param name="micros">Device time.</param>
    /// <param name="breaths">Breaths since device tick zero.</param>
    /// <param name="level">State of the second.</param>
    public double At(long micros, double breaths, in VitalTruth level)
    {
        double seconds = micros / 1e6;
        double sum = scenario.EcgWanderMicrovolts * Math.Sin(2 * Math.PI * breaths)
            + scenario.EcgNoiseMicrovolts * noise.Normal(Streams.Electrodes, micros);
        if (scenario.MainsMicrovolts > 0)
        {
            sum += scenario.MainsMicrovolts * Math.Sin(2 * Math.PI * scenario.MainsHertz * seconds);
        }
        if (level.ElectrodeMicrovolts > 0) sum += level.ElectrodeMicrovolts * Loose(seconds);
        if (level.StepMilliG > 0 && scenario.EcgMicrovoltsPerMilliG > 0)
        {
            sum += scenario.EcgMicrovoltsPerMilliG * level.StepMilliG * Gait.Strike(gait.PhaseAt(seconds, level));
        }
        if (level.FibrillationMicrovolts > 0)
        {
            double wave = Math.Sin(2 * Math.PI * WearerParameters.FibrillationHertz * seconds
                + WearerParameters.FibrillationBend
                    * Math.Sin(2 * Math.PI * WearerParameters.FibrillationBendHertz * seconds));
            sum += level.FibrillationMicrovolts * wave;
        }
        return sum;
    }

    /// <summary>An electrode that loses its hold: shifts and jolts within ±1, as fast as a QRS complex at times.
    /// </summary>
    private double Loose(double seconds) =>
        WearerParameters.LooseSlowShare * Between(Streams.ElectrodeSlow, seconds / WearerParameters.LooseSlowSeconds)
        + (1 - WearerParameters.LooseSlowShare)
            * Between(Streams.ElectrodeFast, seconds / WearerParameters.LooseFastSeconds);

    private double Between(int stream, double place)
    {
        long from = (long)Math.Floor(place);
        double part = place - from;
        double before = noise.Uniform(stream, from, -1, 1);
        return before + (noise.Uniform(stream, from + 1, -1, 1) - before) * part * part * (3 - 2 * part);
    }
}
