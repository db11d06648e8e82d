using System.Numerics;

namespace EdgeVitals.Privacy;

/// <summary>A parameter or an event from which nothing may be released or accounted.</summary>
/// <param name="fault">What is wrong.</param>
/// <param name="parameter">Which one, as a person would call it.</param>
/// <param name="why">The value and what is accepted in its place.</param>
public sealed class PrivacyException(PrivacyFault fault, string parameter, string why)
    : ArgumentException($"{parameter}: {why}")
{
    /// <summary>What is wrong.</summary>
    public PrivacyFault Fault { get; } = fault;

    /// <summary>Which parameter.</summary>
    public string Parameter { get; } = parameter;

    /// <summary>Answers a finite value above zero, or throws.</summary>
    public static double RequirePositive(double value, string parameter) =>
        RequireFinite(value, parameter) > 0 ? value
            : throw new PrivacyException(PrivacyFault.NotPositive, parameter, $"{value:R} is not above 0");

    /// <summary>Answers a finite value, or throws.</summary>
    public static double RequireFinite(double value, string parameter)
    {
        if (double.IsNaN(value))
        {
            throw new PrivacyException(PrivacyFault.NotANumber, parameter, "NaN is not a number");
        }

        return double.IsFinite(value) ? value
            : throw new PrivacyException(PrivacyFault.Infinite, parameter, "must be finite");
    }

    /// <summary>Answers a value in (0, 1), or throws.</summary>
    public static double RequireProbability(double value, string parameter) =>
        RequireFinite(value, parameter) is > 0 and < 1 ? value
            : throw new PrivacyException(
                PrivacyFault.OutsideUnitInterval, parameter, $"{value:R} does not lie between 0 and 1");

    /// <summary>Answers a count of at least one and at most a limit, or throws.</summary>
    public static T RequireCount<T>(T value, string parameter, T most)
        where T : INumber<T>
    {
        if (value <= T.Zero)
        {
            throw new PrivacyException(PrivacyFault.Empty, parameter, $"{value} is not at least 1");
        }

        return value <= most ? value
            : throw new PrivacyException(PrivacyFault.OutOfRange, parameter, $"{value} is above {most}");
    }
}
