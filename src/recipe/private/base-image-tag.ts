import { Token } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { CfnContainerRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { quoted } from '../../private/checks/callers-language';
import { onValidation } from '../../private/checks/on-validation';
import { isElsewhere } from '../../private/checks/same-place';
import { warn } from '../../private/checks/warnings';
import { Builder, buildersInto } from '../../private/facts/builds';
import { factsOf } from '../../private/facts/facts';
import { pathOf, referencedResource, resourceOf } from '../../private/facts/resource-of';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/cr-upd-container-distribution-settings.html';
/** The tags that each build pushes: its version, and its name and version. */
const VERSION_TAG = /^(.+-)?\d+\.\d+\.\d+-\d+$/;

/** Warns of a base image in the repository of another build of the app, if no build pushes its tag there. */
export function warnOfMissingTag(scope: IConstruct, repository: ecr.IRepository, tag: string): void {
  if (Token.isUnresolved(tag) || VERSION_TAG.test(tag) || isElsewhere(scope, repository)) return;
  onValidation(scope, () => {
    const builders = buildersInto(scope, repository.repositoryName);
    // Where only images of this recipe are pushed, something else pushed the base of the first one.
    const recipe = resourceOf(scope, CfnContainerRecipe);
    const builder = builders.find(({ containerRecipeArn }) => referencedResource(containerRecipeArn, CfnContainerRecipe) !== recipe);
    if (!builder || builders.some((one) => mayPush(one, tag))) return;
    const pushed = [...factsOf(builder).imageRepository!.tags!.map(quoted), "the tags of its versions, such as '1.0.0-1',"].join(' and ');
    warn(scope, 'baseImageTagNotPushed', `The base image has the tag ${quoted(tag)} in the repository '${repository.node.path}', and '${pathOf(builder)}' pushes only ${pushed} there: add ${quoted(tag)} to the 'containerTags' of this repository in its 'containerDistributions', or start from a tag that it pushes. If something else pushes ${quoted(tag)}, acknowledge this warning. See ${SEE}`);
  });
}

/** Whether a build may push a tag: the deployment or Image Builder fills in variables. */
function mayPush(builder: Builder, tag: string): boolean {
  const { tags } = factsOf(builder).imageRepository!;
  return tags === undefined || tags.some((one) => one === tag || Token.isUnresolved(one) || one.includes('{{'));
}
