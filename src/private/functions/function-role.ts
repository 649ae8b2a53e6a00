import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { FunctionOptions } from './function-options';

/** The role of a function. */
export function functionRole(scope: Construct, description: string, { permissionsBoundary }: FunctionOptions): iam.Role {
  return new iam.Role(scope, 'Role', { description, assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), permissionsBoundary });
}
