using EdgeVitals.Device;
using EdgeVitals.Wire;

namespace EdgeVitals.Pi;

/// <summary>Who the device is, where its gateway is and how much it keeps.</summary>
public sealed record AgentOptions
{
    /// <summary>Site id, 1..64 of A-Z a-z 0-9 _ -.</summary>
    public required string Site { get; init; }

    /// <summary>Device id, same alphabet; also the MQTT client id and user name.</summary>
    public required string DeviceId { get; init; }

    /// <summary>Pairing token, the MQTT password.</summary>
    public required string Token { get; init; }

    /// <summary>Host name or address of the gateway.</summary>
    public required string Host { get; init; }

    /// <summary>MQTT port of the gateway, 1..65535.</summary>
    public required int Port { get; init; }

    /// <summary>Time of the device: its ticks run with this clock, scaled where it is.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Time of the network: timeouts and waits, never scaled.</summary>
    public TimeProvider NetworkTime { get; init; } = TimeProvider.System;

    /// <summary>UTC of device tick 0; by default the moment when the agent is made. An earlier one makes room for
    /// history.</summary>
    public DateTimeOffset? BootedAt { get; init; }

    /// <summary>Bytes of the store-and-forward ring, 32 KiB and up; two segments of it are never filled. 64 KiB hold a
    /// day of hourly features of a wearer, or half an hour of 1 Hz features with the waveform.</summary>
    public int RingBytes { get; init; } = 64 * 1024;

    /// <summary>Longest frame, 256..8192 bytes. Up to <see cref="FrameRing.OneSectorFrame"/>, which every frame of the
    /// built-in channels fits, a segment of the ring is 4 KiB; above, 12 KiB.</summary>
    public int MaximumFrameBytes { get; init; } = FrameRing.OneSectorFrame;

    /// <summary>Frames that the ring's index holds, 16 and up.</summary>
    public int MaximumFrames { get; init; } = 1024;

    /// <summary>Frames sent and not acknowledged, 1..256.</summary>
    public int MaximumInFlight { get; init; } = 8;

    /// <summary>Time from one radio burst to the next, 0 (the default) to stay connected.</summary>
    public TimeSpan BurstEvery { get; init; } = TimeSpan.Zero;

    /// <summary>Connections that fail in a row until <see cref="DeviceAgent.RestartWanted"/> ends; 0 for never.
    /// </summary>
    public int RestartAfterFailures { get; init; } = 30;

    /// <summary>Folder for ring and boot number; without one both live in memory.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Firmware version in the status, printable ASCII of at most 32 characters.</summary>
    public string Firmware { get; init; } = "edgevitals-pi 0.1.0";

    /// <summary>Which updates the device takes; null for none. With it, the status names target and version as the
    /// firmware.</summary>
    public AgentUpdates? Updates { get; init; }

    internal void Validate()
    {
        Updates?.Validate();
        if (!Topics.IsValidId(Site)) throw new ArgumentException($"Site '{Site}' is not an id.", nameof(Site));
        if (!Topics.IsValidId(DeviceId))
        {
            throw new ArgumentException($"Device '{DeviceId}' is not an id.", nameof(DeviceId));
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(Port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Port, 65535);
        ArgumentOutOfRangeException.ThrowIfLessThan(RingBytes, 32 * 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumFrameBytes, 256);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaximumFrameBytes, Frame.MaximumEncodedBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumFrames, 16);
        ArgumentOutOfRangeException.ThrowIfLessThan(BurstEvery, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(RestartAfterFailures);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumInFlight, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaximumInFlight, 256);
    }
}

/// <summary>What an agent has done.</summary>
/// <param name="FramesAppended">Frames that were given to it.</param>
/// <param name="FramesAcknowledged">Frames that the gateway acknowledged as durable.</param>
/// <param name="FramesPending">Frames in the ring.</param>
/// <param name="FramesDropped">Frames that a full or broken store lost.</param>
/// <param name="Reconnects">Connections after the first.</param>
/// <param name="GapsReported">Gap records in those frames: samples that are missing, with their reason.</param>
public sealed record AgentCounters(
    long FramesAppended, long FramesAcknowledged, long FramesPending, long FramesDropped, long Reconnects,
    long GapsReported);
