import { CfnResource } from 'aws-cdk-lib';
import { factsOf, recordFacts } from './facts';
import { propertyOverride } from './property-override';
import { quoted } from '../checks/callers-language';
import { arnName } from '../checks/names';
import { onValidation } from '../checks/on-validation';

/** A resource that is named by its `Name`. */
type NamedResource = CfnResource & { readonly name: string };

/**
 * The name of a resource as in its ARN. Permissions, rules and parameters are made from it, so synthesis fails if an Aspect or
 * an override gives the resource another one later.
 */
export function keptName(resource: NamedResource): string {
  const name = arnName(resource.name);
  if (factsOf(resource).keepsName) return name;
  recordFacts(resource, { keepsName: true });
  onValidation(resource, () => {
    const now = arnName(String(propertyOverride(resource, 'Name') ?? resource.name));
    return now === name ? [] : [`'${resource.node.path}' was named ${quoted(name)} when permissions, rules and parameters were made from its name, and an Aspect or an override now names it ${quoted(now)}: give the name to the construct itself, such as by 'imageName' or 'imagePipelineName' of a GoldenImage, or 'imageRecipeName' of an ImageRecipe.`];
  });
  return name;
}
