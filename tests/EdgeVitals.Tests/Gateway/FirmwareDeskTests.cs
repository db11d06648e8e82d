using EdgeVitals.Gateway.Updates;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Gateway;

/// <summary>What is offered to one device, and when.</summary>
public sealed class FirmwareDeskTests
{
    private readonly FirmwareDesk _desk = new();
    private readonly List<FirmwareUpdate> _shelf = [];
    private double _now = 1000;

    [Fact]
    public void Newest_that_can_follow_the_running_version_is_offered()
    {
        Shelf((2, 0), (3, 0), (5, 4), (9, 8));
        Hear();
        Assert.Equal(3, Due());
        Hear(number: 4);
        Assert.Equal(5, Due());
        Hear(number: 9);
        Assert.Equal(0, Due());
    }

    [Fact]
    public void Device_too_old_for_every_update_is_offered_the_oldest_to_refuse()
    {
        Shelf((5, 4), (9, 8));
        Hear();
        Assert.Equal(5, Due());
    }

    [Fact]
    public void Offers_that_are_not_taken_up_wait_longer_and_end()
    {
        Shelf((2, 0));
        Hear();
        List<double> at = [];
        for (; _now < 10_000; _now++)
        {
            if (Due() == 2) at.Add(_now - 1000);
        }
        Assert.Equal([0, 60, 180, 420, 900], at);
        Hear(boot: 2);
        Assert.Equal(2, Due());
    }

    [Theory]
    [InlineData(UpdateState.Ready)]
    [InlineData(UpdateState.Trial)]
    public void Device_that_waits_or_tries_is_left_alone(int state)
    {
        Shelf((2, 0));
        Hear(state: state);
        Assert.Equal(0, Due());
    }

    [Fact]
    public void Device_that_receives_is_offered_again_only_when_it_has_fallen_silent()
    {
        Shelf((2, 0));
        Hear(state: UpdateState.Receiving);
        Assert.Equal(0, Due());
        for (int i = 0; i < 100; i++)
        {
            _now += 59;
            Assert.NotNull(_desk.Asked(_shelf, 2, _now));
            Assert.Equal(0, Due());
        }
        _now += 61;
        Assert.Equal(2, Due());
    }

    [Fact]
    public void Offline_device_and_one_without_a_number_are_offered_nothing()
    {
        Shelf((2, 0));
        Assert.Equal(0, Due());
        Hear(number: 0);
        Assert.Equal(0, Due());
        Hear();
        _desk.Hear(new StatusMessage { State = StatusState.Offline }, _now);
        Assert.Equal(0, Due());
        Hear();
        Assert.Equal(2, Due());
    }

    [Fact]
    public void Refused_update_is_held_back_and_the_next_one_is_not()
    {
        Shelf((2, 0));
        Hear();
        Assert.Equal(2, Due());
        Assert.True(Hear(code: UpdateError.BadSignature));
        Assert.False(Hear(code: UpdateError.BadSignature));
        _now += 100_000;
        Hear(boot: 2, code: UpdateError.BadSignature);
        Assert.Equal(0, Due());
        Shelf((3, 0));
        Assert.Equal(3, Due());
        // The code is still that of the one before until the device takes this one up.
        Assert.False(Hear(boot: 2, code: UpdateError.BadSignature));
        Hear(boot: 2, state: UpdateState.Receiving);
        Assert.True(Hear(boot: 2, code: UpdateError.WrongHash));
        Assert.Equal(0, Due());
    }

    [Fact]
    public void Image_rolled_back_after_a_restart_is_not_offered_again()
    {
        Shelf((2, 0));
        Hear();
        Assert.Equal(2, Due());
        Hear(state: UpdateState.Receiving);
        Hear(state: UpdateState.Ready);
        Hear(boot: 2, number: 2, state: UpdateState.Trial);
        Assert.True(Hear(boot: 5, code: UpdateError.NotConfirmed));
        _now += 100_000;
        Assert.Equal(0, Due());
    }

    [Fact]
    public void Counter_names_an_image_for_its_target_alone()
    {
        Shelf((2, 0));
        Hear();
        Assert.NotNull(_desk.Asked(_shelf, 2, _now));
        Assert.Null(_desk.Asked(_shelf, 3, _now));
        Hear(firmware: "other 1");
        Assert.Null(_desk.Asked(_shelf, 2, _now));
        Hear(firmware: "bandit 1");
        Assert.Null(_desk.Asked(_shelf, 2, _now));
        Hear(firmware: "band");
        Assert.NotNull(_desk.Asked(_shelf, 2, _now));
    }

    [Theory]
    [InlineData("board", "board", true)]
    [InlineData("board", "board 3", true)]
    [InlineData("board", "board 0.1.0", true)]
    [InlineData("board", "board x 3", false)]
    [InlineData("board x", "board x 3", true)]
    [InlineData("board x", "board 3", false)]
    [InlineData("board", "board x", false)]
    [InlineData("board", "board .", false)]
    [InlineData("board", "board ", false)]
    [InlineData("board", "boards 3", false)]
    [InlineData("board", "", false)]
    public void Firmware_text_is_for_its_whole_target_alone(string target, string firmware, bool isFor) =>
        Assert.Equal(isFor, new FirmwareUpdate(new UpdateManifest { Target = target }, default, "").IsFor(firmware));

    /// <summary>Lays versions ready, each with its minimum; the counter is the version.</summary>
    private void Shelf(params (int Version, int Minimum)[] updates)
    {
        foreach ((int version, int minimum) in updates)
        {
            UpdateManifest manifest = new()
            {
                Version = version, MinimumVersion = minimum, Target = "band", Size = 1, RollbackCounter = version,
            };
            _shelf.Add(new FirmwareUpdate(manifest, new byte[] { 1 }, ""));
        }
    }

    private bool Hear(int boot = 1, int number = 1, int state = UpdateState.None, int code = 0,
        string firmware = "band 1") => _desk.Hear(new StatusMessage
    {
        BootId = boot, State = StatusState.Online, Firmware = firmware, FirmwareNumber = number, UpdateState = state,
        UpdateCode = code,
    }, _now);

    private int Due() => _desk.Due(_shelf, _now)?.Manifest.Version ?? 0;
}
