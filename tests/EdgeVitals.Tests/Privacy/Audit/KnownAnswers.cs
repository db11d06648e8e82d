using System.Globalization;
using System.Text.Json;

namespace EdgeVitals.Tests.Privacy.Audit;

/// <summary>Rows of one section of the reference file.</summary>
internal static class KnownAnswers
{
    public static IReadOnlyList<JsonElement> Rows(string section)
    {
        using JsonDocument file = JsonDocument.Parse(
            File.ReadAllText(RepositoryFiles.Reference("privacy/known-answers.json")));
        JsonElement part = file.RootElement.GetProperty(section);
        JsonElement rows = part.ValueKind == JsonValueKind.Array ? part : part.GetProperty("rows");
        return [.. rows.EnumerateArray().Select(row => row.Clone())];
    }

    /// <summary>A number, also one of forty digits, which is written as text.</summary>
    public static double Number(this JsonElement row, string name) =>
        row.GetProperty(name) is { ValueKind: JsonValueKind.String } digits
            ? double.Parse(digits.GetString()!, CultureInfo.InvariantCulture) : row.GetProperty(name).GetDouble();

    public static int Count(this JsonElement row, string name) => row.GetProperty(name).GetInt32();

    /// <summary>Fails unless the value is within a relative error of the expected one, or both are 0.</summary>
    public static void AssertClose(double expected, double actual, double relative) => Assert.True(
        Math.Abs(actual - expected) <= relative * Math.Abs(expected), $"expected {expected:R}, was {actual:R}");
}
