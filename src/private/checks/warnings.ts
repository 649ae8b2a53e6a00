import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * All warnings of synthesis: the id, without `cdk-image-builder:`, and the subject. The table in
 * `docs/warnings.md` is made from this one.
 */
export const WARNINGS = {
  approvalOutlastsDeployment: 'a workflow may wait longer for a person than the deployment waits for the image',
  baseImageInOtherAccount: 'a base image in the ECR of another account, whose repository must let this account in',
  componentTestsNotRun: '`workflows` of which none runs the tests of a component',
  dockerfileTemplateRunsNoComponents: 'a Dockerfile template that runs no component',
  eventsElsewhere: 'events of another account or Region, which arrive only if a rule there forwards them',
  eventsOfSharedRecipe: 'a rule that also matches the images of another pipeline with the same recipe',
  executionRoleLacksPolicy: 'an execution role without what Image Builder needs',
  filePermissions: 'file permissions of a component that are not octal digits',
  gateCeilingIdle: 'a ceiling of a gate that its `all` makes useless',
  gateExceptionExpired: 'an exception of a gate that has expired',
  gateWithoutFindings: 'a gate, or a wait for a scan, where no findings can be read',
  isolatedContainerBuild: 'a build of container images in a subnet without internet access',
  isolatedSubnetLacksEndpoints: 'builds in a subnet without internet access, in a VPC whose endpoints the app does not show',
  lifecycleRoleLacksPolicy: 'a role of a lifecycle policy without what Image Builder needs',
  loopOutsideLoop: 'a component that uses the value of a loop outside of that loop',
  monitorKeyPolicy: 'an encrypted topic of a monitor whose key policy the app cannot extend',
  noBuildWorkflow: '`workflows` of which none builds the image',
  noCommands: 'a step of a component without commands',
  noEgress: 'security groups that let build instances reach nothing',
  notificationKeyPolicy: 'an encrypted topic whose key policy the app cannot extend',
  otherRootDevice: 'a block device that adds a volume, perhaps instead of changing the root volume',
  pipelineStartsItself: 'a rule that starts a pipeline on events of its own images',
  placeholderAccountId: '`ACCOUNT_ID` of a sample, left in a workflow',
  publicAmi: 'an AMI that everybody may launch',
  recipeWithoutBuildComponents: 'a build from a recipe without a component that builds something',
  regionMaybeTwice: 'a distribution that may name the Region of the stack twice',
  relativePath: 'a relative path in a component',
  repositoryWithoutLifecycleTag: 'a repository from which a lifecycle policy may not delete images',
  retainedImage: '`deleteUnderlyingResources` on an image that is retained',
  roleLacksPolicies: 'a role of build instances without what Image Builder needs',
  scanningRepositoryName: 'a scanning repository from which Image Builder may not delete the scanned copies',
  scansInTargetRepository: 'scanned copies in the repository of the images themselves',
  scheduleBothDays: 'a schedule that gives both days of the month and days of the week',
  scheduleEveryMinute: 'a schedule without `minute`, which is due every minute',
  scheduleLastDay: 'a form of `L` in a schedule that the guide does not show',
  scheduleNeverRuns: 'a schedule whose months do not have its days',
  scheduleReversedRange: 'a range in a schedule that runs backwards',
  scheduleStep: 'a step in a schedule that has a start, or is longer than the field',
  scheduleTimeZone: 'a time zone that Node.js does not know',
  scheduleTooOften: 'a schedule that is due again before most builds have ended',
  serviceLinkedExecutionRole: 'the service-linked role as execution role',
  sharedKeyPolicy: 'an encrypted AMI that is shared, whose key policy the app cannot extend',
  ssmParameterTwice: 'a parameter that a distribution writes twice',
  testWorkflowsWithoutTests: 'test workflows with `imageTestsEnabled: false`',
  unknownRegion: 'a distribution to a Region that aws-cdk-lib does not know, perhaps a typing error',
  unknownSystemVariable: 'a name after `$.imagebuilder.` in a workflow that the guide does not have',
  updateOsOnAmazonLinux2023: 'the action module `UpdateOS`, which does not support Amazon Linux 2023',
  variableCase: 'a component that refers to a parameter or constant whose name has other upper and lower case letters',
  workflowsCollectNoFindings: 'test workflows that do not collect the findings of the scan',
} as const;

export type WarningId = keyof typeof WARNINGS;

/** A warning that is not attached to a construct yet. */
export interface Warning {
  readonly id: WarningId;
  readonly message: string;
}

/** Warns at a construct; users acknowledge the warning by its id. */
export function warn(scope: IConstruct, id: WarningId, message: string): void {
  Annotations.of(scope).addWarningV2(`cdk-image-builder:${id}`, message);
}
