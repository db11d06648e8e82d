namespace EdgeVitals.Signals;

/// <summary>Order statistics.</summary>
internal static class Order
{
    /// <summary>Median (mean of the middle two for an even count); sorts its argument; NaN for none.</summary>
    public static double MedianInPlace(Span<double> values)
    {
        if (values.Length == 0)
        {
            return double.NaN;
        }
        values.Sort();
        int middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
