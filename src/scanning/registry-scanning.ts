import { Stack } from 'aws-cdk-lib';
import { CfnRegistryScanningConfiguration } from 'aws-cdk-lib/aws-ecr';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { RegistryScanFrequency, RegistryScanningRule, RegistryScanType } from './registry-scanning-rule';
import { quoted } from '../private/checks/callers-language';
import { onValidation } from '../private/checks/on-validation';
import { isSameEnvironment } from '../private/checks/same-place';
import { checkText } from '../private/checks/text-rules';
import { ValidationError } from '../private/checks/validation-error';
import { isOfClass, markClass } from '../private/facts/class-mark';

const SEE = 'https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutRegistryScanningConfiguration.html';
const MAX_RULES = 2;
const MAX_FILTERS = 100;
const FREQUENCIES: Record<RegistryScanType, RegistryScanFrequency[]> = {
  [RegistryScanType.BASIC]: [RegistryScanFrequency.SCAN_ON_PUSH],
  [RegistryScanType.ENHANCED]: [RegistryScanFrequency.SCAN_ON_PUSH, RegistryScanFrequency.CONTINUOUS_SCAN],
};

/**
 * Properties of `RegistryScanning`.
 *
 * Synthesis fails if there are more than two rules, or if a rule has a frequency that its scan type does not offer. It also fails if the
 * app has a gate of container images whose scanned copies Amazon Inspector would not scan: with `BASIC`, or if no filter matches their
 * repository.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutRegistryScanningConfiguration.html
 */
export interface RegistryScanningProps {
  /**
   * The scanner. The findings that Image Builder shows come from `ENHANCED` scans.
   *
   * @default RegistryScanType.ENHANCED
   */
  readonly scanType?: RegistryScanType;

  /**
   * The rules, at most two: which repositories are scanned, and when.
   *
   * @default - all repositories, when an image is pushed
   */
  readonly rules?: RegistryScanningRule[];
}

/**
 * Registry-wide scan settings of an account and Region; created only when you ask for them.
 *
 * An account has one such setting in each Region. This construct overwrites it for every repository, not only for
 * the repositories of Image Builder.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecr-registryscanningconfiguration.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { RegistryScanFrequency, RegistryScanning } from 'cdk-image-builder';
 *
 * declare const stack: Stack;
 * new RegistryScanning(stack, 'RegistryScanning', {
 *   rules: [{ scanFrequency: RegistryScanFrequency.SCAN_ON_PUSH, repositoryFilters: ['image-builder-*'] }],
 * });
 */
@propertyInjectable
export class RegistryScanning extends Construct {
  /** Identifies the class to `PropertyInjectors`. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-image-builder.RegistryScanning';

  /**
   * Whether a value is a `RegistryScanning` of this library, even one from another copy of it.
   *
   * @param x any value
   */
  public static isRegistryScanning(x: any): x is RegistryScanning {
    return isOfClass(x, RegistryScanning.PROPERTY_INJECTION_ID);
  }

  public constructor(scope: Construct, id: string, props: RegistryScanningProps = {}) {
    super(scope, id);
    markClass(this, RegistryScanning.PROPERTY_INJECTION_ID);
    const { scanType = RegistryScanType.ENHANCED, rules = [{ scanFrequency: RegistryScanFrequency.SCAN_ON_PUSH }] } = props;
    if (rules.length > MAX_RULES) {
      throw new ValidationError(this, `RegistryScanning takes at most ${MAX_RULES} rules, got ${rules.length}: put the filters of equal frequency into one rule. See ${SEE}`);
    }
    rules.forEach((rule) => this.checkRule(scanType, rule));
    const resource = new CfnRegistryScanningConfiguration(this, 'Resource', {
      scanType,
      rules: rules.map(({ scanFrequency, repositoryFilters = ['*'] }) => ({
        scanFrequency,
        repositoryFilters: repositoryFilters.map((filter) => ({ filter, filterType: 'WILDCARD' })),
      })),
    });
    onValidation(this, () => rivals(resource));
  }

  private checkRule(scanType: RegistryScanType, { scanFrequency, repositoryFilters = [] }: RegistryScanningRule): void {
    if (!FREQUENCIES[scanType].includes(scanFrequency)) {
      throw new ValidationError(this, `${scanType} scanning takes ${FREQUENCIES[scanType].join(' and ')}, got ${scanFrequency}. See ${SEE}`);
    }
    if (repositoryFilters.length > MAX_FILTERS) {
      throw new ValidationError(this, `A rule of RegistryScanning takes at most ${MAX_FILTERS} repository filters, got ${repositoryFilters.length}. See ${SEE}`);
    }
    repositoryFilters.forEach((filter) => checkText(this, filter, {
      what: 'a repository filter of RegistryScanning',
      maxLength: 255,
      pattern: /^[a-z0-9*]+([._\-/][a-z0-9*]+)*$/,
      allowed: "lower-case letters, digits and '*', with '.', '_', '-' and '/' between them",
      see: SEE,
    }));
  }
}

/** Reports other constructs for the same account and Region, since the last deployment would win. */
function rivals(resource: CfnRegistryScanningConfiguration): string[] {
  return resource.node.root.node.findAll()
    .filter((other) => other !== resource && CfnRegistryScanningConfiguration.isCfnRegistryScanningConfiguration(other))
    .filter((other) => isSameEnvironment(Stack.of(resource), Stack.of(other)))
    .map((other) => `An account has one registry scanning configuration in each Region, and ${quoted(other.node.path)} sets it too: remove one of the two. See ${SEE}`);
}
