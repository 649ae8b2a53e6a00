import { WorkflowChoice } from '../build-plan';
import { invalidCombination, invalidRequest, invalidValue, ServiceError } from '../errors';
import { parseArn } from '../names';
import { BuildSettings, DistributionProperties, ImageRecipeProperties, Resource } from '../resource';
import { defaultWorkflows, managedWorkflows, WorkflowType } from '../workflows';
import { Call } from './call';
import { referTo } from './references';

const WORKFLOWS_QUOTA = 10;

/** The resources that a build's settings name. */
export interface BuildParts {
  readonly type: 'AMI' | 'DOCKER';
  readonly recipe: Resource<ImageRecipeProperties>;
  readonly infrastructure: Resource;
  readonly distribution?: Resource<DistributionProperties>;
  readonly workflows: WorkflowChoice[];
}

/** Checks what an image and a pipeline have in common, and finds what they name. */
export function resolveSettings(call: Call, settings: BuildSettings): BuildParts {
  const { imageRecipeArn, containerRecipeArn, distributionConfigurationArn } = settings;
  if (imageRecipeArn !== undefined && containerRecipeArn !== undefined) {
    throw invalidCombination('Only one of imageRecipeArn and containerRecipeArn can be given.');
  }
  if (imageRecipeArn === undefined && containerRecipeArn === undefined) {
    throw invalidRequest('One of imageRecipeArn and containerRecipeArn must be given.');
  }
  const type = imageRecipeArn !== undefined ? 'AMI' : 'DOCKER';
  const recipe = imageRecipeArn !== undefined
    ? referTo(call, 'imageRecipeArn', imageRecipeArn)
    : referTo(call, 'containerRecipeArn', containerRecipeArn!);
  const infrastructure = referTo(call, 'infrastructureConfigurationArn', settings.infrastructureConfigurationArn);
  const distribution = distributionConfigurationArn === undefined
    ? undefined
    : referTo(call, 'distributionConfigurationArn', distributionConfigurationArn);
  checkScanning(call, type, settings);
  return {
    type,
    recipe: recipe as Resource<ImageRecipeProperties>,
    infrastructure,
    distribution: distribution as Resource<DistributionProperties> | undefined,
    workflows: chooseWorkflows(type, settings),
  };
}

export function testsEnabled(settings: BuildSettings): boolean {
  return settings.imageTestsConfiguration?.imageTestsEnabled ?? true;
}

/** @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ImageScanningConfiguration.html */
function checkScanning(call: Call, type: 'AMI' | 'DOCKER', settings: BuildSettings): void {
  const scanning = settings.imageScanningConfiguration;
  if (type === 'DOCKER' && scanning?.imageScanningTypes) {
    throw invalidCombination('imageScanningTypes can only be given with an image recipe.');
  }
  if (!scanning?.imageScanningEnabled) return;
  if (!testsEnabled(settings)) throw invalidRequest('imageScanningEnabled needs imageTestsEnabled.');
  const scanned = type === 'AMI' ? 'ec2' : 'ecr';
  const usesInspector = !scanning.imageScanningTypes?.includes('ON_DEMAND_AMI_CVE');
  if (usesInspector && !call.store.inspector[scanned]) {
    throw new ServiceError(
      'ResourceDependencyException',
      `Resource dependency error: Amazon Inspector is not enabled for '${scanned}' resources in account '${call.accountId}'.`,
    );
  }
}

/**
 * The workflows in the order of their stages; leaving out the distribution does not skip it.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html
 */
function chooseWorkflows(type: 'AMI' | 'DOCKER', settings: BuildSettings): WorkflowChoice[] {
  const defaults = defaultWorkflows(type, testsEnabled(settings)).map((name) => ({ name }));
  if (!settings.workflows) return defaults;
  if (settings.executionRole === undefined) throw invalidRequest('workflows need an executionRole.');
  if (settings.workflows.length > WORKFLOWS_QUOTA) throw invalidValue('workflows', `At most ${WORKFLOWS_QUOTA} workflows can be given.`);
  const chosen = settings.workflows.map(({ workflowArn, parallelGroup }, index): WorkflowChoice => {
    const name = workflowArn.split('/')[2];
    if (parseArn(workflowArn).owner !== 'aws' || !managedWorkflows[name]) {
      throw invalidValue(`workflows[${index}].workflowArn`, `The workflow '${workflowArn}' does not exist.`);
    }
    if (parallelGroup !== undefined && managedWorkflows[name].type !== 'TEST') {
      throw invalidValue(`workflows[${index}].parallelGroup`, 'Only test workflows can run in parallel.');
    }
    return { name, parallelGroup };
  });
  const ofType = (workflowType: WorkflowType) => chosen.filter(({ name }) => managedWorkflows[name].type === workflowType);
  for (const single of ['BUILD', 'DISTRIBUTION'] as const) {
    if (ofType(single).length > 1) throw invalidValue('workflows', `At most one ${single} workflow can be given.`);
  }
  const distribution = ofType('DISTRIBUTION');
  const tests = testsEnabled(settings) ? ofType('TEST') : [];
  return [...ofType('BUILD'), ...tests, ...distribution.length > 0 ? distribution : defaults.slice(-1)];
}
