using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Wire;

public sealed class ChannelTests
{
    [Fact]
    public void Vendor_channel_carries_what_it_was_given()
    {
        Channel channel = Channel.Vendor(32768, "skin-humidity", "%", -2, 0, 10000, "8867-4", "150456");

        Assert.Equal((32768, "skin-humidity", "%", -2, 0, 10000, "8867-4", "150456"),
            (channel.Id, channel.Name, channel.Unit, channel.ScaleExponent, channel.Minimum, channel.Maximum,
                channel.Loinc, channel.Mdc));
        Assert.Null(Channels.Find(channel.Id));
    }

    [Theory]
    [InlineData(32768, ChannelError.None)]
    [InlineData(65535, ChannelError.None)]
    [InlineData(32767, ChannelError.Id)]
    [InlineData(65536, ChannelError.Id)]
    [InlineData(-1, ChannelError.Id)]
    public void Vendor_id_lies_in_the_vendor_range(int id, int expected) =>
        Assert.Equal(expected, ChannelError.OfVendor(id, "x", "%", 0, 0, 1, "", ""));

    [Theory]
    [InlineData("a", ChannelError.None)]
    [InlineData("skin-humidity-2", ChannelError.None)]
    [InlineData("heart-rate", ChannelError.NameTaken)]
    [InlineData(null, ChannelError.Name)]
    [InlineData("", ChannelError.Name)]
    [InlineData("Skin", ChannelError.Name)]
    [InlineData("2-skin", ChannelError.Name)]
    [InlineData("-skin", ChannelError.Name)]
    [InlineData("skin-", ChannelError.Name)]
    [InlineData("skin/#", ChannelError.Name)]
    [InlineData("skin humidity", ChannelError.Name)]
    public void Vendor_name_is_lower_case_with_hyphens_and_free(string? name, int expected) =>
        Assert.Equal(expected, ChannelError.OfVendor(40000, name, "%", 0, 0, 1, "", ""));

    [Theory]
    [InlineData("%", true)]
    [InlineData("{skin index}", false)]
    [InlineData("{steps}/min", true)]
    [InlineData("m[H2O].(s-1)", true)]
    [InlineData("ug/(m2.h)", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("°C", false)]
    [InlineData("%\n", false)]
    [InlineData("{steps", false)]
    [InlineData("steps}", false)]
    [InlineData("{{a}}", false)]
    [InlineData("[g", false)]
    [InlineData("g]", false)]
    [InlineData("[[g]]", false)]
    [InlineData("g)(", false)]
    [InlineData("012345678901234567890123456789012", false)]
    public void Vendor_unit_has_the_shape_of_ucum(string? unit, bool valid) =>
        Assert.Equal(valid ? ChannelError.None : ChannelError.Unit,
            ChannelError.OfVendor(40000, "x", unit, 0, 0, 1, "", ""));

    [Theory]
    [InlineData("8867-4", ChannelError.None)]
    [InlineData("8867-5", ChannelError.Loinc)]
    [InlineData("8876-4", ChannelError.Loinc)]
    [InlineData("8867", ChannelError.Loinc)]
    [InlineData("-4", ChannelError.Loinc)]
    [InlineData("88a7-4", ChannelError.Loinc)]
    [InlineData(null, ChannelError.Loinc)]
    public void Vendor_loinc_code_has_its_check_digit(string? loinc, int expected) =>
        Assert.Equal(expected, ChannelError.OfVendor(40000, "x", "%", 0, 0, 1, loinc, ""));

    [Theory]
    [InlineData("150456", ChannelError.None)]
    [InlineData("0150456", ChannelError.Mdc)]
    [InlineData("MDC_TEMP", ChannelError.Mdc)]
    [InlineData("15045600000", ChannelError.Mdc)]
    [InlineData(null, ChannelError.Mdc)]
    public void Vendor_mdc_code_is_a_decimal_number(string? mdc, int expected) =>
        Assert.Equal(expected, ChannelError.OfVendor(40000, "x", "%", 0, 0, 1, "", mdc));

    [Theory]
    [InlineData(10, 0, 1, ChannelError.Scale)]
    [InlineData(-10, 0, 1, ChannelError.Scale)]
    [InlineData(0, 2, 1, ChannelError.Limits)]
    [InlineData(-9, int.MinValue, int.MaxValue, ChannelError.None)]
    public void Vendor_scale_and_limits_are_sane(int scale, int minimum, int maximum, int expected) =>
        Assert.Equal(expected, ChannelError.OfVendor(40000, "x", "%", scale, minimum, maximum, "", ""));

    [Fact]
    public void Vendor_channel_that_breaks_a_rule_is_the_programs_fault()
    {
        ArgumentException thrown = Assert.Throws<ArgumentException>(
            () => Channel.Vendor(1, "x", "%", 0, 0, 1, "", ""));
        Assert.Equal(ChannelError.Text(ChannelError.Id), thrown.Message);
    }

    /// <summary>The table of the design: public templates get these wrong (SpO2 as 150324, for one).</summary>
    [Fact]
    public void Built_in_channels_carry_the_codes_of_the_table()
    {
        Assert.Equal(
            [
                "heart-rate 8867-4 149530", "spo2 59408-5 150456", "body-temperature 8310-5 150364",
                "respiratory-rate 9279-1 151562", "steps 55423-8 ", "pleth-infrared  150452", "pleth-red  ",
                "skin-temperature 39106-0 150388", "acceleration-x  ", "acceleration-y  ", "acceleration-z  ",
                "activity  ", "ecg  131328", "skin-conductance  ", "battery  ",
                "ecg-heart-rate 8867-4 147842", "ecg-respiratory-rate 9279-1 ",
            ],
            Channels.All.Select(c => $"{c.Name} {c.Loinc} {c.Mdc}"));
    }

    [Fact]
    public void Built_in_channels_keep_the_rules_and_stay_below_the_vendor_range()
    {
        foreach (Channel c in Channels.All)
        {
            Assert.True(c.Id < Channels.VendorFirst);
            // All but number and name, which are theirs alone.
            Assert.Equal(ChannelError.None, ChannelError.OfVendor(
                40000, "x", c.Unit, c.ScaleExponent, c.Minimum, c.Maximum, c.Loinc, c.Mdc));
        }
    }

    [Theory]
    [InlineData(Channels.VendorFirst)]
    [InlineData(Channels.VendorLast)]
    public void Frame_of_a_vendor_channel_survives_the_codec(int id)
    {
        var frame = new Frame { BootId = 1, Sequence = 2, StartTicks = 3, PeriodMicros = 1_000_000, ChannelId = id };
        frame.ScaleExponent = -2;
        frame.Quality = 100;
        Assert.True(frame.Add(6150));
        byte[] buffer = new byte[Frame.MaximumEncodedBytes];

        int length = FrameCodec.Encode(frame, buffer, 0);
        var read = new Frame();

        Assert.Equal(FrameError.None, FrameCodec.TryDecode(buffer, 0, length, read));
        FrameAssert.Same(frame, read);
    }
}
