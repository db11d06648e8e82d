namespace EdgeVitals.Privacy;

/// <summary>A law on the integers, ready to be drawn from.</summary>
internal interface IIntegerSampler
{
    /// <summary>One sample.</summary>
    long Next(ref BitSource bits);
}
