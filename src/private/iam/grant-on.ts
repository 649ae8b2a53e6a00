import * as iam from 'aws-cdk-lib/aws-iam';

/** Resources whose versions have numbered builds, with ARNs of their own. */
const HAS_BUILDS = /:(?:component|image|workflow)\/(?:[^/]+\/)+[0-9]+\.[0-9]+\.[0-9]+$/;

/**
 * Allows actions on a resource of Image Builder.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2imagebuilder.html
 */
export function grantOn(arn: string, grantee: iam.IGrantable, actions: string[]): iam.Grant {
  return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: resourceArns(arn) });
}

/** IAM does not treat `x` in a version as a wildcard, and the ARN of a version does not match its builds. */
function resourceArns(arn: string): string[] {
  const anyVersion = arn.replace(/\/((?:[0-9]+\.){0,2})x(?:\.x)*$/, '/$1*');
  return HAS_BUILDS.test(arn) ? [arn, `${arn}/*`] : [anyVersion];
}
