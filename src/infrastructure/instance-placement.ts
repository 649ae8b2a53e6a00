import { CfnInfrastructureConfiguration } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { checkText } from '../private/checks/text-rules';
import { ValidationError } from '../private/checks/validation-error';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_Placement.html';

/**
 * Options of every placement.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_Placement.html
 */
export interface InstancePlacementOptions {
  /**
   * The Availability Zone that the instances run in. Synthesis fails if none of the selected subnets is in it.
   *
   * @default - the Availability Zone of the subnet; without a subnet, any
   */
  readonly availabilityZone?: string;
}

/**
 * Which Dedicated Host instances run on. Synthesis fails if both `hostId` and `hostResourceGroupArn` are given.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_Placement.html
 */
export interface DedicatedHostOptions extends InstancePlacementOptions {
  /**
   * The id of the host, such as `h-0123456789abcdef0`. Cannot be given together with `hostResourceGroupArn`.
   *
   * @default - a host that allows automatic placement
   */
  readonly hostId?: string;

  /**
   * The ARN of the host resource group, from which AWS chooses a host. Cannot be given together with `hostId`.
   *
   * @default - a host that allows automatic placement
   */
  readonly hostResourceGroupArn?: string;
}

/**
 * The hardware and the Availability Zone that build and test instances run in.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_Placement.html
 */
export class InstancePlacement {
  /**
   * On hardware shared with other accounts.
   *
   * @param options the Availability Zone, and for a Dedicated Host the host
   */
  public static shared(options: InstancePlacementOptions = {}): InstancePlacement {
    return new InstancePlacement('default', options);
  }

  /**
   * On hardware dedicated to the account, on a host that AWS chooses.
   *
   * @param options the Availability Zone, and for a Dedicated Host the host
   */
  public static dedicatedInstance(options: InstancePlacementOptions = {}): InstancePlacement {
    return new InstancePlacement('dedicated', options);
  }

  /**
   * On a Dedicated Host of the account, for macOS and for licences that are bound to hardware.
   *
   * @param options the Availability Zone, and for a Dedicated Host the host
   */
  public static dedicatedHost(options: DedicatedHostOptions = {}): InstancePlacement {
    return new InstancePlacement('host', options);
  }

  /** The tenancy of the instances: `default`, `dedicated` or `host`. */
  public readonly tenancy: string;

  private constructor(tenancy: string, private readonly options: DedicatedHostOptions) {
    this.tenancy = tenancy;
  }

  /**
   * Whether the placement is on a Dedicated Host.
   *
   * @internal
   */
  public get _isDedicatedHost(): boolean {
    return this.tenancy === 'host';
  }

  /**
   * Checks the placement and renders it.
   *
   * @internal
   */
  public _render(scope: IConstruct): CfnInfrastructureConfiguration.PlacementProperty & InstancePlacementOptions {
    const { availabilityZone, hostId, hostResourceGroupArn } = this.options;
    checkText(scope, availabilityZone, { what: 'the Availability Zone', maxLength: 1024, see: SEE });
    checkText(scope, hostId, { what: 'hostId', pattern: /^h-[0-9a-f]+$/, form: "'h-' and digits of 0-9 and a-f", see: SEE });
    checkText(scope, hostResourceGroupArn, {
      what: 'hostResourceGroupArn',
      pattern: /^arn:[^:]+:resource-groups:[^:]+:[0-9]{12}:group\/.+$/,
      form: "of the form 'arn:<partition>:resource-groups:<region>:<account>:group/<name>'",
      see: SEE,
    });
    if (hostId !== undefined && hostResourceGroupArn !== undefined) {
      throw new ValidationError(scope, `A placement is on a host or in a host resource group, got both hostId '${hostId}' and hostResourceGroupArn '${hostResourceGroupArn}': leave one out. See ${SEE}`);
    }
    return { availabilityZone, tenancy: this.tenancy, hostId, hostResourceGroupArn };
  }
}
