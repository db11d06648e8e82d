using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

public sealed class EventTreeTests
{
    private static readonly Delta _delta = Delta.From(1e-6);

    [Fact]
    public void Any_tree_comes_back_from_its_json_the_same()
    {
        SeededBytes random = new(107);
        for (int i = 0; i < 10_000; i++)
        {
            PrivacyEvent written = Any(random, 5);
            string text = EventJson.Write(written);

            PrivacyEvent read = EventJson.Read(text);
            Assert.Equal(written, read);
            Assert.Equal(text, EventJson.Write(read));
            Assert.Equal(written.GetHashCode(), read.GetHashCode());
        }
    }

    [Fact]
    public void Stored_names_do_not_change()
    {
        // Ledgers hold these texts: this test may gain lines, and none may change.
        Dictionary<string, PrivacyEvent> stored = new()
        {
            ["""{"kind":"gaussian","multiplier":1.1}"""] = new GaussianEvent(1.1),
            ["""{"kind":"discrete-gaussian","sigmaSquared":2.25,"sensitivitySquared":4}"""] =
                new DiscreteGaussianEvent(2.25, 4),
            ["""{"kind":"laplace","scale":0.5}"""] = new LaplaceEvent(0.5),
            ["""{"kind":"discrete-laplace","scale":3}"""] = new DiscreteLaplaceEvent(3),
            ["""{"kind":"randomised-response","epsilon":1,"categories":4}"""] = new RandomisedResponseEvent(1, 4),
            ["""{"kind":"pure","epsilon":0.1}"""] = new PureEvent(0.1),
            ["""{"kind":"zcdp","rho":0.02}"""] = new ZcdpEvent(0.02),
            ["""{"kind":"poisson-sampled","rate":0.01,"event":{"kind":"gaussian","multiplier":1}}"""] =
                new PoissonSampledEvent(0.01, new GaussianEvent(1)),
            ["""{"kind":"composed","events":[{"kind":"pure","epsilon":1},{"kind":"zcdp","rho":1}]}"""] =
                new ComposedEvent([new PureEvent(1), new ZcdpEvent(1)]),
            ["""{"kind":"self-composed","event":{"kind":"pure","epsilon":1},"count":9}"""] =
                new SelfComposedEvent(new PureEvent(1), 9),
            ["""{"kind":"unsupported","name":"an older release"}"""] = new UnsupportedEvent("an older release"),
        };
        foreach ((string text, PrivacyEvent @event) in stored)
        {
            Assert.Equal(text, EventJson.Write(@event));
            Assert.Equal(@event, EventJson.Read(text));
        }

        Assert.Equal(typeof(PrivacyEvent).Assembly.GetTypes().Count(type => type.IsSubclassOf(typeof(PrivacyEvent))),
            stored.Count);
        Assert.Equal(new PureEvent(2), EventJson.Read("""{"epsilon":2,"kind":"pure"}"""));
    }

    [Theory]
    [InlineData("""{"kind":"skellam","mu":4}""", PrivacyFault.Unsupported)]
    [InlineData("""{"kind":"Gaussian","multiplier":1}""", PrivacyFault.Unsupported)]
    [InlineData("""{"kind":0,"multiplier":1}""", PrivacyFault.Unsupported)]
    [InlineData("""{"multiplier":1}""", PrivacyFault.Unsupported)]
    [InlineData("{}", PrivacyFault.Unsupported)]
    [InlineData("null", PrivacyFault.Unsupported)]
    [InlineData("", PrivacyFault.Unsupported)]
    [InlineData("[]", PrivacyFault.Unsupported)]
    [InlineData("0", PrivacyFault.Unsupported)]
    [InlineData("""{"kind":"gaussian"}""", PrivacyFault.Unsupported)]
    [InlineData("""{"kind":"gaussian","multiplier":null}""", PrivacyFault.Unsupported)]
    [InlineData("""{"kind":"gaussian","multiplier":"1"}""", PrivacyFault.Unsupported)]
    [InlineData("""{"kind":"gaussian","multiplier":"NaN"}""", PrivacyFault.Unsupported)]
    [InlineData("""{"kind":"gaussian","multiplier":NaN}""", PrivacyFault.Unsupported)]
    [InlineData("""{"kind":"gaussian","Multiplier":1}""", PrivacyFault.Unsupported)]
    [InlineData("""{"kind":"gaussian","multiplier":1,"multiplier":1000}""", PrivacyFault.Unsupported)]
    [InlineData("""{"kind":"gaussian","multiplier":1,"free":true}""", PrivacyFault.Unsupported)]
    [InlineData("""{"kind":"gaussian","multiplier":1} {"kind":"pure","epsilon":1}""", PrivacyFault.Unsupported)]
    [InlineData("""{"kind":"gaussian","multiplier":1e999}""", PrivacyFault.Infinite)]
    [InlineData("""{"kind":"gaussian","multiplier":1e200}""", PrivacyFault.OutOfRange)]
    [InlineData("""{"kind":"gaussian","multiplier":0}""", PrivacyFault.NotPositive)]
    [InlineData("""{"kind":"gaussian","multiplier":-1}""", PrivacyFault.NotPositive)]
    [InlineData("""{"kind":"gaussian","multiplier":1e-400}""", PrivacyFault.NotPositive)]
    [InlineData("""{"kind":"discrete-gaussian","sigmaSquared":4}""", PrivacyFault.Unsupported)]
    [InlineData("""{"kind":"discrete-gaussian","sigmaSquared":4,"sensitivitySquared":1.5}""",
        PrivacyFault.OutsideDomain)]
    [InlineData("""{"kind":"laplace","scale":0}""", PrivacyFault.NotPositive)]
    [InlineData("""{"kind":"randomised-response","epsilon":1}""", PrivacyFault.Unsupported)]
    [InlineData("""{"kind":"randomised-response","epsilon":1,"categories":1}""", PrivacyFault.OutOfRange)]
    [InlineData("""{"kind":"randomised-response","epsilon":1,"categories":2.5}""", PrivacyFault.Unsupported)]
    [InlineData("""{"kind":"pure","epsilon":-1}""", PrivacyFault.NotPositive)]
    [InlineData("""{"kind":"poisson-sampled","rate":0,"event":{"kind":"pure","epsilon":1}}""",
        PrivacyFault.OutsideUnitInterval)]
    [InlineData("""{"kind":"poisson-sampled","rate":1.5,"event":{"kind":"pure","epsilon":1}}""",
        PrivacyFault.OutsideUnitInterval)]
    [InlineData("""{"kind":"poisson-sampled","rate":0.5}""", PrivacyFault.Unsupported)]
    [InlineData("""{"kind":"poisson-sampled","rate":0.5,"event":null}""", PrivacyFault.Unsupported)]
    [InlineData("""{"kind":"composed"}""", PrivacyFault.Unsupported)]
    [InlineData("""{"kind":"composed","events":null}""", PrivacyFault.Unsupported)]
    [InlineData("""{"kind":"composed","events":[null]}""", PrivacyFault.Unsupported)]
    [InlineData("""{"kind":"composed","events":[{"kind":"pure","epsilon":1},{"kind":"?"}]}""",
        PrivacyFault.Unsupported)]
    [InlineData("""{"kind":"self-composed","event":{"kind":"pure","epsilon":1},"count":-3}""", PrivacyFault.Empty)]
    [InlineData("""{"kind":"self-composed","event":{"kind":"pure","epsilon":1},"count":0}""", PrivacyFault.Empty)]
    [InlineData("""{"kind":"self-composed","event":{"kind":"pure","epsilon":1}}""", PrivacyFault.Unsupported)]
    [InlineData("""{"kind":"self-composed","event":{"kind":"pure","epsilon":1},"count":1e30}""",
        PrivacyFault.Unsupported)]
    [InlineData("""{"kind":"unsupported"}""", PrivacyFault.Unsupported)]
    public void Text_that_is_no_event_is_a_typed_fault_and_never_free(string text, PrivacyFault expected)
    {
        PrivacyException fault = Assert.Throws<PrivacyException>(() => EventJson.Read(text));
        Assert.Equal(expected, fault.Fault);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Any_damage_to_a_text_is_a_fault_or_another_event_that_costs_something()
    {
        SeededBytes random = new(109);
        for (int i = 0; i < 5_000; i++)
        {
            char[] text = EventJson.Write(Any(random, 3)).ToCharArray();
            text[random.Below(text.Length)] = (char)(32 + random.Below(95));
            PrivacyEvent read;
            try
            {
                read = EventJson.Read(new string(text));
            }
            catch (PrivacyException)
            {
                continue;
            }

            Assert.True(IsEmpty(read) || Accountants.All.Take(2).All(accountant => CostsOrRefuses(accountant, read)));
        }
    }

    [Fact]
    public void Unsupported_event_anywhere_makes_the_whole_answer_unsupported()
    {
        SeededBytes random = new(113);
        for (int i = 0; i < 500; i++)
        {
            PrivacyEvent unknown = new UnsupportedEvent("skellam");
            for (int wraps = random.Below(6); wraps > 0; wraps--)
            {
                unknown = random.Below(3) switch
                {
                    0 => new ComposedEvent([new PureEvent(1), unknown, new PureEvent(2)]),
                    1 => new SelfComposedEvent(unknown, 3),
                    _ => new PoissonSampledEvent(0.5, unknown),
                };
            }

            foreach (IAccountant accountant in Accountants.All)
            {
                PrivacyException fault = Assert.Throws<PrivacyException>(() => accountant.Cost(unknown, _delta));
                Assert.Equal(PrivacyFault.Unsupported, fault.Fault);
            }
        }
    }

    [Fact]
    public void Accountant_that_passes_over_unknown_events_is_caught()
    {
        // The broken twin: a sum over the events that it knows answers 1 where there is no answer.
        PrivacyEvent tree = new ComposedEvent([new PureEvent(1), new UnsupportedEvent("skellam")]);
        static double Broken(PrivacyEvent @event) => @event switch
        {
            ComposedEvent composed => composed.Events.Sum(Broken),
            PureEvent pure => pure.Epsilon,
            _ => 0,
        };

        Assert.Equal(1, Broken(tree));
        Assert.Throws<PrivacyException>(() => new PureAccountant().Cost(tree));
        Assert.Throws<PrivacyException>(() => EventTree.Of(tree));
    }

    [Fact]
    public void Sum_does_not_depend_on_how_the_tree_is_built()
    {
        PrivacyEvent one = new GaussianEvent(2), other = new LaplaceEvent(3);
        PrivacyEvent listed = new ComposedEvent([one, other, one, other, one, other]);
        PrivacyEvent nested = new SelfComposedEvent(new ComposedEvent([one, new SelfComposedEvent(other, 1)]), 3);

        Assert.Equal(EventTree.Of(listed).Terms, EventTree.Of(nested).Terms);
        Assert.Equal([new EventCount(one, 3), new EventCount(other, 3)], EventTree.Of(nested).Terms);
        Assert.Equal(new RdpAccountant().Cost(listed, _delta), new RdpAccountant().Cost(nested, _delta));
    }

    [Fact]
    public void Empty_composition_costs_nothing_for_every_accountant()
    {
        foreach (IAccountant accountant in Accountants.All)
        {
            Assert.Equal(0, accountant.Cost(new ComposedEvent([]), _delta).Epsilon);
        }
    }

    [Fact]
    public void Sampled_and_unsampled_events_do_not_add_up()
    {
        PrivacyEvent mixed = new ComposedEvent(
            [new GaussianEvent(1), new PoissonSampledEvent(0.1, new GaussianEvent(1))]);

        PrivacyException fault = Assert.Throws<PrivacyException>(() => EventTree.Of(mixed));
        Assert.Equal(PrivacyFault.Unsupported, fault.Fault);
        Assert.Equal(Adjacency.AddOrRemoveOne, EventTree.Of(new PoissonSampledEvent(1, new PureEvent(1))).Adjacency);
        Assert.Equal(Adjacency.ReplaceOne, EventTree.Of(new PureEvent(1)).Adjacency);
    }

    [Fact]
    public void Trees_beyond_the_limits_are_refused_before_they_are_walked()
    {
        PrivacyEvent deep = new PureEvent(1);
        for (int i = 1; i < EventTree.MaximumDepth; i++)
        {
            deep = new ComposedEvent([deep]);
        }

        Assert.Equal(deep, EventJson.Read(EventJson.Write(deep)));
        PrivacyEvent deeper = new ComposedEvent([deep]);
        PrivacyEvent wide = new ComposedEvent([.. Enumerable.Repeat(new PureEvent(1), EventTree.MaximumEvents)]);
        // Shared branches: 2^30 events in thirty objects.
        PrivacyEvent bomb = new PureEvent(1);
        for (int i = 0; i < 30; i++)
        {
            bomb = new ComposedEvent([bomb, bomb]);
        }

        foreach (PrivacyEvent tree in (PrivacyEvent[])[deeper, wide, bomb])
        {
            Assert.Equal(PrivacyFault.OutOfRange, Assert.Throws<PrivacyException>(() => EventTree.Of(tree)).Fault);
            Assert.Equal(PrivacyFault.OutOfRange, Assert.Throws<PrivacyException>(() => EventJson.Write(tree)).Fault);
        }

        string text = string.Concat(Enumerable.Repeat("{\"kind\":\"composed\",\"events\":[", 5_000));
        Assert.Throws<PrivacyException>(() => EventJson.Read(text));
        Assert.Equal(PrivacyFault.OutOfRange, Assert.Throws<PrivacyException>(
            () => EventJson.Read(new string(' ', EventJson.MaximumLength + 1))).Fault);
    }

    [Fact]
    public void Count_beyond_sixty_three_bits_is_refused_instead_of_wrapping()
    {
        PrivacyEvent huge = new SelfComposedEvent(new PureEvent(1), long.MaxValue);

        Assert.Equal(long.MaxValue, EventTree.Of(huge).Terms[0].Count);
        foreach (PrivacyEvent more in (PrivacyEvent[])[
            new SelfComposedEvent(huge, 2), new ComposedEvent([huge, new PureEvent(1)])])
        {
            Assert.Equal(PrivacyFault.OutOfRange, Assert.Throws<PrivacyException>(() => EventTree.Of(more)).Fault);
        }
    }

    [Fact]
    public void Event_taken_out_of_the_callers_list_stays_in_the_tree()
    {
        List<PrivacyEvent> list = [new PureEvent(1), new PureEvent(2)];
        ComposedEvent composed = new(list);
        list.Clear();

        Assert.Equal(3, new PureAccountant().Cost(composed).Epsilon);
        Assert.Throws<PrivacyException>(() => new ComposedEvent([null!]));
    }

    [Theory]
    [InlineData(double.NaN, PrivacyFault.NotANumber)]
    [InlineData(double.PositiveInfinity, PrivacyFault.Infinite)]
    [InlineData(double.NegativeInfinity, PrivacyFault.Infinite)]
    [InlineData(0, PrivacyFault.NotPositive)]
    [InlineData(-1, PrivacyFault.NotPositive)]
    [InlineData(1e-101, PrivacyFault.OutOfRange)]
    [InlineData(1e101, PrivacyFault.OutOfRange)]
    public void Event_of_a_meaningless_number_cannot_be_made(double value, PrivacyFault expected)
    {
        foreach (Func<PrivacyEvent> make in (Func<PrivacyEvent>[])[
            () => new GaussianEvent(value), () => new DiscreteGaussianEvent(value, 1),
            () => new DiscreteGaussianEvent(1, value), () => new LaplaceEvent(value),
            () => new DiscreteLaplaceEvent(value), () => new RandomisedResponseEvent(value, 2),
            () => new PureEvent(value), () => new ZcdpEvent(value)])
        {
            Assert.Equal(expected, Assert.Throws<PrivacyException>(make).Fault);
        }
    }

    private static bool IsEmpty(PrivacyEvent @event) => @event switch
    {
        ComposedEvent composed => composed.Events.All(IsEmpty),
        SelfComposedEvent repeated => IsEmpty(repeated.Event),
        PoissonSampledEvent sampled => IsEmpty(sampled.Event),
        _ => false,
    };

    private static bool CostsOrRefuses(IAccountant accountant, PrivacyEvent @event)
    {
        try
        {
            return accountant.Cost(@event, _delta).Epsilon > 0;
        }
        catch (PrivacyException)
        {
            return true;
        }
    }

    private static PrivacyEvent Any(SeededBytes random, int depth)
    {
        double size = Math.Exp((random.Uniform() * 20) - 10);
        switch (random.Below(depth > 0 ? 11 : 8))
        {
            case 0: return new GaussianEvent(size);
            case 1: return new DiscreteGaussianEvent(size, 1 + random.Below(1_000_000));
            case 2: return new LaplaceEvent(size);
            case 3: return new DiscreteLaplaceEvent(size);
            case 4: return new RandomisedResponseEvent(size, 2 + random.Below(1_000));
            case 5: return new PureEvent(size);
            case 6: return new ZcdpEvent(size);
            case 7: return new UnsupportedEvent("name \"" + random.Below(99) + "\" \u00e9\n");
            case 8: return new PoissonSampledEvent(1 - random.Uniform(), Any(random, depth - 1));
            case 9: return new SelfComposedEvent(Any(random, depth - 1), 1 + (long)(random.Next() >> 2));
            default:
                int count = random.Below(4);
                return new ComposedEvent([.. Enumerable.Range(0, count).Select(_ => Any(random, depth - 1))]);
        }
    }
}
