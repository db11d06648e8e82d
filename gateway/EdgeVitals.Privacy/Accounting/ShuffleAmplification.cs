namespace EdgeVitals.Privacy;

/// <summary>
/// Privacy of n locally private reports of which only the shuffled multiset is seen: exact for the pair of
/// distributions that bounds every local randomiser.
/// </summary>
/// <remarks>
/// Source: Feldman, McMillan, Talwar 2021, "Hiding Among the Clones" (arXiv 2012.12803), Theorem 3.2. With
/// C ~ Bin(n-1, e^-epsilon0), A ~ Bin(C, 1/2) and D ~ Bernoulli(e^epsilon0 / (e^epsilon0 + 1)), shuffled reports of
/// two neighbours are at most as far apart as (A + D, C - A + 1 - D) and (A + 1 - D, C - A + D). The hockey-stick
/// divergence of that pair is summed here, not bounded. The later general theorem of the same authors (2023) has an
/// erratum and is not used.
/// <para>
/// It holds only where an anonymous channel strips and shuffles the messages and nobody who is to be kept out sees
/// them before. This product's messages are signed and identified: it never claims this for them.
/// </para>
/// </remarks>
public static class ShuffleAmplification
{
    /// <summary>Most reports: some 3e5 steps an evaluation, half a second in all.</summary>
    public const long MaximumCount = 1_000_000_000;

    /// <summary>Least delta: the sum's terms are parts of it as small as 1e-12, which a double must hold.</summary>
    public const double LeastDelta = 1e-280;

    /// <summary>Part of delta, at either end, that the sum may leave out; it is added to delta.</summary>
    private const double Slack = 1e-11;

    /// <summary>Error, as a part of it, at which a tail that is carried from step to step is summed anew.</summary>
    private const double TailError = 1e-11;

    /// <summary>What one step may lose of the numbers that it adds and subtracts.</summary>
    private const double StepError = 4e-16;

    /// <summary>Covers the rounding of 3e5 steps, each with three operations; epsilon moves by a tenth of it.</summary>
    private const double Rounding = 5e-10;

    /// <summary>The central epsilon of n shuffled reports at a delta, at most the local one.</summary>
    /// <param name="each">epsilon0 of each report's randomiser, with delta = 0.</param>
    /// <param name="count">n, 1 to 1e9.</param>
    /// <param name="delta">Of the whole, at least <see cref="LeastDelta"/>.</param>
    /// <returns>Never below the exact value of the pair; equal to it to 1e-9.</returns>
    /// <exception cref="PrivacyException">A count of 0 or above 1e9, or a delta below 1e-280.</exception>
    public static PrivacyCost EpsilonAt(Epsilon each, long count, Delta delta)
    {
        PrivacyException.RequireCount(count, nameof(count), MaximumCount);
        if (delta.Value < LeastDelta)
        {
            throw new PrivacyException(PrivacyFault.OutOfRange, nameof(delta),
                $"{delta} is below {LeastDelta:R}, the least that is summed in double precision");
        }

        double low = 0, high = each.Value, allowed = delta.Value;
        if (DeltaAt(0, each, count, allowed) <= allowed)
        {
            high = 0;
        }

        // Each evaluation overstates delta, so the upper end is never too small.
        while (high - low > 1e-13 * high)
        {
            double middle = 0.5 * (low + high);
            if (DeltaAt(middle, each, count, allowed) <= allowed)
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }

        return new PrivacyCost(high, allowed, Adjacency.ReplaceOne, "shuffle");
    }

    /// <summary>Upper bound of delta at an epsilon in [0, epsilon0), above it by 1e-9 of itself at most.</summary>
    private static double DeltaAt(double epsilon, Epsilon each, long count, double delta)
    {
        double local = each.Value;
        long others = count - 1;
        double clone = Math.Exp(-local), rest = -LogSpace.ExpM1(-local);
        double mass = 1, odds = 0;
        long clones = 0;
        double below = 0;
        if (others > 0 && clone > 0)
        {
            clones = First(others, clone, rest, delta * Slack);
            mass = Math.Exp(BinomialMass.Log(others, clones, clone, rest));
            odds = clone / rest;
            below = clones == 0 ? 0 : delta * Slack;
        }

        HockeyStick pair = new(epsilon, local, clones);
        double sum = 0, left = delta * Slack;
        while (true)
        {
            sum += mass * pair.Divergence;
            if (clones == others)
            {
                return (sum * (1 + Rounding)) + below;
            }

            double ratio = (others - clones) / (clones + 1.0) * odds;
            // What is above is at most mass (ratio + ratio^2 + ...), each with a divergence of at most this one.
            if (ratio < 1 && mass * ratio / (1 - ratio) * pair.Divergence <= left)
            {
                return (sum * (1 + Rounding)) + below + left;
            }

            mass *= ratio;
            clones++;
            pair.Next();
        }
    }

    /// <summary>A c with P(Bin(others, p) below c) at most a bound, as large as a geometric series proves.</summary>
    private static long First(long others, double p, double rest, double bound)
    {
        long low = 0, high = (long)Math.Floor(others * p);
        // P(below c) is at most P(c) c rest / (((others + 1) p) - c), a geometric series, for c below the mean.
        while (low < high)
        {
            long middle = low + ((high - low + 1) / 2);
            double series = middle * rest / (((others + 1.0) * p) - middle);
            bool isSmall = BinomialMass.Log(others, middle, p, rest) + Math.Log(series) <= Math.Log(bound);
            (low, high) = isSmall ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    /// <summary>
    /// Hockey-stick divergence of the pair given C = c, stepping c upwards. Event a (messages of the first kind, of
    /// c + 1) counts where a / (c + 1) is above a threshold w; with m = floor(w (c + 1)) and p = P(D = 1) the
    /// divergence is p (1 - e^(epsilon - epsilon0)) P(A = m) - (e^epsilon - 1) P(A above m).
    /// </summary>
    private struct HockeyStick
    {
        private readonly double _threshold;
        private readonly double _atWeight;
        private readonly double _aboveWeight;
        private long _clones;
        private long _last;
        private double _at;
        private double _above;
        private double _error;

        public HockeyStick(double epsilon, double local, long clones)
        {
            double less = Math.Exp(-epsilon), truth = 1 / (1 + Math.Exp(-local));
            double lie = truth * Math.Exp(-local), tilt = Math.Tanh(0.5 * local);
            _threshold = (tilt - (lie * LogSpace.ExpM1(-epsilon))) / (tilt * (1 + less));
            _atWeight = -truth * LogSpace.ExpM1(epsilon - local);
            _aboveWeight = LogSpace.ExpM1(epsilon);
            _clones = clones;
            _last = Last(clones);
            _at = Math.Exp(BinomialMass.Log(clones, _last, 0.5, 0.5));
            _above = Tail(_at);
        }

        /// <summary>Rounded up by what the tail may be too large.</summary>
        public readonly double Divergence =>
            Math.Max(0, (_atWeight * _at) - (_aboveWeight * Math.Max(0, _above - _error)));

        public void Next()
        {
            // Bin(c + 1) is above m where Bin(c) is, or is m and the added coin falls right. The tail falls far below
            // the numbers that pass through it, and their rounding stays behind.
            _error += StepError * (_above + _at);
            _above += 0.5 * _at;
            _at *= 0.5 * (_clones + 1) / (_clones + 1 - _last);
            _clones++;
            long last = Last(_clones);
            if (last > _last)
            {
                _at *= (double)(_clones - _last) / (_last + 1);
                _above = Math.Max(0, _above - _at);
                _last = last;
            }

            if (_error > TailError * _above)
            {
                _above = Tail(_at);
                _error = 0;
            }
        }

        private readonly long Last(long clones) => Math.Min(clones, (long)Math.Floor(_threshold * (clones + 1)));

        /// <summary>P(A above m) from P(A = m), term by term.</summary>
        private readonly double Tail(double at)
        {
            double sum = 0, term = at;
            for (long a = _last; a < _clones; a++)
            {
                term *= (double)(_clones - a) / (a + 1);
                sum += term;
                if (term < 1e-18 * sum || term == 0)
                {
                    break;
                }
            }

            return sum;
        }
    }
}
