import { stableId } from './names';
import { DistributionProperties } from './resource';

type Configured = DistributionProperties['distributions'][number];

/** The image that is distributed. */
export interface DistributedImage {
  readonly arn: string;
  /** The name of the recipe as it was given. */
  readonly name: string;
  readonly createdAt: number;
  /** Where it is built. */
  readonly region: string;
  readonly accountId: string;
  readonly version: string;
  readonly build: string;
  /** The repository of the recipe, of a container image. */
  readonly repository?: string;
  readonly distributions?: Configured[];
}

/** An AMI in a Region of an account. */
export interface AmiCopy {
  readonly region: string;
  readonly accountId: string;
  readonly amiId: string;
  readonly name: string;
}

/** A resource that a build made or changed outside of Image Builder. */
export type DistributionEffect =
  | { readonly kind: 'AMI' } & AmiCopy
  | { readonly kind: 'LAUNCH_PERMISSION'; readonly region: string; readonly accountId: string; readonly amiId: string; readonly launchPermission: object }
  | {
    readonly kind: 'PARAMETER';
    readonly region: string;
    readonly accountId: string;
    readonly name: string;
    readonly value: string;
    readonly dataType: string;
  }
  | {
    readonly kind: 'LAUNCH_TEMPLATE';
    readonly region: string;
    readonly accountId: string;
    readonly launchTemplateId: string;
    readonly amiId: string;
    readonly setDefaultVersion: boolean;
  }
  | { readonly kind: 'CONTAINER_IMAGE'; readonly region: string; readonly accountId: string; readonly uri: string };

/** The AMI that the build itself makes. */
export function builtAmi(image: DistributedImage): AmiCopy {
  const configured = image.distributions?.find(({ region }) => region === image.region);
  return copy(image, image.region, image.accountId, configured?.amiDistributionConfiguration?.name);
}

/** The AMIs that a distribution leads to, those of the building account first; without one it is the built AMI alone. */
export function copiesOf(image: DistributedImage, distributions = image.distributions): AmiCopy[] {
  if (!distributions) return [builtAmi(image)];
  return distributions.flatMap(({ region, amiDistributionConfiguration: { name, targetAccountIds = [] } = {} }) => {
    const own = region === image.region || targetAccountIds.length === 0 ? [image.accountId] : [];
    return [...own, ...targetAccountIds].map((accountId) => copy(image, region, accountId, name));
  });
}

/** The launch permissions on the copies of the building account. */
export function permissionsOf(image: DistributedImage, copies: AmiCopy[], distributions = image.distributions ?? []): DistributionEffect[] {
  return distributions.flatMap(({ region, amiDistributionConfiguration }) => {
    const launchPermission = amiDistributionConfiguration?.launchPermission;
    if (!launchPermission) return [];
    return copies.filter((ami) => ami.region === region)
      .map(({ accountId, amiId }): DistributionEffect => ({ kind: 'LAUNCH_PERMISSION', region, accountId, amiId, launchPermission }));
  });
}

/**
 * Parameters and launch templates. A parameter of an account has that account's copy; a launch template has the image of
 * the building account, whatever account it is in.
 */
export function configurationsOf(image: DistributedImage, copies: AmiCopy[], distributions = image.distributions ?? []): DistributionEffect[] {
  const amiIn = (region: string, accountId: string) =>
    copies.find((ami) => ami.region === region && ami.accountId === accountId)?.amiId ?? builtAmi(image).amiId;
  return distributions.flatMap(({ region, ssmParameterConfigurations = [], launchTemplateConfigurations = [] }): DistributionEffect[] => [
    ...launchTemplateConfigurations.map(({ launchTemplateId, accountId = image.accountId, setDefaultVersion = true }): DistributionEffect => ({
      kind: 'LAUNCH_TEMPLATE', region, accountId, launchTemplateId, amiId: amiIn(region, image.accountId), setDefaultVersion,
    })),
    ...ssmParameterConfigurations.map(({ parameterName, dataType = 'text', amiAccountId = image.accountId }): DistributionEffect => ({
      kind: 'PARAMETER', region, accountId: amiAccountId, name: parameterName, value: amiIn(region, amiAccountId), dataType,
    })),
  ]);
}

/**
 * The tags that are pushed: two of the service, in one repository or another, and those that the distribution names. The repository of
 * the recipe gets the image if the distribution does not name another in the Region of the build.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/create-container-recipes.html
 */
export function containerImagesOf(image: DistributedImage): { readonly region: string; readonly fixed: string[]; readonly configured: string[] }[] {
  const { distributions = [] } = image;
  const own: Configured[] = distributions.some(({ region }) => region === image.region) ? [] : [{ region: image.region }];
  return [...own, ...distributions].map(({ region, containerDistributionConfiguration: target }) => {
    const suffix = region.startsWith('cn-') ? '.cn' : '';
    const repository = target?.targetRepository.repositoryName ?? image.repository;
    const uri = (tag: string) => `${image.accountId}.dkr.ecr.${region}.amazonaws.com${suffix}/${repository}:${tag}`;
    const short = `${image.version}-${image.build}`;
    return { region, fixed: [uri(`${image.arn.split('/')[1]}-${short}`), uri(short)], configured: (target?.containerTags ?? []).map(uri) };
  });
}

/** Whether something is configured beside the copies and their launch permissions. */
export function isIntegrated(distributions: Configured[] = []): boolean {
  return distributions.some(({ region: _region, amiDistributionConfiguration: _ami, containerDistributionConfiguration: _container, ...others }) =>
    Object.values(others).some((configurations) => configurations !== undefined));
}

function copy(image: DistributedImage, region: string, accountId: string, name?: string): AmiCopy {
  const place = accountId === image.accountId ? region : `${region}/${accountId}`;
  return { region, accountId, amiId: stableId('ami', `${image.arn}/${place}`), name: nameOf(image, name) };
}

/** Without a name of its own an AMI has that of the recipe, and an instant in microseconds. */
function nameOf({ name, createdAt, version, build }: DistributedImage, template?: string): string {
  const date = (at: number) => new Date(at).toISOString().replaceAll(':', '-');
  if (template === undefined) return `${name} ${date(createdAt + 2_000).replace('Z', '935Z')}`;
  return template
    .replace(/\{\{\s*imagebuilder:buildDate\s*\}\}/g, date(createdAt))
    .replace(/\{\{\s*imagebuilder:buildVersion\s*\}\}/g, build)
    .replace(/\{\{\s*imagebuilder:semanticVersion\s*\}\}/g, version);
}
