using System;

namespace EdgeVitals.Device;

/// <summary>Whether the wearer moves, from acceleration at 25 Hz. See <see cref="PulseMeter"/>.</summary>
internal sealed class PulseMotion
{
    // Gravity's direction is learnt within 2 s; what departs from it is movement.
    private const float GravityMemory = 1f / 50;

    // 4 s, as the other judgements of a window of 8 s.
    private const float Memory = 1f / 100;

    // Still hands tremble with some 10 mg, typing makes 20, a slow walk at the wrist 100 and more. Half of the walk.
    private const float MovingMilliG = 50;

    private float _x;
    private float _y;
    private float _z;
    private float _energy;
    private bool _known;

    /// <summary>True while the wearer moves, and for some seconds after.</summary>
    public bool Moving
    {
        get { return _energy > MovingMilliG * MovingMilliG; }
    }

    /// <summary>Takes a sample, milli-g.</summary>
    public void Push(int x, int y, int z)
    {
        if (!_known)
        {
            _known = true;
            _x = x;
            _y = y;
            _z = z;
        }
        _x += (x - _x) * GravityMemory;
        _y += (y - _y) * GravityMemory;
        _z += (z - _z) * GravityMemory;
        float square = (x - _x) * (x - _x) + (y - _y) * (y - _y) + (z - _z) * (z - _z);
        _energy += (square - _energy) * Memory;
    }

    /// <summary>Forgets all.</summary>
    public void Restart()
    {
        _known = false;
        _energy = 0;
    }
}
