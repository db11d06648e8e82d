using EdgeVitals.Privacy;

namespace EdgeVitals.Fleet.Evaluation;

/// <summary>
/// Draws reports of every local mechanism and of the discrete noise with the product's own generator, and holds their
/// squared error against the theory.
/// </summary>
internal static class PrivacyEvaluation
{
    /// <summary>Reports of each mechanism at each ε.</summary>
    public const long Reports = 1_000_000;

    /// <summary>Dimension of the unit vectors.</summary>
    public const int Dimension = 10;

    /// <summary>Categories.</summary>
    public const int Categories = 16;

    /// <summary>ε at which reports are drawn.</summary>
    public static readonly double[] Epsilons = [1, 2, 4];

    // Two mechanisms need no ε for their noise: it is given in counts.
    private static readonly Rational LaplaceScale = 10;
    private static readonly Rational GaussianVariance = 145;

    /// <summary>The local mechanisms for one number in [-1, 1].</summary>
    public static IReadOnlyList<(string Name, Func<Epsilon, IScalarMechanism> Create)> Scalars { get; } =
    [
        ("laplace", Laplace.Create), ("duchi", Duchi.Create), ("piecewise", Piecewise.Create),
        ("hybrid", Hybrid.Create), ("lp-scalar", LpScalar.Create),
    ];

    /// <summary>Every mechanism at every ε.</summary>
    public static IReadOnlyList<PrivacySubject> Subjects { get; } =
    [
        .. Epsilons.SelectMany(value => Local(Epsilon.From(value))),
        .. Discrete(),
    ];

    /// <summary>Measures all of them on all cores.</summary>
    /// <param name="done">Told how many are finished; may be called from any thread.</param>
    /// <param name="reports">Reports of each; of a category four times as many.</param>
    public static PrivacyCell[] Run(Action<int> done, long reports)
    {
        var cells = new PrivacyCell[Subjects.Count];
        int finished = 0;
        Parallel.For(0, cells.Length, i =>
        {
            using var random = new CryptoRandom();
            // A report that supports a category wrongly is rare at a large ε, and its error is all that is measured.
            cells[i] = Subjects[i].Measure(Subjects[i].Family == "category" ? 4 * reports : reports, random);
            done(Interlocked.Increment(ref finished));
        });
        return cells;
    }

    private static IEnumerable<PrivacySubject> Local(Epsilon epsilon)
    {
        foreach ((string name, Func<Epsilon, IScalarMechanism> create) in Scalars)
        {
            yield return new PrivacySubject("scalar", name, epsilon.Value, () =>
            {
                IScalarMechanism mechanism = create(epsilon);
                double[] inputs = [0, 0.25, 0.5, 0.75, 1];
                double x = inputs.MaxBy(mechanism.Variance);
                return (mechanism.Variance(x), random =>
                {
                    double error = (mechanism.Perturb(x, random) * mechanism.Unit) - x;
                    return error * error;
                });
            });
        }

        yield return new PrivacySubject("vector", "privunit", epsilon.Value, () =>
        {
            PrivUnit mechanism = PrivUnit.Create(Dimension, epsilon);
            return (mechanism.MeanSquaredError, random => FromPole(mechanism.Perturb(Pole(), random)));
        });
        yield return new PrivacySubject("vector", "privunitg", epsilon.Value, () =>
        {
            PrivUnitG mechanism = PrivUnitG.Create(Dimension, epsilon);
            long[] grid = new long[Dimension];
            return (mechanism.MeanSquaredError, random =>
            {
                mechanism.Expand(mechanism.Perturb(Pole(), random), grid);
                return FromPole([.. grid.Select(value => value * mechanism.GridScale)]);
            });
        });
        yield return Category("krr", epsilon, e => RandomisedResponse.Create(Categories, e));
        yield return Category("oue", epsilon, e => OptimisedUnaryEncoding.Create(Categories, e));
        yield return Category("sue", epsilon, e => SymmetricUnaryEncoding.Create(Categories, e));
        yield return Category("olh", epsilon, e => OptimisedLocalHashing.Create(Categories, e));
        yield return Category("subset", epsilon, e => SubsetSelection.Create(Categories, e));
    }

    private static IEnumerable<PrivacySubject> Discrete()
    {
        yield return new PrivacySubject("count", "discrete-laplace", 1 / LaplaceScale.Value, () =>
            (DiscreteLaplace.Variance(LaplaceScale), random => Square(DiscreteLaplace.Sample(LaplaceScale, random))));
        yield return new PrivacySubject("count", "discrete-gaussian", null, () =>
            (DiscreteGaussian.Variance(GaussianVariance),
                random => Square(DiscreteGaussian.Sample(GaussianVariance, random))));
    }

    /// <summary>Error at frequency 0: the reports are of another category than the one that is counted.</summary>
    private static PrivacySubject Category<TReport>(
        string name, Epsilon epsilon, Func<Epsilon, IFrequencyOracle<TReport>> create) =>
        new("category", name, epsilon.Value, () =>
        {
            IFrequencyOracle<TReport> oracle = create(epsilon);
            double p = oracle.TruthProbability, q = oracle.OtherProbability;
            const int counted = 0, reported = 1;
            return (oracle.NVariance(0), random =>
            {
                double support = oracle.Supports(oracle.Perturb(reported, random), counted) ? 1 : 0;
                double error = (support - q) / (p - q);
                return error * error;
            });
        });

    private static double Square(long value) => (double)value * value;

    private static double[] Pole()
    {
        double[] pole = new double[Dimension];
        pole[0] = 1;
        return pole;
    }

    private static double FromPole(double[] estimate)
    {
        double sum = 0;
        for (int i = 0; i < estimate.Length; i++)
        {
            double error = estimate[i] - (i == 0 ? 1 : 0);
            sum += error * error;
        }

        return sum;
    }
}

/// <summary>A mechanism with its input: what its squared error is in theory, and how one is drawn.</summary>
/// <param name="Family">scalar, vector, category or count.</param>
/// <param name="Mechanism">Its name.</param>
/// <param name="Epsilon">ε of one report; null where the noise is given instead.</param>
/// <param name="Create">The mechanism's theory, and one squared error of a fresh report.</param>
internal sealed record PrivacySubject(
    string Family, string Mechanism, double? Epsilon, Func<(double Theory, Func<IRandomBytes, double> Draw)> Create)
{
    /// <summary>Mean of that many squared errors, with its standard error.</summary>
    public PrivacyCell Measure(long reports, IRandomBytes random)
    {
        (double theory, Func<IRandomBytes, double> draw) = Create();
        double sum = 0, squares = 0;
        for (long i = 0; i < reports; i++)
        {
            double error = draw(random);
            sum += error;
            squares += error * error;
        }

        double mean = sum / reports;
        double spread = Math.Sqrt(Math.Max(0, (squares / reports) - (mean * mean)) / reports);
        return new PrivacyCell(Family, Mechanism, Epsilon, theory, mean, spread, reports);
    }
}
