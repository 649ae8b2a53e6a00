import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { inCallersLanguage } from './callers-language';

/**
 * All warnings of synthesis: the id, without `cdk-image-builder:`, and the subject. The table in
 * `docs/warnings.md` is made from this one.
 */
export const WARNINGS = {
  approvalOutlastsDeployment: 'a workflow that may wait longer for a person than the deployment waits for the image',
  attributeInOtherStack: 'an attribute of an image that another stack reads',
  baseImageInOtherAccount: 'a base image in the ECR registry of another account, whose repository policy must allow this account',
  baseImageTagNotPushed: 'a base image with a tag that no build of the app pushes to its repository',
  componentTestsNotRun: '`workflows` that include no workflow to run component tests',
  dashboardWithoutMonitor: 'a dashboard with metrics that no monitor of the app publishes',
  distributionNotApplied: 'a distribution workflow without a step that applies a setting of the distribution configuration',
  dockerfileTemplateRunsNoComponents: 'a Dockerfile template that runs no component',
  eventsElsewhere: 'events of another account or Region, which need a rule there that forwards them',
  eventsOfSharedRecipe: 'a rule that also matches the images of another pipeline with the same recipe',
  executionRoleLacksPolicy: 'an execution role that lacks permissions for Image Builder',
  fastLaunchInOtherAccount: 'a fast launch in another account, which Image Builder does not turn on',
  filePermissions: 'file permissions of a component that are not octal digits',
  gateCeilingIdle: 'a limit of a gate that has no effect because `all` is lower',
  gateExceptionExpired: 'an exception of a gate that has expired',
  gateWithoutFindings: 'a gate, or a wait for a scan, without findings to read',
  imageInOtherStack: 'an instance or launch template with the AMI of an image of another stack',
  immutableTargetTags: 'tags of container images that a repository does not let move, and that more than one build pushes',
  isolatedContainerBuild: 'a build of container images in a subnet without internet access',
  isolatedSubnetLacksEndpoints: 'builds in a subnet without internet access, in a VPC whose endpoints the app does not show',
  launchTemplateNotShared: 'a launch template of another account, with which the AMI is not shared',
  lifecycleRoleLacksPolicy: 'a role of a lifecycle policy that lacks permissions for Image Builder',
  lifecycleRuleIdle: 'a rule of a lifecycle policy for images that another rule has already deleted or disabled',
  loopOutsideLoop: 'a component that uses the value of a loop outside that loop',
  monitorKeyPolicy: 'an encrypted topic of a monitor whose key policy the app cannot extend',
  mutableTargetTags: 'a gate or an approval of container images whose repository lets tags move',
  noBuildWorkflow: '`workflows` that include no workflow to build the image',
  noCommands: 'a step of a component without commands',
  noEgress: 'security groups that let build instances reach nothing',
  noOwnAmi: 'settings of a distribution to a Region in which the account of the stack gets no AMI',
  notificationKeyPolicy: 'an encrypted topic whose key policy the app cannot extend',
  otherRootDevice: 'a block device that adds a volume; you may mean the root volume',
  ownRegionKey: 'a key of a distribution to the Region of the stack, where the recipe encrypts nothing',
  parameterWritableByOthers: 'a parameter of a golden image with a gate or an approval, which other builds of the account may write',
  parameterWrittenElsewhere: 'a build that writes the parameter of a golden image under other conditions than its gate and approval, or with other images',
  pipelineStartsItself: 'a rule that starts a pipeline on events of its own images',
  placeholderAccountId: '`ACCOUNT_ID` of a sample, left in a workflow',
  policiesOfRole: 'a role with more managed policies than IAM attaches to one by default',
  publicAmi: 'an AMI that everybody may launch',
  recipeInOtherStack: 'a pipeline or image with a recipe of another stack',
  recipeWithoutBuildComponents: 'a recipe without a component that builds something',
  regionMaybeTwice: 'a distribution that may name the Region of the stack twice',
  relativePath: 'a relative path in a component',
  repositoryWithoutLifecycleTag: 'a repository without the tag that lets a lifecycle policy delete its images',
  retainedImage: '`deleteUnderlyingResources` on an image that is retained',
  retentionWithoutBuild: 'a rule by age for old images of a golden image that no deployment builds',
  roleLacksPolicies: 'a role of build instances that lacks permissions for Image Builder',
  roleTrustsOtherService: 'a role that Image Builder or the build instances cannot assume',
  scanningRepositoryName: 'a scanning repository with a name that keeps Image Builder from deleting the scanned copies',
  scansInTargetRepository: 'scanned copies in the repository of the images themselves, or of other images',
  scheduleBothDays: 'a schedule that gives both days of the month and days of the week',
  scheduleEveryMinute: 'a schedule without `minute`, which is due every minute',
  scheduleLastDay: 'a form of `L` in a schedule that the guide does not show',
  scheduleNeverRuns: 'a schedule with days that its months do not have',
  scheduleReversedRange: 'a range in a schedule that runs backwards',
  scheduleStep: 'a step in a schedule that has a start, or is longer than the field',
  scheduleTimeZone: 'a time zone that Node.js does not know',
  scheduleTooOften: 'a schedule that is due again before most builds end',
  serviceLinkedExecutionRole: 'the service-linked role as execution role',
  sharedDefaultKey: 'an encrypted AMI that is shared without a key, which works only if the default key of the account is its own',
  sharedKeyPolicy: 'an encrypted AMI that is shared, whose key policy the app cannot extend',
  ssmParameterTwice: 'a parameter that a distribution writes twice',
  statusInOtherStack: 'a status that refers to a pipeline or image of another stack',
  testWorkflowsWithoutTests: 'test workflows with `imageTestsEnabled: false`',
  unknownRegion: 'a distribution to a Region that aws-cdk-lib does not know, perhaps a typo',
  unknownSystemVariable: 'a name after `$.imagebuilder.` in a workflow that is not in the guide',
  updateOsOnAmazonLinux2023: 'the action module `UpdateOS`, which does not support Amazon Linux 2023',
  variableCase: 'a component that spells a parameter or constant in the wrong upper or lower case',
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
  Annotations.of(scope).addWarningV2(`cdk-image-builder:${id}`, inCallersLanguage(message));
}
