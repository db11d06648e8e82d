using System.Globalization;
using System.Text;
using EdgeVitals.Privacy;

namespace EdgeVitals.Fleet.Evaluation;

/// <summary>Table and pictures of the privacy evaluation: lines are theory, dots are measured.</summary>
internal static class PrivacyCharts
{
    private const int Width = 1330;
    private const int Height = 890;
    private const int PanelWidth = 400;
    private const int PanelHeight = 330;
    private const double Delta = 1e-6;

    // Readable for the colour-blind (Okabe and Ito 2008); the dashes tell them apart in grey.
    private static readonly (string Colour, string Dash)[] Styles =
        [("#0072b2", ""), ("#d55e00", "7 3"), ("#009e73", "2 3"), ("#cc79a7", "9 3 2 3"), ("#22303c", "4 4")];

    /// <summary>Points of a line: enough that its bends look round.</summary>
    private const int SmoothPoints = 24;

    /// <summary>Table and picture.</summary>
    /// <param name="cells">What was measured.</param>
    /// <param name="points">Steps of each line over ε.</param>
    public static EvaluationPage Page(IReadOnlyList<PrivacyCell> cells, int points = SmoothPoints) => new(
        "privacy", "Error of each mechanism and cost of many releases", Table(cells), Picture(cells, points));

    /// <summary>The table with its heading.</summary>
    public static string Table(IReadOnlyList<PrivacyCell> cells)
    {
        StringBuilder text = new();
        text.Append("| input | mechanism | ε | squared error, theory | measured | off | standard error | reports |\n");
        text.Append("|---|---|---:|---:|---:|---:|---:|---:|\n");
        foreach (PrivacyCell cell in cells)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| {cell.Family} | {cell.Mechanism} | {cell.Epsilon} | {cell.Theory:G5} | {cell.Measured:G5} "
                + $"| {Math.Round(cell.OffPercent, 2):+0.00;-0.00;0.00} % "
                + $"| {100 * cell.StandardError / cell.Theory:0.00} % | {cell.Reports:N0} |\n");
        }

        return text.ToString();
    }

    private static string Picture(IReadOnlyList<PrivacyCell> cells, int points)
    {
        IReadOnlyList<(double X, double Y)> Curve(Func<double, double> of) => PrivacyCharts.Curve(of, points);
        var picture = new SvgPicture(Width, Height);
        const int left = 76, right = 720, top = 52, below = 480;
        Errors("A number in [-1, 1]: squared error of one report", cells, "scalar",
            [.. PrivacyEvaluation.Scalars.Select(scalar => (
                scalar.Name, Curve(e => scalar.Create(Epsilon.From(e)).WorstCaseVariance)))])
            .Draw(picture, left, top, PanelWidth, PanelHeight);
        const int d = PrivacyEvaluation.Dimension, k = PrivacyEvaluation.Categories;
        Errors($"A unit vector of {d} coordinates: squared error of one report", cells, "vector",
            [
                ("gaussian, δ = 1e-6", Curve(e => d * Square(AnalyticGaussian.Sigma(
                    Epsilon.From(e), EdgeVitals.Privacy.Delta.From(Delta), 2)))),
                ("duchi", Curve(e => DuchiBall.Create(d, Epsilon.From(e)).MeanSquaredError)),
                ("privunitg", Curve(e => PrivUnitG.Create(d, Epsilon.From(e)).MeanSquaredError)),
                ("privunit", Curve(e => PrivUnit.Create(d, Epsilon.From(e)).MeanSquaredError)),
            ]).Draw(picture, right, top, PanelWidth, PanelHeight);
        Errors($"One of {k} categories: variance of a frequency, times reports", cells, "category",
            [
                ("sue", Curve(e => SymmetricUnaryEncoding.Create(k, Epsilon.From(e)).NVariance(0))),
                ("oue", Curve(e => OptimisedUnaryEncoding.Create(k, Epsilon.From(e)).NVariance(0))),
                ("olh", Curve(e => OptimisedLocalHashing.Create(k, Epsilon.From(e)).NVariance(0))),
                ("krr", Curve(e => RandomisedResponse.Create(k, Epsilon.From(e)).NVariance(0))),
                ("subset", Curve(e => SubsetSelection.Create(k, Epsilon.From(e)).NVariance(0))),
            ]).Draw(picture, left, below, PanelWidth, PanelHeight);
        Composition().Draw(picture, right, below, PanelWidth, PanelHeight);
        return picture.Close();
    }

    private static LineChart Errors(
        string title, IReadOnlyList<PrivacyCell> cells, string family,
        IReadOnlyList<(string Name, IReadOnlyList<(double X, double Y)> Theory)> lines) =>
        new(title, "ε of one report", [.. lines.Select((line, i) => new ChartLine(
            line.Name, Styles[i].Colour, Styles[i].Dash, line.Theory,
            [.. cells.Where(cell => cell.Family == family && cell.Mechanism == line.Name)
                .Select(cell => (cell.Epsilon!.Value, cell.Measured))]))]);

    /// <summary>What many Gaussian releases cost, by each accountant.</summary>
    private static LineChart Composition()
    {
        const double multiplier = 8;
        long[] steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
        var delta = EdgeVitals.Privacy.Delta.From(Delta);
        PrivacyEvent one = new GaussianEvent(multiplier);
        (string Name, string Accountant, PrivacyEvent Event)[] lines =
        [
            ("zcdp, basic", "zcdp", one), ("rdp", "rdp", one), ("pld", "pld", one),
            ("pld, 10 % sampled, add/remove", "pld", new PoissonSampledEvent(0.1, one)),
        ];
        return new LineChart(
            $"Gaussian releases, noise {multiplier:0} times the sensitivity: ε at δ = 1e-6", "releases",
            [.. lines.Select((line, i) => new ChartLine(line.Name, Styles[i].Colour, Styles[i].Dash,
                [.. steps.Select(t => ((double)t, Accountants.Named(line.Accountant)
                    .Cost(new SelfComposedEvent(line.Event, t), delta).Epsilon))], []))]);
    }

    private static IReadOnlyList<(double X, double Y)> Curve(Func<double, double> of, int points)
    {
        const double low = 0.25, high = 8;
        return [.. Enumerable.Range(0, points + 1).Select(i => low * Math.Pow(high / low, (double)i / points))
            .Select(epsilon => (epsilon, of(epsilon)))];
    }

    private static double Square(double value) => value * value;
}
