namespace EdgeVitals.Emulation.Recordings;

/// <summary>One annotation of a WFDB annotation file.</summary>
/// <param name="Sample">Sample of the record that it belongs to, from 0.</param>
/// <param name="Code">Annotation code of ecgcodes.h, 1..49.</param>
/// <param name="SubType">Annotator's subtype, −128..127.</param>
/// <param name="Channel">Signal that it belongs to, from 0.</param>
/// <param name="Number">Annotator's number, −128..127.</param>
/// <param name="Text">Text, or nothing.</param>
public readonly record struct WfdbAnnotation(
    long Sample, int Code, int SubType, int Channel, int Number, string Text)
{
    /// <summary>Start of ventricular flutter or fibrillation ("[").</summary>
    public const int FlutterStart = 32;

    /// <summary>End of ventricular flutter or fibrillation ("]").</summary>
    public const int FlutterEnd = 33;

    /// <summary>
    /// Whether the code marks a heartbeat: N L R a V F J A S E j / Q (1..13), B (25), e (34), n (35), f (38), r (41)
    /// of ecgcodes.h, and ? (30), a beat not classified during learning. Rhythm, noise and flutter waves do not.
    /// </summary>
    public bool IsBeat => Code is >= 1 and <= 13 or 25 or 30 or 34 or 35 or 38 or 41;
}
