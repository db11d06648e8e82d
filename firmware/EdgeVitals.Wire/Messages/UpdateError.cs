namespace EdgeVitals.Wire;

/// <summary>Why a device refused an update, or left one.</summary>
public static class UpdateError
{
    /// <summary>No error.</summary>
    public const int None = 0;

    /// <summary>The manifest, or a message around it, cannot be read.</summary>
    public const int BadManifest = 1;

    /// <summary>The image's SHA-256 is not the manifest's.</summary>
    public const int WrongHash = 2;

    /// <summary>The maker did not sign the manifest.</summary>
    public const int BadSignature = 3;

    /// <summary>The image is for another board.</summary>
    public const int WrongTarget = 4;

    /// <summary>The rollback counter is not above the confirmed one: an old image, or this one again.</summary>
    public const int OlderCounter = 5;

    /// <summary>The image does not fit a slot, or a chunk passes its end.</summary>
    public const int TooLarge = 6;

    /// <summary>The running firmware is older than the update can follow.</summary>
    public const int VersionTooOld = 7;

    /// <summary>The flash failed.</summary>
    public const int StoreFault = 8;

    /// <summary>The new image was booted and never confirmed itself.</summary>
    public const int NotConfirmed = 9;

    /// <summary>Text for logs.</summary>
    public static string Text(int code)
    {
        switch (code)
        {
            case None: return "ok";
            case BadManifest: return "manifest cannot be read";
            case WrongHash: return "wrong hash";
            case BadSignature: return "wrong signature";
            case WrongTarget: return "image for another target";
            case OlderCounter: return "rollback counter not above the confirmed one";
            case TooLarge: return "image too large";
            case VersionTooOld: return "running version too old for this update";
            case StoreFault: return "flash fault";
            case NotConfirmed: return "trial boot never confirmed";
            default: return "unknown error";
        }
    }
}
