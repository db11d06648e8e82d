using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>Which readings of a thermometer on the skin are the skin's, once a second.</summary>
/// <remarks>
/// Refused are: no contact; out of the channel's range; a jump of more than 1 °C in a second and the seconds after it
/// until they agree for as long as at the beginning; a slope of more than 5 m°C/s either way (a probe that warms on the
/// skin, or cools off it although the light still comes back: with the minute that such probes take, it is then still
/// 0.3 °C from the skin); the first 8 s of a contact; and a fall of more than 1.5 °C under the level of the last
/// minutes, which blood does not allow and a lifted probe does, until it has lasted for half an hour. The slope is the
/// difference of two running means of 4 and 16 s, over the 12 s between their ages. State: under 50 bytes.
/// </remarks>
public sealed class TemperatureJudge
{
    private const int SettlingSeconds = 8;
    private const int LargestJump = 1000;

    // 5 m°C/s times 12 s. A fever rises 1 m°C/s at most.
    private const float LargestLag = 60f;
    private const float FastShare = 1f / 4;
    private const float SlowShare = 1f / 16;
    private const float LevelShare = 1f / 300;
    private const float LargestFall = 1500f;

    // Skin that stays cooler for half an hour, with the light still coming back, is cool.
    private const int LongestFallSeconds = 1800;

    private readonly int _minimum;
    private readonly int _maximum;
    private int _agreeing;
    private int _last;
    private float _fast;
    private float _slow;
    private float _level;
    private int _fallen;
    private bool _hasLevel;

    /// <summary>A judge of one channel's values, of 0.001 °C.</summary>
    public TemperatureJudge(Channel channel)
    {
        _minimum = channel.Minimum;
        _maximum = channel.Maximum;
    }

    /// <summary>Takes a reading and gives 0 where it is a value, or the <see cref="GapReason"/> of why not.</summary>
    /// <param name="milliCelsius">Reading, 0.001 °C.</param>
    /// <param name="contact">Whether another witness sees the sensor on the skin.</param>
    public int Second(int milliCelsius, bool contact)
    {
        if (!contact)
        {
            Restart();
            return GapReason.NoContact;
        }
        if (_agreeing == 0 || milliCelsius - _last > LargestJump || _last - milliCelsius > LargestJump)
        {
            _agreeing = 0;
            _fast = milliCelsius;
            _slow = milliCelsius;
        }
        if (_agreeing <= SettlingSeconds) _agreeing++;
        _last = milliCelsius;
        _fast += (milliCelsius - _fast) * FastShare;
        _slow += (milliCelsius - _slow) * SlowShare;
        if (milliCelsius < _minimum || milliCelsius > _maximum) return GapReason.LowQuality;
        float lag = _fast - _slow;
        if (_agreeing <= SettlingSeconds || lag > LargestLag || lag < -LargestLag) return GapReason.LowQuality;
        if (_hasLevel && milliCelsius < _level - LargestFall && _fallen < LongestFallSeconds)
        {
            // What is refused does not teach: a lifted probe would make its room the skin's level within minutes.
            _fallen++;
            return GapReason.LowQuality;
        }
        if (!_hasLevel || _fallen > 0) _level = milliCelsius;
        _hasLevel = true;
        _fallen = 0;
        _level += (milliCelsius - _level) * LevelShare;
        return 0;
    }

    /// <summary>Forgets the contact: after a pause or lost seconds.</summary>
    public void Restart()
    {
        _agreeing = 0;
        _hasLevel = false;
        _fallen = 0;
    }
}
