using EdgeVitals.Federated;
using EdgeVitals.Gateway;
using EdgeVitals.Gateway.Audit;
using EdgeVitals.Gateway.Consent;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Gateway.Pairing;
using EdgeVitals.Gateway.Training;
using EdgeVitals.Gateway.Wearers;
using EdgeVitals.Privacy;
using EdgeVitals.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVitals.Tests.Gateway;

/// <summary>A clock that stands where a test puts it.</summary>
internal sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>Bytes of a fixed stream, so that two gates with the same seed draw the same noise.</summary>
internal sealed class FixedBytes(ulong seed) : IRandomBytes
{
    private ulong _state = seed;

    /// <summary>Set to fail as a broken generator would.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Set to fail this often, as a generator that recovers would.</summary>
    public int FailuresLeft { get; set; }

    public void Fill(Span<byte> destination)
    {
        if (IsBroken || FailuresLeft-- > 0)
        {
            throw new IOException("The generator is broken.");
        }
        for (int i = 0; i < destination.Length; i++)
        {
            // SplitMix64; only its being the same each time matters here.
            _state += 0x9E3779B97F4A7C15;
            ulong z = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            destination[i] = (byte)(z ^ (z >> 31));
        }
    }
}

/// <summary>A folder that goes away with its test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("edgevitals-gateway-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>The parts of a gateway around the gate, over real files, without a listener.</summary>
internal sealed class GateHarness : IDisposable
{
    public const int FirstDay = 20_500;

    private readonly TemporaryFolder? _owned;

    public GateHarness(string? folder = null, EdgeVitals.Gateway.Release.ReleasePolicy? policy = null)
    {
        _owned = folder is null ? new TemporaryFolder() : null;
        Folder = folder ?? _owned!.Path;
        Clock = new SetClock(BudgetCalendar.StartOf(FirstDay + 1).AddHours(7));
        Cloud = MessageSigner.Create();
        Options = new GatewayOptions
        {
            DataDirectory = Folder,
            Time = Clock,
            Policy = policy ?? new(),
            Uplink = new Enrollment
            {
                Tenant = "tenant",
                Gateway = "gw-1",
                Host = "127.0.0.1",
                Port = 1,
                Token = "token",
                CloudPublicKey = Cloud.PublicPem,
            },
        };
        Clinic = ClinicFile.Open(Folder);
        Ledger = ReleaseLedger.Open(Folder);
        Pairing = new PairingBook(Clinic, Options, Status);
        Consent = new ConsentBook(Clinic, Options);
        Board = new WearerBoard(Pairing, Options);
        Signer = EdgeVitals.Gateway.Release.GatewayKey.Open(Folder);
        Gate = new(Ledger, new LedgerMark(Clinic), Consent, Pairing, new ContributionSource(Board), Options, Status,
            Signer, Random, NullLogger<EdgeVitals.Gateway.Release.Release<UpdateMessage>.Gate>.Instance);
    }

    public string Folder { get; }

    public SetClock Clock { get; }

    public MessageSigner Cloud { get; }

    public GatewayOptions Options { get; }

    public GatewayStatus Status { get; } = new();

    public SqliteFile Clinic { get; }

    public ReleaseLedger Ledger { get; }

    public PairingBook Pairing { get; }

    public ConsentBook Consent { get; }

    public WearerBoard Board { get; }

    public MessageSigner Signer { get; }

    public FixedBytes Random { get; } = new(7);

    public EdgeVitals.Gateway.Release.Release<UpdateMessage>.Gate Gate { get; }

    public static TaskDefinition Surveillance(int cap = 100) => StandardTasks.SurveillanceDaily("tenant", cap, 2);

    /// <summary>Pairs a wearer with consent for both purposes.</summary>
    public void Enroll(string wearer, bool consents = true)
    {
        Pairing.Pair("dev-" + wearer, wearer, "Wearer " + wearer);
        if (consents)
        {
            Consent.Grant(wearer, ConsentPurpose.Learning);
            Consent.Grant(wearer, ConsentPurpose.Surveillance);
        }
    }

    /// <summary>Gives a wearer a fever-free day of full wear, hourly.</summary>
    public void Wear(string wearer, int day) => Board.Apply(Hourly("dev-" + wearer, day, Channels.HeartRate, 700, 24));

    /// <summary>The same for the sixteen days before too, which make a baseline.</summary>
    public void WearThrough(string wearer, int day)
    {
        for (int earlier = day - 16; earlier <= day; earlier++)
        {
            Wear(wearer, earlier);
        }
    }

    /// <summary>Runs the gate for a data day at 07:00 of the day after.</summary>
    public EdgeVitals.Gateway.Release.Release<UpdateMessage>? Run(TaskDefinition task, int day, out string reason)
    {
        Clock.Now = BudgetCalendar.StartOf(day + 1).AddHours(7);
        return Gate.Contribute(task, RoundAnnouncement.For(task, day), out reason);
    }

    public UpdateMessage Open(EdgeVitals.Gateway.Release.Release<UpdateMessage> release)
    {
        using MessageVerifier verifier = MessageVerifier.FromPem(Signer.PublicPem);
        Assert.True(
            verifier.TryVerify(release.Message, ContentTypes.Update, out byte[] payload, out string reason), reason);
        Assert.True(UpdateMessage.TryDecode(payload, out UpdateMessage? update, out reason), reason);
        return update;
    }

    public static JournalFrame Hourly(string device, int day, Channel channel, int value, int hours)
    {
        const long hour = 3_600_000_000;
        var frame = new Frame { BootId = 1, Sequence = day, StartTicks = 0, PeriodMicros = hour };
        frame.ChannelId = channel.Id;
        frame.ScaleExponent = channel.ScaleExponent;
        frame.Quality = 90;
        for (int i = 0; i < hours; i++)
        {
            Assert.True(frame.Add(value + (i % 3)));
        }
        return new JournalFrame(device, 1, day, day * 24L * hour, Bytes(frame));
    }

    public static byte[] Bytes(Frame frame)
    {
        byte[] buffer = new byte[Frame.MaximumEncodedBytes];
        int length = FrameCodec.Encode(frame, buffer, 0);
        Assert.True(length > 0, FrameError.Text(-length));
        return buffer[..length];
    }

    public void Dispose()
    {
        Ledger.Dispose();
        Clinic.Dispose();
        Signer.Dispose();
        Cloud.Dispose();
        Status.Dispose();
        _owned?.Dispose();
    }
}
