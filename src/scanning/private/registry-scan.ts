import { Stack, Token } from 'aws-cdk-lib';
import { CfnRegistryScanningConfiguration } from 'aws-cdk-lib/aws-ecr';
import { CfnImage, CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { isSameEnvironment } from '../../private/checks/same-place';
import { Builder } from '../../private/facts/builds';
import { isBuiltByPipeline, pipelineOfImage } from '../../private/facts/built-by-pipeline';
import { propertyOverride } from '../../private/facts/property-override';
import { pathOf } from '../../private/facts/resource-of';
import { givenName } from '../../private/facts/same-repository';

const SEE_INSPECTOR = 'https://docs.aws.amazon.com/inspector/latest/user/scanning-ecr.html';
const SEE_FILTERS = 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html';

/** The repository that Image Builder creates for copies if the scan names none. */
const DEFAULT_REPOSITORY = 'image-builder-image-scanning-repository';

/** Why the registry settings of the app keep Amazon Inspector from the scanned copies of a build; undefined if they do not, or if that is not known. */
export function whyRegistryDoesNotScan(resource: CfnImage | CfnImagePipeline): string | undefined {
  const build = CfnImage.isCfnImage(resource) && isBuiltByPipeline(resource) ? pipelineOfImage(resource) : resource;
  const registry = build?.containerRecipeArn === undefined ? undefined : registryOf(build);
  if (!build || !registry) return undefined;
  const problem = `Amazon Inspector does not scan the container images of '${pathOf(build)}', because`;
  if (registry.scanType === 'BASIC' && propertyOverride(registry, 'ScanType') === undefined) {
    return `${problem} '${pathOf(registry)}' sets the registry to BASIC scanning: set its 'scanType' to RegistryScanType.ENHANCED. See ${SEE_INSPECTOR}`;
  }
  const [name, filters] = [scanningRepositoryOf(build), filtersOf(registry)];
  if (name === undefined || filters === undefined || filters.some((filter) => matches(filter, name))) return undefined;
  return `${problem} no filter of '${pathOf(registry)}' matches the scanning repository '${name}': add a filter to its 'rules' that does, such as '${name}'. See ${SEE_FILTERS}`;
}

/** The registry settings for the images of a build, unless only the deployment knows whether it creates them. */
function registryOf(build: Builder): CfnRegistryScanningConfiguration | undefined {
  return build.node.root.node.findAll().find((node): node is CfnRegistryScanningConfiguration => (
    CfnRegistryScanningConfiguration.isCfnRegistryScanningConfiguration(node)
    && node.cfnOptions.condition === undefined
    && isSameEnvironment(Stack.of(node), Stack.of(build))
  ));
}

/** The name of the repository that gets the copies to scan; undefined if only the deployment knows it. */
function scanningRepositoryOf(build: Builder): string | undefined {
  const scan = build.imageScanningConfiguration;
  if (Token.isUnresolved(scan) || propertyOverride(build, 'ImageScanningConfiguration') !== undefined) return undefined;
  const { ecrConfiguration: settings = {} } = scan as CfnImage.ImageScanningConfigurationProperty;
  if (Token.isUnresolved(settings)) return undefined;
  const name = givenName((settings as CfnImage.EcrConfigurationProperty).repositoryName ?? DEFAULT_REPOSITORY);
  return Token.isUnresolved(name) ? undefined : name;
}

/** The filters of a registry; undefined if there are none, or if only the deployment knows one of them. */
function filtersOf(registry: CfnRegistryScanningConfiguration): string[] | undefined {
  const { rules } = registry;
  if (!Array.isArray(rules) || propertyOverride(registry, 'Rules') !== undefined) return undefined;
  const filters = rules.flatMap((rule) => ('repositoryFilters' in rule && Array.isArray(rule.repositoryFilters) ? rule.repositoryFilters : [undefined]))
    .map((filter) => (filter && 'filter' in filter ? filter.filter : undefined));
  const known = filters.filter((filter) => filter !== undefined && !Token.isUnresolved(filter)) as string[];
  return known.length > 0 && known.length === filters.length ? known : undefined;
}

/** A filter without a wildcard matches the names that contain it. */
function matches(filter: string, name: string): boolean {
  if (!filter.includes('*')) return name.includes(filter);
  return new RegExp(`^${filter.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(name);
}
