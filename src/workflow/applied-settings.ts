import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { IConstruct } from 'constructs';
import { factsOfWorkflow } from './private/facts-of-workflow';
import { WorkflowConfiguration } from './workflow-configuration';
import { WorkflowType } from './workflow-type';
import { ValidationError } from '../private/checks/validation-error';
import { warn } from '../private/checks/warnings';
import { mayWriteParameter } from '../private/facts/distributed-parameters';
import { factsOf } from '../private/facts/facts';
import { StepFacts } from '../private/facts/workflow-facts';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-apply-image-configurations';

/** The actions that apply a distribution configuration, and the settings of `amiDistributions` that only they apply. */
const APPLIED: ReadonlyArray<{ readonly action: string; readonly settings: readonly string[] }> = [
  { action: 'ModifyImageAttributes', settings: ['launchPermission'] },
  { action: 'ApplyImageConfigurations', settings: ['ssmParameters', 'launchTemplates', 'fastLaunches', 'licenseConfigurationArns'] },
];

/** Where the AMIs of a build go. */
export interface AmiDestinations {
  readonly distributionConfiguration?: interfaces.IDistributionConfigurationRef;
  /** The parameter that names the golden image, which the build must write. */
  readonly goldenParameter?: string;
}

/** Rejects a distribution workflow that never names the golden image, and warns of other settings that none of its steps applies. */
export function checkAppliedSettings(
  scope: IConstruct, workflows: readonly WorkflowConfiguration[], { distributionConfiguration, goldenParameter }: AmiDestinations,
): void {
  const distribution = workflows.find(({ workflow }) => factsOfWorkflow(workflow).type === WorkflowType.DISTRIBUTION)?.workflow;
  const steps = distribution && factsOfWorkflow(distribution).facts?.steps;
  if (!steps) return;
  const { path } = distribution.node;
  const given = `got the steps ${steps.map(({ name, action }) => `'${name}' (${action})`).join(', ')}`;
  if (goldenParameter !== undefined && !steps.some((step) => writesParameter(scope, step, goldenParameter))) {
    throw new ValidationError(scope, `The distribution workflow '${path}' does not write the parameter '${goldenParameter}', which names the golden image: it has no ApplyImageConfigurationsStep that always runs and applies the distribution configuration, ${given}. Put one after its DistributeImageStep, with the distributedImages of that step and without 'configurations', 'if' and 'onFailure', or leave the workflow out. See ${SEE}`);
  }
  const settings = (distributionConfiguration && factsOf(distributionConfiguration).amiSettings) ?? [];
  for (const { action, settings: ofAction } of APPLIED) {
    const unapplied = ofAction.filter((name) => settings.includes(name)).map((name) => `'${name}'`);
    if (unapplied.length === 0 || steps.some((step) => step.action === action)) continue;
    warn(scope, 'distributionNotApplied', `The distribution workflow '${path}' does not apply ${unapplied.join(', ')} of the distribution configuration '${distributionConfiguration!.node.path}': only a step with the action ${action} does that, ${given}. Put a ${action}Step with the distributedImages of its DistributeImageStep after that step. See ${SEE}`);
  }
}

function writesParameter(scope: IConstruct, { action, hasCondition, abortsOnFailure, settings }: StepFacts, parameterName: string): boolean {
  if (action !== 'ApplyImageConfigurations' || hasCondition || !abortsOnFailure) return false;
  return mayWriteParameter(scope, settings, parameterName);
}
