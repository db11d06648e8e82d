using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

public sealed class LinearProgramTests
{
    [Fact]
    public void Textbook_program_has_its_known_solution_and_duals()
    {
        // Maximise 3x + 5y with x <= 4, 2y <= 12, 3x + 2y <= 18 (Hillier and Lieberman's Wyndor Glass): 36 at (2, 6).
        LinearProgram program = new([4, 12, 18]);
        int x = program.Add(-3, [1, 0, 3]), y = program.Add(-5, [0, 2, 2]);
        AddSlacks(program, 3);

        Assert.Equal(LinearProgramStatus.Optimal, program.Solve());
        Assert.Equal(-36, program.Objective, 1e-9);
        Assert.Equal(2, program.Value(x), 1e-9);
        Assert.Equal(6, program.Value(y), 1e-9);
        Assert.Equal(0, program.Duals[0], 1e-9);
        Assert.Equal(-1.5, program.Duals[1], 1e-9);
        Assert.Equal(-1, program.Duals[2], 1e-9);
    }

    [Fact]
    public void Cycling_example_of_Beale_comes_to_its_end()
    {
        LinearProgram program = new([0, 0, 1]);
        program.Add(-0.75, [0.25, 0.5, 0]);
        program.Add(150, [-60, -90, 0]);
        program.Add(-0.02, [-0.04, -0.02, 1]);
        program.Add(6, [9, 3, 0]);
        AddSlacks(program, 3);

        Assert.Equal(LinearProgramStatus.Optimal, program.Solve(1000));
        Assert.Equal(-0.05, program.Objective, 1e-9);
    }

    [Fact]
    public void Exponential_cube_of_Klee_and_Minty_is_solved()
    {
        const int n = 8;
        LinearProgram program = new([.. Enumerable.Range(0, n).Select(i => Math.Pow(5, i + 1) / Math.Pow(5, n))]);
        for (int column = 0; column < n; column++)
        {
            program.Add(-Math.Pow(2, n - 1 - column), [.. Enumerable.Range(0, n).Select(
                row => row < column ? 0 : row == column ? 1 : Math.Pow(2, row - column + 1))]);
        }

        AddSlacks(program, n);
        Assert.Equal(LinearProgramStatus.Optimal, program.Solve());
        Assert.Equal(-1, program.Objective, 1e-9);
    }

    [Fact]
    public void Program_without_a_feasible_point_says_so()
    {
        LinearProgram program = new([1, 3]);
        program.Add(1, [1, 1]);
        program.Add(1, [1, 1]);

        Assert.Equal(LinearProgramStatus.Infeasible, program.Solve());
    }

    [Fact]
    public void Program_without_an_end_says_so()
    {
        LinearProgram program = new([1]);
        program.Add(-1, [1]);
        program.Add(-1, [-1]);

        Assert.Equal(LinearProgramStatus.Unbounded, program.Solve());
    }

    [Fact]
    public void Steps_are_limited()
    {
        LinearProgram program = new([4, 12, 18]);
        program.Add(-3, [1, 0, 3]);
        program.Add(-5, [0, 2, 2]);
        AddSlacks(program, 3);

        Assert.Equal(LinearProgramStatus.Unfinished, program.Solve(1));
        Assert.Equal(LinearProgramStatus.Optimal, program.Solve());
    }

    [Fact]
    public void Redundant_rows_and_negative_right_hand_sides_are_solved()
    {
        // x + y = 2 twice, and -x - z = -1.
        LinearProgram program = new([2, 2, -1]);
        int x = program.Add(1, [1, 1, -1]), y = program.Add(2, [1, 1, 0]), z = program.Add(0, [0, 0, -1]);

        Assert.Equal(LinearProgramStatus.Optimal, program.Solve());
        Assert.Equal(3, program.Objective, 1e-9);
        Assert.Equal((1, 1, 0), (program.Value(x), program.Value(y), program.Value(z)));
    }

    [Fact]
    public void Column_added_later_improves_the_solution()
    {
        LinearProgram program = new([1]);
        program.Add(5, [1]);
        program.Solve();
        Assert.Equal(5, program.Objective, 1e-12);
        program.Add(4, [2]);
        Assert.Equal(LinearProgramStatus.Optimal, program.Solve());
        Assert.Equal(2, program.Objective, 1e-12);
    }

    [Fact]
    public void Random_programs_have_feasible_solutions_whose_duals_prove_them()
    {
        // 300 programs with a known feasible point, many of them degenerate: small whole coefficients.
        SeededBytes random = new(151);
        int optimal = 0;
        for (int trial = 0; trial < 300; trial++)
        {
            int rows = 1 + random.Below(8), columns = rows + random.Below(14);
            double[][] a = [.. Enumerable.Range(0, columns).Select(
                _ => Enumerable.Range(0, rows).Select(_ => (double)(random.Below(7) - 3)).ToArray())];
            double[] point = [.. Enumerable.Range(0, columns).Select(_ => (double)Math.Max(0, random.Below(5) - 2))];
            double[] right = [.. Enumerable.Range(0, rows).Select(row => columns == 0 ? 0
                : Enumerable.Range(0, columns).Sum(column => a[column][row] * point[column]))];
            double[] costs = [.. Enumerable.Range(0, columns).Select(_ => (double)(random.Below(9) - 2))];
            LinearProgram program = new(right);
            for (int column = 0; column < columns; column++)
            {
                program.Add(costs[column], a[column]);
            }

            LinearProgramStatus status = program.Solve();
            Assert.True(
                status is LinearProgramStatus.Optimal or LinearProgramStatus.Unbounded, $"trial {trial} {status}");
            if (status == LinearProgramStatus.Optimal)
            {
                AssertProved(program, a, right, costs);
                optimal++;
            }
        }

        Assert.True(optimal > 100, $"{optimal} had an optimum");
    }

    [Fact]
    public void What_is_not_finite_or_of_another_shape_throws()
    {
        Assert.Equal(PrivacyFault.Empty, Fault(() => Assert.Null(new LinearProgram([]))));
        Assert.Equal(PrivacyFault.NotANumber, Fault(() => Assert.Null(new LinearProgram([double.NaN]))));
        LinearProgram program = new([1, 1]);
        Assert.Equal(PrivacyFault.OutsideDomain, Fault(() => program.Add(1, [1])));
        Assert.Equal(PrivacyFault.Infinite, Fault(() => program.Add(double.PositiveInfinity, [1, 1])));
        Assert.Equal(PrivacyFault.NotANumber, Fault(() => program.Add(1, [1, double.NaN])));

        static PrivacyFault Fault(Action act) => Assert.Throws<PrivacyException>(act).Fault;
    }

    private static void AddSlacks(LinearProgram program, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            double[] slack = new double[rows];
            slack[row] = 1;
            program.Add(0, slack);
        }
    }

    private static void AssertProved(LinearProgram program, double[][] a, double[] right, double[] costs)
    {
        double primal = 0, dual = 0;
        for (int row = 0; row < right.Length; row++)
        {
            double sum = 0;
            for (int column = 0; column < a.Length; column++)
            {
                sum += a[column][row] * program.Value(column);
            }

            Assert.Equal(right[row], sum, 1e-7);
            dual += right[row] * program.Duals[row];
        }

        for (int column = 0; column < a.Length; column++)
        {
            double reduced = costs[column];
            for (int row = 0; row < right.Length; row++)
            {
                reduced -= a[column][row] * program.Duals[row];
            }

            Assert.True(program.Value(column) >= -1e-8 && reduced >= -1e-7);
            primal += costs[column] * program.Value(column);
        }

        Assert.Equal(primal, dual, 1e-6);
        Assert.Equal(primal, program.Objective, 1e-6);
    }
}
