using System.Security.Cryptography;
using System.Text;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Wire;
using Microsoft.Data.Sqlite;

namespace EdgeVitals.Gateway.Pairing;

/// <summary>A person who wears a device.</summary>
/// <param name="Ordinal">Order of enrolment, from 1; a task's cap admits the first ones.</param>
/// <param name="Id">Id inside the building.</param>
/// <param name="Name">Name that the screens show.</param>
public sealed record WearerIdentity(long Ordinal, string Id, string Name);

/// <summary>A paired device.</summary>
/// <param name="Id">Device id.</param>
/// <param name="WearerId">Who wears it now.</param>
/// <param name="PairedAt">When its present token was made.</param>
public sealed record PairedDevice(string Id, string WearerId, DateTimeOffset PairedAt);

/// <summary>
/// Which devices may talk to this gateway and who wears them. A token has 256 random bits, so its plain SHA-256 is
/// what is stored: a slow hash protects guessable secrets, and this is none.
/// </summary>
public sealed class PairingBook
{
    private const int TokenBytes = 32;
    private readonly SqliteFile _clinic;
    private readonly TimeProvider _time;
    private readonly GatewayStatus _status;
    private readonly Lock _loading = new();
    private readonly Lock _gate = new();
    private Dictionary<string, byte[]> _tokens = [];
    private Dictionary<string, List<(long Since, string Wearer)>> _assignments = [];
    private SortedDictionary<long, WearerIdentity> _wearers = [];

    /// <summary>Reads what was paired before.</summary>
    public PairingBook(SqliteFile clinic, GatewayOptions options, GatewayStatus status)
    {
        ArgumentNullException.ThrowIfNull(options);
        _clinic = clinic;
        _time = options.Time;
        _status = status;
        Load();
    }

    /// <summary>
    /// Reads the devices and wearers again: another process (the verb "pair") may have added some.
    /// </summary>
    public void Load()
    {
        // One load at a time, or an older reading could replace a newer one.
        lock (_loading)
        {
            // Read first, then put in place: a query that fails leaves the devices and wearers known until now.
            var wearers = new SortedDictionary<long, WearerIdentity>();
            foreach (WearerIdentity wearer in _clinic.Query("SELECT ordinal, id, name FROM wearers",
                r => new WearerIdentity(r.GetInt64(0), r.GetString(1), r.GetString(2))))
            {
                wearers[wearer.Ordinal] = wearer;
            }
            Dictionary<string, byte[]> tokens = _clinic.Query("SELECT id, token_hash FROM devices",
                r => (Id: r.GetString(0), Hash: (byte[])r.GetValue(1)))
                .ToDictionary(d => d.Id, d => d.Hash, StringComparer.Ordinal);
            Dictionary<string, List<(long Since, string Wearer)>> assignments = _clinic.Query(
                "SELECT device, since, wearer FROM assignments ORDER BY id",
                r => (Device: r.GetString(0), Since: r.GetInt64(1), Wearer: r.GetString(2)))
                .GroupBy(a => a.Device, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.Select(a => (a.Since, a.Wearer)).ToList(), StringComparer.Ordinal);
            lock (_gate)
            {
                (_wearers, _tokens, _assignments) = (wearers, tokens, assignments);
                _status.Wearers = wearers.Count;
            }
        }
    }

    /// <summary>The wearers in the order of their enrolment.</summary>
    public IReadOnlyList<WearerIdentity> Wearers
    {
        get
        {
            lock (_gate)
            {
                return [.. _wearers.Values];
            }
        }
    }

    /// <summary>
    /// Pairs a device with a wearer and makes its token; pairing again replaces the token. The token is returned
    /// once and stored nowhere.
    /// </summary>
    /// <exception cref="ArgumentException">An id is not 1..64 of A-Z a-z 0-9 _ -, or the name is empty.</exception>
    public string Pair(string deviceId, string wearerId, string name)
    {
        Require(Topics.IsValidId(deviceId), nameof(deviceId));
        Require(Topics.IsValidId(wearerId), nameof(wearerId));
        Require(!string.IsNullOrWhiteSpace(name) && name.Length <= 100, nameof(name));
        byte[] secret = RandomNumberGenerator.GetBytes(TokenBytes);
        string token = Convert.ToHexStringLower(secret);
        long now = UtcMicros.Now(_time);
        lock (_clinic.Gate)
        {
            using SqliteTransaction transaction = _clinic.Begin();
            using SqliteCommand command = _clinic.Command("""
                INSERT INTO wearers (id, name) VALUES ($w, $n) ON CONFLICT (id) DO UPDATE SET name = excluded.name;
                INSERT INTO devices (id, token_hash, paired) VALUES ($d, $h, $t)
                ON CONFLICT (id) DO UPDATE SET token_hash = excluded.token_hash, paired = excluded.paired;
                INSERT INTO assignments (device, wearer, since) SELECT $d, $w, $t WHERE $w <> coalesce(
                    (SELECT wearer FROM assignments WHERE device = $d ORDER BY id DESC LIMIT 1), '')
                """, ("$w", wearerId), ("$n", name.Trim()), ("$d", deviceId), ("$h", Hash(token)), ("$t", now));
            command.Transaction = transaction;
            command.ExecuteNonQuery();
            transaction.Commit();
        }
        Load();
        return token;
    }

    /// <summary>The devices, by id.</summary>
    public List<PairedDevice> Devices() => _clinic.Query("""
        SELECT id, coalesce((SELECT wearer FROM assignments WHERE device = devices.id ORDER BY id DESC LIMIT 1), ''),
            paired FROM devices ORDER BY id
        """, r => new PairedDevice(r.GetString(0), r.GetString(1), UtcMicros.ToInstant(r.GetInt64(2))));

    /// <summary>Whether the token is the device's; takes the same time for a wrong token and an unknown device.
    /// </summary>
    public bool Knows(string deviceId, ReadOnlySpan<byte> token)
    {
        byte[]? expected;
        lock (_gate)
        {
            expected = _tokens.GetValueOrDefault(deviceId);
        }
        if (expected is null && _clinic.Query("SELECT count(*) FROM devices WHERE id = $d", r => r.GetInt64(0),
            ("$d", deviceId))[0] > 0)
        {
            Load();
            return Knows(deviceId, token);
        }
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(token, hash);
        bool same = CryptographicOperations.FixedTimeEquals(hash, expected ?? new byte[hash.Length]);
        return same && expected is not null;
    }

    /// <summary>Who wore the device at that time; history older than the first pairing belongs to the first wearer.
    /// Null for a device that was never paired.</summary>
    public string? WearerOf(string deviceId, long utcMicros)
    {
        lock (_gate)
        {
            if (!_assignments.TryGetValue(deviceId, out List<(long Since, string Wearer)>? list))
            {
                return null;
            }
            int last = list.FindLastIndex(a => a.Since <= utcMicros);
            return list[Math.Max(0, last)].Wearer;
        }
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static void Require(bool holds, string name)
    {
        if (!holds)
        {
            throw new ArgumentException("Ids are 1..64 characters of A-Z a-z 0-9 _ -, a name 1..100 characters.", name);
        }
    }
}
