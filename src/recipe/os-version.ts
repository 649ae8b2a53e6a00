import { IConstruct } from 'constructs';
import { Platform } from './platform';
import { checkText } from '../private/checks/text-rules';
import { ValidationError } from '../private/checks/validation-error';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html';

/**
 * An operating system version, by its name in Image Builder.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html
 */
export class OsVersion {
  /** Amazon Linux 2. */
  public static readonly AMAZON_LINUX_2 = new OsVersion('Amazon Linux 2', Platform.LINUX);
  /** Amazon Linux 2023. */
  public static readonly AMAZON_LINUX_2023 = new OsVersion('Amazon Linux 2023', Platform.LINUX);
  /** Red Hat Enterprise Linux 8. */
  public static readonly RED_HAT_ENTERPRISE_LINUX_8 = new OsVersion('Red Hat Enterprise Linux 8', Platform.LINUX);
  /** Red Hat Enterprise Linux 9. */
  public static readonly RED_HAT_ENTERPRISE_LINUX_9 = new OsVersion('Red Hat Enterprise Linux 9', Platform.LINUX);
  /** Red Hat Enterprise Linux 10. */
  public static readonly RED_HAT_ENTERPRISE_LINUX_10 = new OsVersion('Red Hat Enterprise Linux 10', Platform.LINUX);
  /** SUSE Linux Enterprise Server 15. */
  public static readonly SUSE_LINUX_ENTERPRISE_SERVER_15 = new OsVersion('SLES 15', Platform.LINUX);
  /** Ubuntu Server 20.04. */
  public static readonly UBUNTU_20_04 = new OsVersion('Ubuntu 20', Platform.LINUX);
  /** Ubuntu Server 22.04. */
  public static readonly UBUNTU_22_04 = new OsVersion('Ubuntu 22', Platform.LINUX);
  /** Ubuntu Server 24.04. */
  public static readonly UBUNTU_24_04 = new OsVersion('Ubuntu 24', Platform.LINUX);
  /** Windows Server 2016. */
  public static readonly WINDOWS_SERVER_2016 = new OsVersion('Microsoft Windows Server 2016', Platform.WINDOWS);
  /** Windows Server 2019. */
  public static readonly WINDOWS_SERVER_2019 = new OsVersion('Microsoft Windows Server 2019', Platform.WINDOWS);
  /** Windows Server 2022. */
  public static readonly WINDOWS_SERVER_2022 = new OsVersion('Microsoft Windows Server 2022', Platform.WINDOWS);
  /** Windows Server 2025. */
  public static readonly WINDOWS_SERVER_2025 = new OsVersion('Microsoft Windows Server 2025', Platform.WINDOWS);
  /** macOS 14 (Sonoma). */
  public static readonly MAC_OS_14 = new OsVersion('macOS 14', Platform.MAC_OS);
  /** macOS 15 (Sequoia). */
  public static readonly MAC_OS_15 = new OsVersion('macOS 15', Platform.MAC_OS);

  /**
   * Another operating system version.
   *
   * @param name its name in Image Builder, such as `Amazon Linux`: 1 to 1,024 characters, as in `osVersion` of an image that
   * Image Builder built
   * @param platform the platform of the version; by default unknown, and then synthesis does not compare it
   * @throws if the name is empty or too long
   */
  public static of(name: string, platform?: Platform): OsVersion {
    checkText(undefined, name, { what: 'the name of an operating system version', maxLength: 1024, see: SEE });
    return new OsVersion(name, platform);
  }

  private constructor(
    /** Its name in Image Builder. */
    public readonly name: string,
    /** The platform of the version, if it is known. */
    public readonly platform?: Platform,
  ) {}

  /**
   * Rejects the version for another platform.
   *
   * @internal
   */
  public _checkPlatform(scope: IConstruct, property: string, platform: Platform | undefined): void {
    if (!this.platform || !platform || this.platform === platform) return;
    throw new ValidationError(scope, `${property} must be for the platform '${platform}', got '${this.name}' of the platform '${this.platform}': give a version of '${platform}', or another platform. See ${SEE}`);
  }
}
