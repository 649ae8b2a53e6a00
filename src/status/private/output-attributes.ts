import { IConstruct } from 'constructs';
import { StatusAttribute } from '../../contract/contract';
import { ValidationError } from '../../private/checks/validation-error';
import { ImageKind } from '../../private/facts/recipe-facts';
import { ImageStatusAttribute } from '../image-status-attribute';
import { StatusOutputsOptions } from '../status-outputs-options';

/** The ten that matter after a deployment; an image has either an id or a URI. */
const DEFAULT_ATTRIBUTES: readonly StatusAttribute[] = [
  'ImageState', 'ImageId', 'ImageUri', 'WorkflowStatus', 'FailedStep', 'FailedStepMessage', 'FindingsCritical', 'FindingsHigh',
  'GateStatus', 'GateReason', 'ConsoleUrl',
];

/** The attributes that become outputs. */
export function outputAttributes(
  scope: IConstruct, { only, all }: StatusOutputsOptions, known: readonly StatusAttribute[], kind: ImageKind | undefined,
): readonly StatusAttribute[] {
  if (only && all) throw new ValidationError(scope, "addOutputs got both 'only' and 'all': give one of them.");
  if (only?.length === 0) {
    throw new ValidationError(scope, `'only' of addOutputs names no attribute: name at least one, such as ImageStatusAttribute.${imageIdName(kind)}, or leave it out.`);
  }
  if (only) return [...new Set(only)];
  const chosen = all ? known : known.filter((name) => DEFAULT_ATTRIBUTES.includes(name) && name !== otherKind(kind));
  // Without a wait only the ARN is known.
  return chosen.length > 0 ? chosen : known;
}

function imageIdName(kind: ImageKind | undefined): keyof typeof ImageStatusAttribute {
  return kind === 'CONTAINER' ? 'IMAGE_URI' : 'IMAGE_ID';
}

/** The attribute that an image of the kind never has. */
function otherKind(kind: ImageKind | undefined): StatusAttribute | undefined {
  if (!kind) return undefined;
  return kind === 'AMI' ? 'ImageUri' : 'ImageId';
}
