import { IConstruct } from 'constructs';
import { checkParameterName } from '../../private/checks/parameter-name';
import { ValidationError } from '../../private/checks/validation-error';
import { warn } from '../../private/checks/warnings';
import { ImageKind } from '../../private/facts/recipe-facts';
import { isWrittenByAnyBuild } from '../../private/iam/parameter-permissions';
import { checkWaitForScan } from '../../scanning/wait-for-scan';
import { GoldenImageProps } from '../golden-image-props';

type Name = keyof GoldenImageProps;

const SEE_ROLE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-builder-service-linked-role.html';

/** Settings that another setting replaces, so that they would have no effect next to it. */
const REPLACED: Array<{ readonly by: Name; readonly names: Name[] }> = [
  { by: 'recipe', names: ['baseImage', 'baseContainerImage', 'targetRepository', 'dockerfile', 'components', 'blockDevices', 'imageName'] },
  { by: 'distributionConfiguration', names: ['amiDistributions', 'containerDistributions'] },
  { by: 'infrastructureConfiguration', names: ['instanceTypes', 'vpc', 'subnetSelection', 'securityGroups'] },
  { by: 'logGroup', names: ['logRetention'] },
];

/** Settings for only one kind of image. */
const AMI_ONLY: Name[] = ['blockDevices', 'amiDistributions'];
const CONTAINER_ONLY: Name[] = ['targetRepository', 'dockerfile', 'containerDistributions'];

/** The kind of image that the settings ask for. */
export function kindOfGoldenImage({ baseContainerImage, recipe }: GoldenImageProps): ImageKind {
  return baseContainerImage !== undefined || (recipe !== undefined && 'containerRecipeRef' in recipe) ? 'CONTAINER' : 'AMI';
}

/** Rejects settings that contradict each other or would have no effect. */
export function checkGoldenImage(scope: IConstruct, props: GoldenImageProps): void {
  const given = (names: Name[]) => names.filter((name) => props[name] !== undefined);
  for (const { by, names } of REPLACED) {
    const ignored = props[by] === undefined ? [] : given(names);
    if (ignored.length > 0) throw new ValidationError(scope, `'${by}' already determines ${propertyNames(ignored)}: leave out one or the other.`);
  }
  const bases = given(['baseImage', 'baseContainerImage', 'recipe']);
  if (bases.length !== 1) {
    throw new ValidationError(scope, `A golden image starts from exactly one of 'baseImage' (an AMI), 'baseContainerImage' and 'recipe', got ${bases.length === 0 ? "none: for example set 'baseImage' to BaseImage.amazonLinux2023()" : `${bases.length}: ${propertyNames(bases)}: keep one of them`}.`);
  }
  const isContainer = kindOfGoldenImage(props) === 'CONTAINER';
  const misplaced = given(isContainer ? AMI_ONLY : CONTAINER_ONLY);
  if (misplaced.length > 0) {
    throw new ValidationError(scope, `${propertyNames(misplaced)} ${isOne(misplaced) ? 'is' : 'are'} for ${isContainer ? 'AMIs' : 'container images'}, and this golden image is ${isContainer ? 'a container image' : 'an AMI'}: leave ${isOne(misplaced) ? 'it' : 'them'} out.`);
  }
  if (props.baseContainerImage && !props.targetRepository) {
    throw new ValidationError(scope, "A golden image from a 'baseContainerImage' needs a repository to push to: set 'targetRepository', for example to a Repository of aws-ecr.");
  }
  checkWaitForScan(scope, props.gate, props.waitForScan);
  const idle = props.buildOnDeploy === false ? given(['trigger', 'waitForImage', 'waitForScan', 'timeout', 'onFailure']) : [];
  if (idle.length > 0) {
    throw new ValidationError(scope, `No deployment builds the image if 'buildOnDeploy' is false, so ${propertyNames(idle)} would have no effect: leave ${isOne(idle) ? 'it' : 'them'} out.`);
  }
  checkParameterName(scope, props.parameterName);
  if (props.gate ?? props.approval) adviseOnParameter(scope, props.parameterName);
}

/** Warns of a parameter that builds of others may write, past the gate and the approval. */
function adviseOnParameter(scope: IConstruct, name?: string): void {
  if (name === undefined || !isWrittenByAnyBuild(name)) return;
  warn(scope, 'parameterWritableByOthers', `The gate and the approval do not protect the parameter '${name}': anybody who may create images in the account can let the service-linked role of Image Builder write any parameter below '/imagebuilder/'. Give another 'parameterName', or leave it out. See ${SEE_ROLE}`);
}

function isOne(names: string[]): boolean {
  return names.length === 1;
}

function propertyNames(names: string[]): string {
  return names.map((name) => `'${name}'`).join(' and ');
}
