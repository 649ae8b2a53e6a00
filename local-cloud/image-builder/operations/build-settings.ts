import { invalidCombination, invalidRequest, invalidValue, ServiceError } from '../errors';
import { formatArn } from '../names';
import { BuildSettings, DistributionProperties, ImageRecipeProperties, Resource, WorkflowConfiguration, WorkflowProperties } from '../resource';
import { WorkflowChoice } from '../workflow-plan';
import { Call } from './call';
import { referTo } from './references';
import { findWorkflow } from './workflows';
import { ImageType, WorkflowDocument, WorkflowParameter, WorkflowType } from '../workflows/document';
import { defaultWorkflows, managedWorkflows } from '../workflows/managed';

const WORKFLOWS_QUOTA = 10;

/** The resources that a build's settings name. */
export interface BuildParts {
  readonly type: ImageType;
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
    workflows: chooseWorkflows(call, type, settings),
  };
}

function testsEnabled(settings: BuildSettings): boolean {
  return settings.imageTestsConfiguration?.imageTestsEnabled ?? true;
}

/** @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ImageScanningConfiguration.html */
function checkScanning(call: Call, type: ImageType, settings: BuildSettings): void {
  const scanning = settings.imageScanningConfiguration;
  if (type === 'DOCKER' && scanning?.imageScanningTypes) {
    throw invalidCombination('imageScanningTypes can only be given with an image recipe.');
  }
  if (scanning?.scanResultCondition && !scanning.imageScanningTypes?.includes('ON_DEMAND_AMI_CVE')) {
    throw invalidCombination('scanResultCondition needs the scanning type ON_DEMAND_AMI_CVE.');
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
function chooseWorkflows(call: Call, type: ImageType, settings: BuildSettings): WorkflowChoice[] {
  const defaults = defaultWorkflows(type, testsEnabled(settings)).map((name) => {
    const arn = formatArn({ ...call, accountId: 'aws' }, `workflow/${managedWorkflows[name].type.toLowerCase()}/${name}/x.x.x`);
    return toChoice(findWorkflow(call, arn)!, { workflowArn: arn }, 'workflows');
  });
  if (!settings.workflows) return defaults;
  if (settings.executionRole === undefined) throw invalidRequest('workflows need an executionRole.');
  if (settings.workflows.length > WORKFLOWS_QUOTA) throw invalidValue('workflows', `At most ${WORKFLOWS_QUOTA} workflows can be given.`);
  const chosen = settings.workflows.map((configuration, index) => {
    const workflow = findWorkflow(call, configuration.workflowArn);
    if (!workflow) throw invalidValue(`workflows[${index}].workflowArn`, `The workflow '${configuration.workflowArn}' does not exist.`);
    return toChoice(workflow, configuration, `workflows[${index}]`);
  });
  const ofType = (workflowType: WorkflowType) => chosen.filter((choice) => choice.type === workflowType);
  for (const single of ['BUILD', 'DISTRIBUTION'] as const) {
    if (ofType(single).length > 1) throw invalidValue('workflows', `At most one ${single} workflow can be given.`);
  }
  const distribution = ofType('DISTRIBUTION');
  const tests = testsEnabled(settings) ? ofType('TEST') : [];
  checkImageIdOutput(type, ofType('BUILD'));
  // A container image is always pushed by a workflow; an AMI is distributed without one.
  const ownDistribution = type === 'DOCKER' && distribution.length === 0 ? defaults.slice(-1) : distribution;
  return [...ofType('BUILD'), ...tests, ...ownDistribution];
}

function checkImageIdOutput(type: ImageType, builds: WorkflowChoice[]): void {
  const lacksOutput = builds.some(({ document }) => !document.outputs?.some(({ name }) => name === 'ImageId'));
  if (type === 'AMI' && lacksOutput) throw invalidRequest('Build workflow must have output named ImageId to build AMI.');
}

function toChoice(workflow: Resource<WorkflowProperties>, configuration: WorkflowConfiguration, path: string): WorkflowChoice {
  const { parallelGroup, onFailure, parameters = [] } = configuration;
  const { type, document } = workflow.properties;
  if (parallelGroup !== undefined && type !== 'TEST') throw invalidValue(`${path}.parallelGroup`, 'Only test workflows can run in parallel.');
  return { arn: workflow.arn, type, document, parameters: readParameters(document, parameters, `${path}.parameters`), parallelGroup, onFailure };
}

/** The values of a document's parameters: given ones, or defaults. */
function readParameters(document: WorkflowDocument, given: NonNullable<WorkflowConfiguration['parameters']>, path: string): Record<string, unknown> {
  const declared = document.parameters ?? [];
  const unknown = given.find(({ name }) => !declared.some((parameter) => parameter.name === name));
  if (unknown) throw invalidValue(path, `The workflow has no parameter '${unknown.name}'.`);
  return Object.fromEntries(declared.map((parameter) => {
    const value = given.find(({ name }) => name === parameter.name)?.value;
    if (value === undefined && parameter.default === undefined) throw invalidValue(path, `The parameter '${parameter.name}' has no default and must be given.`);
    return [parameter.name, value === undefined ? parameter.default : readParameter(parameter, value, path)];
  }));
}

function readParameter({ name, type }: WorkflowParameter, value: string[], path: string): unknown {
  if (type === 'stringList') return value;
  const [text] = value;
  const fits = value.length === 1 && (type !== 'integer' || /^-?[0-9]+$/.test(text)) && (type !== 'boolean' || /^(true|false)$/i.test(text));
  if (!fits) throw invalidValue(path, `The parameter '${name}' must be of the type ${type}.`);
  return type === 'integer' ? Number(text) : type === 'boolean' ? text.toLowerCase() === 'true' : text;
}
