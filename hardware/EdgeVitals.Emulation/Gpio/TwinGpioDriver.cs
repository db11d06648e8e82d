using System.Device.Gpio;
using EdgeVitals.Device;

namespace EdgeVitals.Emulation.Gpio;

/// <summary>The GPIO header of a board that is not there, driven by the interrupt outputs of chip twins, so that code
/// on System.Device.Gpio runs on them unchanged. Levels follow the twins at once; edges are found by
/// <see cref="Step"/>, since the twins' time moves only when it is told to.</summary>
/// <remarks>As strict as a kernel driver: a pin that is not open has no mode, no level and no events. No pin can be
/// driven, because a chip's output is at its other end.</remarks>
public sealed class TwinGpioDriver : GpioDriver
{
    private readonly object _gate = new();
    private readonly Pin[] _pins;

    /// <summary>A header of some pins, none of them wired.</summary>
    /// <param name="pinCount">Pins, numbered from 0; the Raspberry Pi's header has GPIO 0 to 27.</param>
    public TwinGpioDriver(int pinCount = 28)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pinCount, 1);
        _pins = new Pin[pinCount];
        for (int i = 0; i < pinCount; i++) _pins[i] = new Pin();
    }

    /// <summary>Edges found so far, on pins that somebody listened to or not.</summary>
    public long Edges { get; private set; }

    /// <inheritdoc/>
    protected override int PinCount => _pins.Length;

    /// <summary>Wires a chip's output to a pin.</summary>
    /// <param name="pin">Number of the GPIO.</param>
    /// <param name="output">The twin.</param>
    /// <param name="openDrain">Whether the output only pulls down. Its line needs the pin's pull-up; without one it
    /// floats and reads low here, which is the worst case: always asserted.</param>
    /// <param name="activeHigh">Whether asserted is high, as of the AD8232's comparator.</param>
    public void Wire(int pin, IInterruptLine output, bool openDrain, bool activeHigh)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (openDrain && activeHigh)
        {
            throw new ArgumentException("An open drain cannot pull up.", nameof(activeHigh));
        }
        lock (_gate)
        {
            Pin wired = At(pin);
            wired.Output = output;
            wired.OpenDrain = openDrain;
            wired.ActiveHigh = activeHigh;
        }
    }

    /// <summary>Holds a pin at a level whatever the chip does (a short, a wire off), or lets it go.</summary>
    public void Hold(int pin, PinValue? level)
    {
        lock (_gate) At(pin).Held = level;
    }

    /// <summary>Looks at every open pin and tells listeners of the edges since the last look. Two edges between two
    /// looks are not seen, as on a line that is faster than its listener.</summary>
    public void Step()
    {
        for (int i = 0; i < _pins.Length; i++)
        {
            PinEventTypes edge;
            PinChangeEventHandler? listeners;
            lock (_gate)
            {
                Pin pin = _pins[i];
                if (!pin.IsOpen) continue;
                PinValue level = LevelOf(pin);
                if (level == pin.Seen) continue;
                pin.Seen = level;
                Edges++;
                edge = level == PinValue.High ? PinEventTypes.Rising : PinEventTypes.Falling;
                listeners = edge == PinEventTypes.Rising ? pin.Rising : pin.Falling;
            }
            // Outside of the lock: a listener may read the pin, or stop listening.
            listeners?.Invoke(this, new PinValueChangedEventArgs(edge, i));
        }
    }

    /// <inheritdoc/>
    protected override void OpenPin(int pinNumber)
    {
        lock (_gate)
        {
            Pin pin = At(pinNumber);
            if (pin.IsOpen) throw new InvalidOperationException($"pin {pinNumber} is open already");
            pin.IsOpen = true;
            pin.Mode = PinMode.Input;
            pin.Seen = LevelOf(pin);
        }
    }

    /// <inheritdoc/>
    protected override void ClosePin(int pinNumber)
    {
        lock (_gate)
        {
            Pin pin = Open(pinNumber);
            pin.IsOpen = false;
            pin.Rising = null;
            pin.Falling = null;
        }
    }

    /// <inheritdoc/>
    protected override void SetPinMode(int pinNumber, PinMode mode)
    {
        if (!IsPinModeSupported(pinNumber, mode)) throw new NotSupportedException($"pin {pinNumber} cannot be {mode}");
        lock (_gate)
        {
            Pin pin = Open(pinNumber);
            pin.Mode = mode;
            pin.Seen = LevelOf(pin);
        }
    }

    /// <inheritdoc/>
    protected override PinMode GetPinMode(int pinNumber)
    {
        lock (_gate) return Open(pinNumber).Mode;
    }

    /// <inheritdoc/>
    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) =>
        mode is PinMode.Input or PinMode.InputPullUp or PinMode.InputPullDown;

    /// <inheritdoc/>
    protected override PinValue Read(int pinNumber)
    {
        lock (_gate) return LevelOf(Open(pinNumber));
    }

    /// <inheritdoc/>
    protected override void Write(int pinNumber, PinValue value) =>
        throw new InvalidOperationException($"pin {pinNumber} is an input");

    /// <inheritdoc/>
    protected override WaitForEventResult WaitForEvent(int pinNumber, PinEventTypes eventTypes,
        CancellationToken cancellationToken)
    {
        using ManualResetEventSlim came = new();
        PinEventTypes edge = PinEventTypes.None;
        void Note(object sender, PinValueChangedEventArgs args)
        {
            edge = args.ChangeType;
            came.Set();
        }
        AddCallbackForPinValueChangedEvent(pinNumber, eventTypes, Note);
        try
        {
            came.Wait(cancellationToken);
            return new WaitForEventResult { EventTypes = edge, TimedOut = false };
        }
        catch (OperationCanceledException)
        {
            return new WaitForEventResult { EventTypes = PinEventTypes.None, TimedOut = true };
        }
        finally
        {
            RemoveCallbackForPinValueChangedEvent(pinNumber, Note);
        }
    }

    /// <inheritdoc/>
    protected override void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes,
        PinChangeEventHandler callback)
    {
        lock (_gate)
        {
            Pin pin = Open(pinNumber);
            if (eventTypes.HasFlag(PinEventTypes.Rising)) pin.Rising += callback;
            if (eventTypes.HasFlag(PinEventTypes.Falling)) pin.Falling += callback;
        }
    }

    /// <inheritdoc/>
    protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback)
    {
        lock (_gate)
        {
            Pin pin = Open(pinNumber);
            pin.Rising -= callback;
            pin.Falling -= callback;
        }
    }

    private static PinValue LevelOf(Pin pin)
    {
        if (pin.Held is PinValue held) return held;
        if (pin.Output is null) return pin.Mode == PinMode.InputPullUp ? PinValue.High : PinValue.Low;
        bool asserted = pin.Output.IsAsserted();
        if (pin.ActiveHigh) return asserted ? PinValue.High : PinValue.Low;
        bool released = !asserted && (!pin.OpenDrain || pin.Mode == PinMode.InputPullUp);
        return released ? PinValue.High : PinValue.Low;
    }

    private Pin At(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, _pins.Length);
        return _pins[number];
    }

    private Pin Open(int number)
    {
        Pin pin = At(number);
        return pin.IsOpen ? pin : throw new InvalidOperationException($"pin {number} is not open");
    }

    private sealed class Pin
    {
        public IInterruptLine? Output;
        public bool OpenDrain;
        public bool ActiveHigh;
        public PinValue? Held;
        public bool IsOpen;
        public PinMode Mode;
        public PinValue Seen;
        public PinChangeEventHandler? Rising;
        public PinChangeEventHandler? Falling;
    }
}
