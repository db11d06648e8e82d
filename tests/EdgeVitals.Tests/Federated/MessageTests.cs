using System.Formats.Cbor;
using System.Reflection;
using EdgeVitals.Federated;
using EdgeVitals.Tests.Privacy;

namespace EdgeVitals.Tests.Federated;

public sealed class MessageTests
{
    public static TheoryData<string> Names => [.. SampleMessages.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Message_encodes_to_its_golden_bytes_and_back(string name)
    {
        byte[] golden = SampleMessages.Golden(name);

        Assert.Equal(Convert.ToHexString(golden), Convert.ToHexString(SampleMessages.Encode(name)));
        Assert.Equal(golden, SampleMessages.DecodeAndEncode(name, golden, out string reason));
        Assert.Equal("", reason);
    }

    [Fact]
    public void Update_schema_is_exactly_the_closed_list_and_one_charged_vector()
    {
        // The list of ARCHITECTURE: a field that is added there is a decision about privacy, not about code.
        string[] closed =
        [
            "schema version", "tenant", "gateway", "task id", "task hash", "round", "budget day", "update id",
            "mechanism", "clip norm", "grid exponent", "sigma squared", "key id", "ledger head", "ledger sequence",
            "software version",
        ];

        Assert.Equal([.. closed, "vector"], UpdateMessage.Schema.Select(field => field.Name));
        Assert.Equal(Enumerable.Range(0, 17), UpdateMessage.Schema.Select(field => field.Key));
        Assert.Equal(["vector"], UpdateMessage.Schema.Where(field => field.Charged).Select(field => field.Name));
        PropertyInfo[] members = typeof(UpdateMessage).GetProperties(BindingFlags.Public | BindingFlags.Instance);
        Assert.Equal(UpdateMessage.Schema.Count, members.Length);
        CborReader reader = new(SampleMessages.Golden("update"));
        Assert.Equal(UpdateMessage.Schema.Count, reader.ReadStartMap());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Unknown_missing_repeated_or_swapped_key_is_refused(string name)
    {
        List<(byte[] Key, byte[] Value)> pairs = Pairs(SampleMessages.Golden(name));
        byte[] next = [.. Encode(writer => writer.WriteInt32(pairs.Count))];
        byte[] one = [.. Encode(writer => writer.WriteInt32(1))];

        Refused(name, [.. pairs, (next, one)]);
        Refused(name, [.. pairs[..^1], (next, pairs[^1].Value)]);
        Refused(name, [.. pairs, pairs[^1]]);
        Refused(name, [pairs[1], pairs[0], .. pairs[2..]]);
        for (int i = 0; i < pairs.Count; i++)
        {
            Refused(name, [.. pairs[..i], .. pairs[(i + 1)..]]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Value_of_a_wrong_type_is_refused_with_the_name_of_its_field(string name)
    {
        List<(byte[] Key, byte[] Value)> pairs = Pairs(SampleMessages.Golden(name));
        byte[][] wrong =
        [
            Encode(writer => writer.WriteNull()), Encode(writer => writer.WriteBoolean(true)),
            Encode(writer => writer.WriteTag(CborTag.UnixTimeSeconds), writer => writer.WriteInt32(1)),
            Encode(writer => writer.WriteStartMap(0), writer => writer.WriteEndMap()),
            Encode(writer => writer.WriteDouble(double.NaN)), Encode(writer => writer.WriteUInt64(ulong.MaxValue)),
            Encode(writer => writer.WriteTextString(new string('a', 5000))),
            Encode(writer => writer.WriteByteString(new byte[5000])),
            Encode(writer => writer.WriteStartArray(0), writer => writer.WriteEndArray()),
        ];
        for (int i = 0; i < pairs.Count; i++)
        {
            foreach (byte[] value in wrong)
            {
                Refused(name, [.. pairs[..i], (pairs[i].Key, value), .. pairs[(i + 1)..]]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Truncated_or_extended_message_is_refused(string name)
    {
        byte[] golden = SampleMessages.Golden(name);
        for (int length = 0; length < golden.Length; length++)
        {
            Assert.Null(SampleMessages.DecodeAndEncode(name, golden[..length], out string reason));
            Assert.NotEqual("", reason);
        }

        Assert.Null(SampleMessages.DecodeAndEncode(name, [.. golden, 0], out _));
        Assert.Null(SampleMessages.DecodeAndEncode(name, new byte[20_000_000], out string tooLong));
        Assert.NotEqual("", tooLong);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Altered_message_never_throws_and_whatever_is_accepted_is_deterministic(string name)
    {
        byte[] golden = SampleMessages.Golden(name);
        SeededBytes random = new(73);
        for (int i = 0; i < 10_000; i++)
        {
            byte[] altered = [.. golden];
            for (int change = random.Below(3); change >= 0; change--)
            {
                altered[random.Below(altered.Length)] = (byte)random.Next();
            }

            byte[]? again = SampleMessages.DecodeAndEncode(name, altered, out string reason);
            Assert.Equal(again is null, reason.Length > 0);
            if (again is not null)
            {
                Assert.Equal(altered, again);
            }
        }
    }

    [Fact]
    public void Array_that_claims_more_items_than_bytes_is_refused_before_it_is_allocated()
    {
        List<(byte[] Key, byte[] Value)> pairs = Pairs(SampleMessages.Golden("update"));
        // An array head of 2^20 items, followed by nothing.
        byte[] lie = [0x9A, 0x00, 0x10, 0x00, 0x00];
        long before = GC.GetAllocatedBytesForCurrentThread();

        Refused("update", [.. pairs[..^1], (pairs[^1].Key, lie)]);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
    }

    [Fact]
    public void Longer_spelling_of_the_same_number_is_refused()
    {
        List<(byte[] Key, byte[] Value)> round = Pairs(SampleMessages.Golden("round"));
        Refused("round", [(round[0].Key, [0x18, 0x01]), .. round[1..]]);
        // 4.0 fits a half; as a single it is the same number in other bytes, hence another hash.
        List<(byte[] Key, byte[] Value)> task = Pairs(SampleMessages.Golden("task-subspace"));
        Refused("task-subspace", [.. task[..8], (task[8].Key, [0xFA, 0x40, 0x80, 0, 0]), .. task[9..]]);
    }

    [Fact]
    public void Update_that_cannot_be_decoded_cannot_be_encoded_either()
    {
        UpdateMessage good = SampleMessages.Update();
        UpdateMessage[] bad =
        [
            good with { Gateway = "a/b" }, good with { TaskHash = new byte[31] }, good with { UpdateId = Guid.Empty },
            good with { Vector = [] }, good with { KeyId = "XYZ" }, good with { SoftwareVersion = "0.1 ü" },
            good with { LedgerSequence = -1 }, good with { Round = -1 }, good with { SigmaSquared = 0 },
            good with { SchemaVersion = 2 }, good with { Mechanism = (Mechanism)9 }, good with { Tenant = "" },
        ];

        Assert.All(bad, message => Assert.Throws<ArgumentException>(() => message.Encode()));
    }

    [Fact]
    public void Update_matches_only_the_task_it_was_made_for()
    {
        TaskDefinition task = SampleMessages.Surveillance();
        UpdateMessage update = SampleMessages.Update();

        Assert.True(update.Matches(task, out string reason));
        Assert.Equal("", reason);
        Assert.False(update.Matches(SampleMessages.Subspace(), out _));
        Assert.False(update.Matches(task with { WearerCap = 51 }, out reason));
        Assert.Equal("task hash: another definition", reason);
        Assert.False((update with { SigmaSquared = 144 }).Matches(task, out _));
        Assert.False((update with { Vector = [1, 2, 3] }).Matches(task, out _));
        Assert.False((update with { Tenant = "south" }).Matches(task, out _));
    }

    [Fact]
    public void Model_with_impossible_numbers_is_refused()
    {
        ModelMessage good = SampleMessages.Model();
        ModelMessage[] bad =
        [
            good with { Eigenvalues = [3, 0] }, good with { Covariance = [2.5, 0.5, 0.4, 2.5] },
            good with { Eigenvectors = [1, 1, 0, 1] }, good with { ExpectedErrorPerEntry = double.NaN },
            good with { Dimension = 3 }, good with { Rounds = 0 }, good with { Covariance = [double.NaN, 0, 0, 1] },
        ];

        Assert.All(bad, model => Assert.NotNull(model.Fault()));
        Assert.Null(good.Fault());
    }

    [Fact]
    public void Round_of_a_task_follows_its_hours()
    {
        RoundAnnouncement round = SampleMessages.Round();

        Assert.Equal(BudgetCalendar.StartOf(SampleMessages.Day + 1).AddHours(2), round.OpenAt);
        Assert.Equal(TimeSpan.FromHours(4), round.ContributeAt - round.OpenAt);
        Assert.Equal(TimeSpan.FromHours(10), round.CloseAt - round.OpenAt);
        Assert.NotNull((round with { CloseAt = round.OpenAt }).Fault());
        Assert.NotNull((round with { Round = 3 }).Fault());
        Assert.NotNull((round with { OpenAt = round.OpenAt.AddTicks(1) }).Fault());
    }

    private static void Refused(string name, List<(byte[] Key, byte[] Value)> pairs)
    {
        Assert.InRange(pairs.Count, 1, 23);
        byte[] bytes = [(byte)(0xA0 + pairs.Count), .. pairs.SelectMany(pair => pair.Key.Concat(pair.Value))];

        Assert.Null(SampleMessages.DecodeAndEncode(name, bytes, out string reason));
        Assert.NotEqual("", reason);
    }

    private static List<(byte[] Key, byte[] Value)> Pairs(byte[] message)
    {
        CborReader reader = new(message);
        int count = reader.ReadStartMap()!.Value;
        List<(byte[] Key, byte[] Value)> pairs = [];
        for (int i = 0; i < count; i++)
        {
            pairs.Add((reader.ReadEncodedValue().ToArray(), reader.ReadEncodedValue().ToArray()));
        }

        return pairs;
    }

    private static byte[] Encode(params Action<CborWriter>[] steps)
    {
        CborWriter writer = new();
        foreach (Action<CborWriter> step in steps)
        {
            step(writer);
        }

        return writer.Encode();
    }
}
