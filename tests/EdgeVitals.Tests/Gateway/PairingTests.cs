using System.Text;
using Microsoft.Data.Sqlite;

namespace EdgeVitals.Tests.Gateway;

public sealed class PairingTests
{
    [Fact]
    public void Pairing_load_that_fails_keeps_what_was_known()
    {
        using var harness = new GateHarness();
        string token = harness.Pairing.Pair("band-1", "w1", "Bed 3");
        harness.Clinic.Execute("ALTER TABLE assignments RENAME TO away");

        Assert.Throws<SqliteException>(harness.Pairing.Load);

        Assert.Equal("w1", harness.Pairing.WearerOf("band-1", 0));
        Assert.Equal("w1", Assert.Single(harness.Pairing.Wearers).Id);
        Assert.True(harness.Pairing.Knows("band-1", Encoding.UTF8.GetBytes(token)));
    }
}
