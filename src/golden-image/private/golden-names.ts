import { IConstruct } from 'constructs';
import { ReservedName, reserveInStack, reserveName } from '../../private/checks/reserved-names';
import { GoldenImageProps } from '../golden-image-props';

/** The names that a golden image has for itself. */
export interface GoldenNames {
  readonly imageName: string;
  readonly parameterName: string;
  /** Whether a workflow of the library releases the images. */
  readonly isHeldBack: boolean;
}

/**
 * Rejects names that another golden image has. Each advice changes all names that would be rejected next: a name of an image
 * determines the default names of parameter and log group.
 */
export function reserveGoldenNames(scope: IConstruct, { imageName, parameterName, isHeldBack }: GoldenNames, props: GoldenImageProps): void {
  const reserved = (what: string, name: string, advice: string): ReservedName => ({ owner: 'golden image', what, name, advice });
  if (isHeldBack) {
    const advice = "gate and release go by the name of an image, so give each of them a recipe or an 'imageName' of its own";
    reserveName(scope, reserved('name of released images', imageName, advice));
  }
  reserveName(scope, reserved('parameter', parameterName, parameterAdvice(props)));
  if (!props.logGroup) reserveInStack(scope, reserved('log group of images named', imageName, "give one of them a 'logGroup'"));
}

function parameterAdvice({ parameterName, recipe, logGroup }: GoldenImageProps): string {
  if (parameterName !== undefined) return "give one of them another 'parameterName'";
  return recipe ? `give one of them another recipe, or another 'parameterName'${logGroup ? '' : " and a 'logGroup'"}` : "give one of them another 'imageName'";
}
