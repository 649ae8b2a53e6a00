import { CfnDeletionPolicy, CfnResource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { onSynthesis } from '../../private/checks/on-synthesis';
import { onValidation } from '../../private/checks/on-validation';
import { ValidationError } from '../../private/checks/validation-error';
import { warn } from '../../private/checks/warnings';
import { adviseOnTrust, checkRoleAccount } from '../../private/iam/role-trust';
import { ServiceRole } from '../../private/iam/service-role';

const SEE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-imagebuilder-image-deletionsettings.html';
const RETAINING: Array<CfnDeletionPolicy | undefined> = [CfnDeletionPolicy.RETAIN, CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE];

/** The settings of the user. */
export interface DeletionOptions {
  readonly deleteUnderlyingResources?: boolean;
  readonly deletionExecutionRole?: iam.IRole;
}

/** The role with which CloudFormation deletes the underlying resources of an image; undefined if they stay. */
export function deletionRole(scope: Construct, options: DeletionOptions): iam.IRole | undefined {
  const role = options.deletionExecutionRole;
  if (options.deleteUnderlyingResources) {
    if (role) checkDeletionRole(scope, role);
    return role
      ?? ServiceRole.forLifecycle(scope, 'DeletionRole', 'Role with which EC2 Image Builder deletes an image with its AMIs, snapshots or container images').role;
  }
  if (role) {
    throw new ValidationError(scope, `deletionExecutionRole is for deleting AMIs, snapshots and container images with the image: set deleteUnderlyingResources to true too, or leave the role out. See ${SEE}`);
  }
  return undefined;
}

function checkDeletionRole(scope: Construct, role: iam.IRole): void {
  const given = { what: 'deletionExecutionRole', role, see: SEE };
  checkRoleAccount(scope, given);
  onSynthesis(scope, () => adviseOnTrust(scope, { ...given, service: 'imagebuilder' }));
}

/** Warns if the resource is retained when it is removed or replaced, since its underlying resources then stay too. */
export function warnOfRetention(scope: Construct, resource: CfnResource): void {
  onValidation(scope, () => {
    const { deletionPolicy, updateReplacePolicy } = resource.cfnOptions;
    const retaining = Object.entries({ DeletionPolicy: deletionPolicy, UpdateReplacePolicy: updateReplacePolicy })
      .filter(([, policy]) => RETAINING.includes(policy)).map(([name, policy]) => `${name} ${policy}`);
    if (retaining.length > 0) {
      warn(scope, 'retainedImage', `deleteUnderlyingResources does nothing with ${retaining.join(' and ')}: AMIs, snapshots and container images stay. See ${SEE}`);
    }
  });
}
