import { ComponentStep, ComponentStepProps } from './component-step';

/** Whether the instance is restarted after an installation. */
export enum MsiReboot {
  /** Restarts if the installer asks for it. */
  ALLOW = 'Allow',

  /** Always restarts. */
  FORCE = 'Force',

  /** Never restarts. */
  SKIP = 'Skip',
}

/** Properties of a step that installs or removes an MSI package. */
export interface MsiStepProps extends ComponentStepProps {
  /** The package: a path, the URI of an object in S3, or a URL. */
  readonly path: string;

  /**
   * Whether the instance is restarted.
   *
   * @default MsiReboot.ALLOW
   */
  readonly reboot?: MsiReboot;

  /**
   * The logging flags of the installer.
   *
   * @default '*VX'
   */
  readonly logOptions?: string;

  /**
   * The path of the log.
   *
   * @default - no log
   */
  readonly logFile?: string;

  /**
   * Properties of the package, except REBOOT, REINSTALLMODE and REINSTALL.
   *
   * @default - none
   */
  readonly properties?: { [name: string]: string };

  /**
   * Whether a package with an invalid signature is accepted.
   *
   * @default false
   */
  readonly ignoreAuthenticodeSignatureErrors?: boolean;

  /**
   * Whether a package without a signature is accepted.
   *
   * @default false
   */
  readonly allowUnsignedInstaller?: boolean;
}

/**
 * Installs an MSI package. On Windows.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-install-msi
 */
export class InstallMsiStep extends ComponentStep {
  /** The path of the log. */
  public readonly logFile: string;

  /** The exit code of the installer. */
  public readonly msiExitCode: string;

  /** The standard output of the installer. */
  public readonly stdout: string;

  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: MsiStepProps) {
    super(name, 'InstallMSI', msiInputs(props), props);
    this.logFile = this._output('logFile');
    this.msiExitCode = this._output('msiExitCode');
    this.stdout = this._output('stdout');
  }
}

/**
 * Uninstalls an MSI package. On Windows.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-uninstall-msi
 */
export class UninstallMsiStep extends ComponentStep {
  /** The path of the log. */
  public readonly logFile: string;

  /** The exit code of the installer. */
  public readonly msiExitCode: string;

  /** The standard output of the installer. */
  public readonly stdout: string;

  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: MsiStepProps) {
    super(name, 'UninstallMSI', msiInputs(props), props);
    this.logFile = this._output('logFile');
    this.msiExitCode = this._output('msiExitCode');
    this.stdout = this._output('stdout');
  }
}

function msiInputs(props: MsiStepProps): object {
  const { path, reboot, logOptions, logFile, properties, ignoreAuthenticodeSignatureErrors, allowUnsignedInstaller } = props;
  return { path, reboot, logOptions, logFile, properties, ignoreAuthenticodeSignatureErrors, allowUnsignedInstaller };
}
