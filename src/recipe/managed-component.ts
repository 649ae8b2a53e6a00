import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Component, IComponent } from './component';
import { Platform } from './platform';
import { checkReferencedVersion } from '../private/checks/semantic-version';
import { checkText } from '../private/checks/text-rules';
import { ValidationError } from '../private/checks/validation-error';
import { imageBuilderArn, LATEST_VERSION } from '../private/facts/arn-parts';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/use-managed-components.html';

/**
 * Amazon-managed components, in the version of your choice or the highest one at the time of the build.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/use-managed-components.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { BaseImage, ImageRecipe, ManagedComponent, Platform } from 'cdk-image-builder';
 *
 * declare const stack: Stack;
 * const awsCli = ManagedComponent.awsCliV2(stack, 'AwsCli', Platform.LINUX);
 * new ImageRecipe(stack, 'Recipe', {
 *   baseImage: BaseImage.ubuntuServer2404(),
 *   components: [{ component: awsCli }],
 * });
 */
export class ManagedComponent {
  /**
   * Installs version 2 of the AWS CLI. On Linux and Windows.
   *
   * @param platform the platform of the image: `LINUX` or `WINDOWS`
   * @param componentVersion the version, by default `x.x.x`: the highest at the start of each build
   */
  public static awsCliV2(scope: Construct, id: string, platform: Platform, componentVersion?: string): IComponent {
    return ManagedComponent.forPlatform(scope, id, platform, 'aws-cli-version-2', componentVersion);
  }

  /**
   * Installs the CloudWatch agent, without configuring it. On Linux and Windows.
   *
   * @param platform the platform of the image: `LINUX` or `WINDOWS`
   * @param componentVersion the version, by default `x.x.x`: the highest at the start of each build
   */
  public static cloudWatchAgent(scope: Construct, id: string, platform: Platform, componentVersion?: string): IComponent {
    return ManagedComponent.forPlatform(scope, id, platform, 'amazon-cloudwatch-agent', componentVersion);
  }

  /**
   * Installs the CodeDeploy agent, without configuring it. On Linux and Windows.
   *
   * @param platform the platform of the image: `LINUX` or `WINDOWS`
   * @param componentVersion the version, by default `x.x.x`: the highest at the start of each build
   */
  public static codeDeployAgent(scope: Construct, id: string, platform: Platform, componentVersion?: string): IComponent {
    return ManagedComponent.forPlatform(scope, id, platform, 'aws-codedeploy-agent', componentVersion);
  }

  /**
   * Writes a greeting, to try a pipeline out. On Linux and Windows.
   *
   * @param platform the platform of the image: `LINUX` or `WINDOWS`
   * @param componentVersion the version, by default `x.x.x`: the highest at the start of each build
   */
  public static helloWorld(scope: Construct, id: string, platform: Platform, componentVersion?: string): IComponent {
    return ManagedComponent.forPlatform(scope, id, platform, 'hello-world', componentVersion);
  }

  /**
   * Installs Python 3. On Linux and Windows.
   *
   * @param platform the platform of the image: `LINUX` or `WINDOWS`
   * @param componentVersion the version, by default `x.x.x`: the highest at the start of each build
   */
  public static python3(scope: Construct, id: string, platform: Platform, componentVersion?: string): IComponent {
    return ManagedComponent.forPlatform(scope, id, platform, 'python-3', componentVersion);
  }

  /**
   * Restarts the instance. On Linux and Windows.
   *
   * @param platform the platform of the image: `LINUX` or `WINDOWS`
   * @param componentVersion the version, by default `x.x.x`: the highest at the start of each build
   */
  public static reboot(scope: Construct, id: string, platform: Platform, componentVersion?: string): IComponent {
    return ManagedComponent.forPlatform(scope, id, platform, 'reboot', componentVersion);
  }

  /**
   * Tests whether the image survives a restart. On Linux and Windows.
   *
   * @param platform the platform of the image: `LINUX` or `WINDOWS`
   * @param componentVersion the version, by default `x.x.x`: the highest at the start of each build
   */
  public static rebootTest(scope: Construct, id: string, platform: Platform, componentVersion?: string): IComponent {
    return ManagedComponent.forPlatform(scope, id, platform, 'reboot-test', componentVersion);
  }

  /**
   * Tests whether an instance of the image starts. On Linux and Windows.
   *
   * @param platform the platform of the image: `LINUX` or `WINDOWS`
   * @param componentVersion the version, by default `x.x.x`: the highest at the start of each build
   */
  public static simpleBootTest(scope: Construct, id: string, platform: Platform, componentVersion?: string): IComponent {
    return ManagedComponent.forPlatform(scope, id, platform, 'simple-boot-test', componentVersion);
  }

  /**
   * Applies the settings of the STIG baseline; the parameter `Level` chooses which. On Linux and Windows.
   *
   * @param platform the platform of the image: `LINUX` or `WINDOWS`
   * @param componentVersion the version, by default `x.x.x`: the highest at the start of each build
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/ib-stig.html
   */
  public static stigBuild(scope: Construct, id: string, platform: Platform, componentVersion?: string): IComponent {
    return ManagedComponent.forPlatform(scope, id, platform, 'stig-build', componentVersion);
  }

  /**
   * Installs the updates of the operating system. On Linux and Windows, but not on Amazon Linux 2023, whose releases are fixed.
   *
   * @param platform the platform of the image: `LINUX` or `WINDOWS`
   * @param componentVersion the version, by default `x.x.x`: the highest at the start of each build
   */
  public static updateOs(scope: Construct, id: string, platform: Platform, componentVersion?: string): IComponent {
    return ManagedComponent.forPlatform(scope, id, platform, 'update', componentVersion);
  }

  /**
   * Installs the package manager Chocolatey on Windows.
   *
   * @param componentVersion the version, by default `x.x.x`: the highest at the start of each build
   */
  public static chocolatey(scope: Construct, id: string, componentVersion?: string): IComponent {
    return ManagedComponent.fromName(scope, id, 'chocolatey', componentVersion);
  }

  /**
   * Installs Docker Community Edition on Amazon Linux.
   *
   * @param componentVersion the version, by default `x.x.x`: the highest at the start of each build
   */
  public static dockerCe(scope: Construct, id: string, componentVersion?: string): IComponent {
    return ManagedComponent.fromName(scope, id, 'docker-ce-linux', componentVersion);
  }

  /**
   * Installs the web server IIS on Windows.
   *
   * @param componentVersion the version, by default `x.x.x`: the highest at the start of each build
   */
  public static windowsServerIis(scope: Construct, id: string, componentVersion?: string): IComponent {
    return ManagedComponent.fromName(scope, id, 'windows-server-iis', componentVersion);
  }

  /**
   * Tests whether Windows is activated.
   *
   * @param componentVersion the version, by default `x.x.x`: the highest at the start of each build
   */
  public static windowsActivationTest(scope: Construct, id: string, componentVersion?: string): IComponent {
    return ManagedComponent.fromName(scope, id, 'windows-activation-test', componentVersion);
  }

  /**
   * Any other component that Amazon manages.
   *
   * @param componentName The name as in the ARN: a-z, 0-9 and hyphen, without a version.
   * @param componentVersion the version, by default `x.x.x`: the highest at the start of each build
   */
  public static fromName(scope: Construct, id: string, componentName: string, componentVersion: string = LATEST_VERSION): IComponent {
    checkText(scope, componentName, {
      what: 'the name of the managed component',
      pattern: /^[a-z0-9-]+$/,
      allowed: "a-z, 0-9 and '-', as in the ARN; and the version is a parameter of its own",
      see: SEE,
    });
    checkReferencedVersion(scope, 'managed component', componentVersion);
    return Component.fromComponentArn(scope, id, imageBuilderArn(scope, 'component', componentName, componentVersion, 'aws'));
  }

  private static forPlatform(scope: Construct, id: string, platform: Platform, name: string, version?: string): IComponent {
    if (Token.isUnresolved(platform) || platform === Platform.MAC_OS) {
      throw new ValidationError(scope, `The managed component '${name}' is for ${Platform.LINUX} and ${Platform.WINDOWS}, got ${Token.isUnresolved(platform) ? 'a token' : platform}. See ${SEE}`);
    }
    return ManagedComponent.fromName(scope, id, `${name}-${platform.toLowerCase()}`, version);
  }

  private constructor() {}
}
