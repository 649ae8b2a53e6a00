import { IConstruct } from 'constructs';

/** The context key of `iam.Role.customizeRoles()`. */
const CUSTOMIZED_ROLES = '@aws-cdk/iam:customizeRoles';

/** Whether `iam.Role.customizeRoles()` replaces the roles of a scope, or only reports them. */
export function customizesRoles(scope: IConstruct): boolean {
  return scope.node.tryGetContext(CUSTOMIZED_ROLES) !== undefined;
}
