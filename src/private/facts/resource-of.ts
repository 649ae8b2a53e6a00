import { CfnResource, Token, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The class of an L1. Instances are recognized by their CloudFormation type, even from another copy of aws-cdk-lib. */
interface L1Class {
  readonly CFN_RESOURCE_TYPE_NAME: string;
  readonly prototype: CfnResource;
}

/** The L1 of one of these classes: the construct itself or its main resource; undefined for an import. */
export function resourceOf<const C extends readonly L1Class[]>(construct: IConstruct, ...classes: C): C[number]['prototype'] | undefined {
  return [construct, construct.node.defaultChild].find((candidate) => (
    CfnResource.isCfnResource(candidate) && classes.some(({ CFN_RESOURCE_TYPE_NAME: type }) => type === candidate.cfnResourceType)
  )) as C[number]['prototype'] | undefined;
}

/** The construct that a text such as `resource.attrArn` refers to; undefined if the text is not a reference. */
export function referenceTarget(text: string | undefined): IConstruct | undefined {
  const token = Token.isUnresolved(text) ? Tokenization.reverseString(text!).firstToken : undefined;
  return token && Tokenization.isResolvable(token) && 'target' in token ? token.target as IConstruct : undefined;
}

/** The L1 of one of these classes that a text refers to. */
export function referencedResource<const C extends readonly L1Class[]>(text: string | undefined, ...classes: C): C[number]['prototype'] | undefined {
  const target = referenceTarget(text);
  return target && resourceOf(target, ...classes);
}

/** The path of the user's construct, without the L1 inside it. */
export function pathOf(resource: IConstruct): string {
  return (resource.node.id === 'Resource' && resource.node.scope ? resource.node.scope : resource).node.path;
}
