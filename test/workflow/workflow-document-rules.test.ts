import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { document, Fields, INSTANCE, renderObject, renderSteps, step, withStep } from './document-fixture';
import { LaunchInstanceStep, TerminateInstanceStep } from '../../src/workflow/steps';
import { WorkflowDocument, WorkflowDocumentProps } from '../../src/workflow/workflow-document';
import { WorkflowType } from '../../src/workflow/workflow-type';

const { BUILD, TEST, DISTRIBUTION } = WorkflowType;

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

const STATE_MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:check';
const render = (value: Fields, type?: WorkflowType) => renderObject(stack, value, type);
const fromSteps = (props: WorkflowDocumentProps, type?: WorkflowType) => renderSteps(stack, props, type);

test('a step before the step that it refers to is rejected', () => {
  const launch = new LaunchInstanceStep('Launch');
  const end = new TerminateInstanceStep('End', { instanceId: launch.instanceId });
  expect(() => fromSteps({ steps: [end, launch] }, TEST)).toThrow("steps[0].inputs.instanceId.$: refers to the step 'Launch', which does not come before: put it there, or refer to one of the steps that do (there is none)");
  expect(() => fromSteps({ steps: [launch, end] }, TEST)).not.toThrow();
});

test.each<[string, Fields, string]>([
  ['no schema version', { schemaVersion: undefined }, 'schemaVersion: must be 1.0, got none'],
  ['another schema version', { schemaVersion: '2.0' }, 'got "2.0"'],
  ['an unknown key', { step: [] }, 'step: must be one of schemaVersion, name'],
  ['no steps', { steps: undefined }, 'steps: must be a list of steps, got none'],
  ['empty steps', { steps: [] }, 'steps: must have 1 to 15 entries, got 0'],
  ['steps that are a map', { steps: {} }, 'steps: must be a list, got {}'],
  ['a step that is null', { steps: [null] }, 'steps[0]: must be a map with name, action and inputs, got null'],
  ['two steps of one name', { steps: [step(), step()] }, "steps[1].name: must be the only 'Launch' in the workflow"],
  ['a parameter without a type', { parameters: [{ name: 'A' }] }, 'parameters[0].type: must be one of string, integer, boolean, stringList, got none'],
  ['a parameter of an unknown type', { parameters: [{ name: 'A', type: 'number' }] }, 'parameters[0].type: must be one of'],
  ['a parameter without a name', { parameters: [{ type: 'string' }] }, 'parameters[0].name: must be a string, got none'],
  ['a parameter twice', { parameters: [{ name: 'A', type: 'string' }, { name: 'A', type: 'string' }] }, "parameters[1].name: must be the only 'A' in the list"],
  ['a default of another type', { parameters: [{ name: 'A', type: 'integer', default: '1' }] }, 'parameters[0].default: must be of the type integer, got "1"'],
  ['a default that is not a list', { parameters: [{ name: 'A', type: 'stringList', default: 'a' }] }, 'must be of the type stringList'],
  ['a parameter that is a text', { parameters: ['A'] }, 'parameters[0]: must be a map with name and type'],
  ['an output without a value', { outputs: [{ name: 'A' }] }, 'outputs[0].value: must be given'],
  ['an output that is a text', { outputs: ['A'] }, 'outputs[0]: must be a map with name and value'],
  ['an output twice', { outputs: [{ name: 'A', value: 'a' }, { name: 'A', value: 'b' }] }, "outputs[1].name: must be the only 'A' in the list"],
  ['an output of an unknown step', { outputs: [{ name: 'A', value: '$.stepOutputs.Run.status' }] }, "outputs[0].value: refers to the step 'Run', which does not come before: put it there, or refer to one of the steps that do (Launch)"],
  ['an unknown output of a step', { outputs: [{ name: 'A', value: '$.stepOutputs.Launch.id' }] }, 'refers to the output "id" of the step \'Launch\', whose outputs are: instanceId'],
])('a workflow document rejects %s', (_, fields, message) => {
  expect(() => render(document(fields))).toThrow(message);
});

test.each<[string, Fields]>([
  ['a schema version that is a number', { schemaVersion: 1 }],
  ['a parameter', { parameters: [{ name: 'A', type: 'boolean', default: true }] }],
  ['the longest default', { parameters: [{ name: 'A', type: 'string', default: 'a'.repeat(1024) }] }],
  ['an output of a step', { outputs: [{ name: 'A', value: '$.stepOutputs.Launch.instanceId' }] }],
  ['an output that is a plain text', { outputs: [{ name: 'A', value: 'a' }] }],
])('a workflow document accepts %s', (_, fields) => {
  expect(() => render(document(fields))).not.toThrow();
});

test.each<[string, number, (count: number) => Fields]>([
  ['steps', 15, (count) => ({ steps: Array.from({ length: count }, (_, index) => step({ name: `Step${index}` })) })],
  ['parameters', 25, (count) => ({ parameters: Array.from({ length: count }, (_, index) => ({ name: `P${index}`, type: 'string' })) })],
  ['outputs', 25, (count) => ({ outputs: Array.from({ length: count }, (_, index) => ({ name: `O${index}`, value: 'a' })) })],
])('a workflow document limits its %s to %i', (what, max, fields) => {
  expect(() => render(document(fields(max)))).not.toThrow();
  expect(() => render(document(fields(max + 1)))).toThrow(`${what}: must have ${what === 'steps' ? '1 to' : 'at most'} ${max} entries, got ${max + 1}`);
});

test("a workflow parameter's default has at most 1,024 characters", () => {
  expect(() => render(document({ parameters: [{ name: 'A', type: 'string', default: 'a'.repeat(1025) }] }))).toThrow('parameters[0].default: must have at most 1024 characters, got 1025');
  expect(() => render(document({ parameters: [{ name: 'A', type: 'stringList', default: ['a'.repeat(1025)] }] }))).toThrow('got 1025');
});

test.each<[string, Fields, string]>([
  ['an unknown key', { timeout: 5 }, 'steps[0].timeout: must be one of name, action'],
  ['a short name', { name: 'ab' }, "steps[0].name: must have 3 to 100 letters, digits and '_', the first a letter, got \"ab\""],
  ['a long name', { name: 'a'.repeat(101) }, 'steps[0].name'],
  ['a name that begins with a digit', { name: '1st' }, 'got "1st"'],
  ['a name with a space', { name: 'my step' }, 'got "my step"'],
  ['no action', { action: undefined }, 'steps[0].action: must be one of ApplyImageConfigurations'],
  ['an unknown action', { action: 'Launch' }, 'got "Launch"'],
  ['an empty description', { description: '' }, 'steps[0].description: must have 1 to 1024 characters, got 0'],
  ['a long description', { description: 'a'.repeat(1025) }, 'got 1025'],
  ['onFailure of pipelines', { onFailure: 'ABORT' }, 'steps[0].onFailure: must be one of Abort, Continue, got "ABORT"'],
  ['no inputs', { inputs: undefined }, 'steps[0].inputs.waitFor: must be given for LaunchInstance'],
  ['inputs that are a list', { inputs: [] }, 'steps[0].inputs: must be a map, got []'],
  ['an unknown input', { inputs: { waitFor: 'ssmAgent', imageId: 'ami-1' } }, 'steps[0].inputs.imageId: LaunchInstance has no such input, only waitFor, imageIdOverride'],
  ['another waitFor', { inputs: { waitFor: 'boot' } }, 'steps[0].inputs.waitFor: must be one of ssmAgent, got "boot"'],
  ['another health check', { inputs: { waitFor: 'ssmAgent', healthCheck: 'OK' } }, 'steps[0].inputs.healthCheck: must be one of RUNNING, STATUS_CHECK_PASSED'],
  ['a reference under a plain key', { inputs: { waitFor: 'ssmAgent', imageIdOverride: '$.workflowOutputs.ImageId' } }, "steps[0].inputs.imageIdOverride: must be written 'imageIdOverride.$'"],
  ['an interpolation of an unknown parameter', { inputs: { 'waitFor': 'ssmAgent', 'imageIdOverride.$': '{{ $.parameters.Image }}' } }, "refers to the parameter 'Image', which is not declared: add it to the parameters, got none"],
])('a workflow document rejects a step with %s', (_, fields, message) => {
  expect(() => render(document({ steps: [step(fields)] }))).toThrow(message);
});

test.each<[string, Fields]>([
  ['the longest name', { name: 'a'.repeat(100) }],
  ['the shortest name', { name: 'a_1' }],
  ['the longest description', { description: 'a'.repeat(1024) }],
  ['a roll-back that depends', { 'rollbackEnabled.$': '$.imagebuilder.terminateInstanceOnFailure' }],
  ['retry', { retry: {} }],
  ['a reference under its key', { inputs: { 'waitFor': 'ssmAgent', 'imageIdOverride.$': '$.workflowOutputs.ImageId' } }],
])('a workflow document accepts a step with %s', (_, fields) => {
  expect(() => render(document({ steps: [step(fields)] }))).not.toThrow();
});

test.each<[string, number, WorkflowType, Fields]>([
  ['LaunchInstance', 43200, TEST, { waitFor: 'ssmAgent' }],
  ['ExecuteComponents', 86400, TEST, INSTANCE],
  ['CreateImage', 259200, TEST, INSTANCE],
  ['RunCommand', 43200, TEST, { ...INSTANCE, documentName: 'A' }],
  ['WaitForSSMAgent', 10800, TEST, INSTANCE],
  ['WaitForAction', 604800, TEST, {}],
  ['ExecuteStateMachine', 86400, TEST, { stateMachineArn: STATE_MACHINE }],
  ['ModifyImageAttributes', 10800, DISTRIBUTION, { distributedImages: [] }],
])('the step %s accepts a timeout of at most %i seconds', (action, max, type, inputs) => {
  const taking = (timeoutSeconds: unknown) => () => render(withStep({ action, inputs, timeoutSeconds }), type);
  expect(taking(max)).not.toThrow();
  expect(taking(1)).not.toThrow();
  expect(taking(max + 1)).toThrow(`steps[1].timeoutSeconds (timeout): must be a whole number of seconds from 1 to ${max}, the maximum of ${action}, got ${max + 1}`);
  expect(taking(0)).toThrow('got 0');
  expect(taking('60')).toThrow('got "60"');
});

test("a step's wait must be shorter than its timeout", () => {
  const waiting = (fields: Fields) => () => render(document({ steps: [step(fields)] }));
  expect(waiting({ waitSeconds: 59, timeoutSeconds: 60 })).not.toThrow();
  expect(waiting({ waitSeconds: 60, timeoutSeconds: 60 })).toThrow('steps[0].waitSeconds (wait): must be a whole number of seconds less than 60, the time-out, got 60');
  expect(waiting({ waitSeconds: 75 * 60 - 1 })).not.toThrow();
  expect(waiting({ waitSeconds: 75 * 60 })).toThrow('less than 4500, the default time-out of LaunchInstance, got 4500');
  expect(waiting({ waitSeconds: -1 })).toThrow('got -1');
});

test.each<[string, WorkflowType, WorkflowType, Fields]>([
  ['ExecuteComponents', TEST, DISTRIBUTION, INSTANCE],
  ['CollectImageScanFindings', TEST, BUILD, INSTANCE],
  ['DistributeImage', DISTRIBUTION, BUILD, {}],
  ['ModifyImageAttributes', DISTRIBUTION, TEST, { distributedImages: [] }],
  ['ApplyImageConfigurations', DISTRIBUTION, TEST, { distributedImages: [] }],
  ['DistributeContainerImage', DISTRIBUTION, BUILD, INSTANCE],
])('the action %s belongs in a %s workflow and not in a %s one', (action, right, wrong, inputs) => {
  expect(() => render(withStep({ action, inputs }), right)).not.toThrow();
  expect(() => render(withStep({ action, inputs }), wrong)).toThrow(new RegExp(`steps\\[1\\]\\.action: ${action} belongs in a workflow of type .*, and this one is of type ${wrong}`));
});

test('a workflow distributes either AMIs or container images', () => {
  const containers = { name: 'Containers', action: 'DistributeContainerImage', inputs: INSTANCE };
  const images = { name: 'Images', action: 'DistributeImage' };
  expect(() => render(document({ steps: [step(), containers, images] }), DISTRIBUTION)).toThrow('steps[2].action: DistributeImage and DistributeContainerImage exclude each other');
  expect(() => render(document({ steps: [step(), images, containers] }), DISTRIBUTION)).toThrow('steps[2].action: DistributeContainerImage and DistributeImage exclude each other');
  expect(() => render(document({ steps: [step(), images, { ...images, name: 'More' }] }), DISTRIBUTION)).not.toThrow();
});

test('each entry of a distribution names its Region', () => {
  const distribute = (distributions: unknown) => () => render(withStep({ action: 'DistributeImage', inputs: { distributions } }), DISTRIBUTION);
  expect(distribute([{ region: 'eu-west-1' }, { 'region.$': '$.imagebuilder.region' }])).not.toThrow();
  expect(distribute([{ region: 'eu-west-1' }, { name: 'a' }])).toThrow('steps[1].inputs.distributions[1].region: must be given');
});

test.each<[string, string, Fields, string]>([
  ['DistributeImage', 'distributions', { targetAccounts: ['111122223333'] }, 'targetAccounts: must be one of region, name, description, targetAccountIds, amiTags, kmsKeyId'],
  ['ModifyImageAttributes', 'attributes', { launchPermissions: {} }, 'launchPermissions: must be one of region, launchPermission'],
  ['ModifyImageAttributes', 'attributes', { launchPermission: { userId: [] } }, 'launchPermission.userId: must be one of userIds, userGroups, organizationArns, organizationalUnitArns'],
  ['ApplyImageConfigurations', 'configurations', { ssmParameters: [] }, 'ssmParameters: must be one of region, licenseConfigurationArns, launchTemplateConfigurations, s3ExportConfiguration, fastLaunchConfigurations, ssmParameterConfigurations'],
])('an entry for a Region in %s rejects a misspelt key in %s', (action, input, fields, problem) => {
  const inputs = action === 'DistributeImage' ? {} : { 'distributedImages.$': '$.stepOutputs.Images.distributedImages' };
  const steps = [{ name: 'Images', action: 'DistributeImage' }, { name: 'Second', action, inputs: { ...inputs, [input]: [{ region: 'eu-west-1', ...fields }] } }];
  expect(() => render(document({ steps }), DISTRIBUTION)).toThrow(`steps[1].inputs.${input}[0].${problem}`);
});

test('an entry for a Region takes references', () => {
  const inputs = { distributions: [{ 'region.$': '$.imagebuilder.region', 'targetAccountIds.$': '$.stepOutputs.Launch.instanceId' }] };
  expect(() => render(withStep({ action: 'DistributeImage', inputs }), DISTRIBUTION)).not.toThrow();
});

test('a distribution has at most 50 tags for the AMI', () => {
  const tagging = (count: number) => () => render(withStep({
    action: 'DistributeImage',
    inputs: { distributions: [{ region: 'eu-west-1', amiTags: Object.fromEntries(Array.from({ length: count }, (_, index) => [`Key${index}`, ''])) }] },
  }), DISTRIBUTION);
  expect(tagging(50)).not.toThrow();
  expect(tagging(51)).toThrow('steps[1].inputs.distributions[0].amiTags: must have at most 50 tags, got 51');
});

test.each<[string, unknown, string]>([
  ['architecture', 'amd64', 'i386, x86_64, arm64, x86_64_mac, arm64_mac'],
  ['bootMode', 'bios', 'legacy-bios, uefi, uefi-preferred'],
  ['imdsSupport', 'v1.0', 'v2.0'],
  ['tpmSupport', 2, 'v2.0'],
  ['virtualizationType', 'kvm', 'hvm, paravirtual'],
])('RegisterImage rejects another %s', (input, value, allowed) => {
  const registering = (given: unknown) => () => render({ ...withStep({ action: 'RegisterImage', inputs: { [input]: given } }), parameters: [{ name: 'Value', type: 'string' }] });
  expect(registering(value)).toThrow(`steps[1].inputs.${input}: must be one of ${allowed}, got`);
  for (const known of [...allowed.split(', '), '{{ $.parameters.Value }}']) expect(registering(known)).not.toThrow();
});

test('RegisterImage rejects a key, which EC2 takes only where instances are launched', () => {
  const registering = (Ebs: Fields) => () => render(withStep({ action: 'RegisterImage', inputs: { blockDeviceMapping: [{ DeviceName: '/dev/xvda', Ebs }] } }));
  expect(registering({ SnapshotId: 'snap-1' })).not.toThrow();
  expect(registering({ SnapshotId: 'snap-1', KmsKeyId: undefined })).not.toThrow();
  for (const key of ['KmsKeyId', 'KmsKeyId.$']) {
    expect(registering({ SnapshotId: 'snap-1', [key]: '$.imagebuilder.key' }))
      .toThrow(/steps\[1\]\.inputs\.blockDeviceMapping\[0\]\.Ebs\.KmsKeyId(?:\.\$)?: must not be given, since EC2 takes a key only where it launches instances: encrypt the snapshot/);
  }
});

test('a reference needs a key that ends in .$, at any depth', () => {
  const distribute = (distribution: Fields) => () => render({ ...withStep({ action: 'DistributeImage', inputs: { distributions: [distribution] } }), parameters: [{ name: 'Region', type: 'string' }] }, DISTRIBUTION);
  expect(distribute({ 'region.$': '$.parameters.Region' })).not.toThrow();
  expect(distribute({ region: '$.parameters.Region' })).toThrow("steps[1].inputs.distributions[0].region: must be written 'region.$', since its value is a reference, got \"$.parameters.Region\"");
  expect(distribute({ region: 'eu-west-1', description: '$.50 an hour' })).not.toThrow();
  expect(distribute({ region: 'eu-west-1', targetAccountIds: ['{{ $.parameters.Region }}'] })).not.toThrow();
});

test('rollbackEnabled is a boolean or a reference', () => {
  const rollingBack = (fields: Fields) => () => render({ ...document({ steps: [step(fields)] }), parameters: [{ name: 'Undo', type: 'boolean' }] });
  for (const rollbackEnabled of [true, false, '$.parameters.Undo', '{{ $.parameters.Undo }}']) expect(rollingBack({ rollbackEnabled })).not.toThrow();
  expect(rollingBack({ 'rollbackEnabled.$': '$.parameters.Undo' })).not.toThrow();
  expect(rollingBack({ rollbackEnabled: 'yes' })).toThrow('steps[0].rollbackEnabled: must be true, false or a reference such as $.parameters.<name>, got "yes"');
  expect(rollingBack({ rollbackEnabled: '$.parameters.Other' })).toThrow("steps[0].rollbackEnabled: refers to the parameter 'Other'");
});

test('a build workflow that makes an AMI needs the output ImageId', () => {
  const create = { action: 'CreateImage', inputs: INSTANCE };
  const output = { name: 'ImageId', value: '$.stepOutputs.Second.imageId' };
  expect(() => render({ ...withStep(create), outputs: [output] }, BUILD)).not.toThrow();
  expect(() => render(withStep(create), BUILD)).toThrow("outputs: must hold 'ImageId' in a build workflow that makes an AMI: add the output 'ImageId' with the imageId of the step 'Second' as its value ($.stepOutputs.Second.imageId), got none");
  expect(() => render({ ...withStep(create), outputs: [{ ...output, name: 'imageId' }] }, BUILD)).toThrow('got imageId');
  expect(() => render(withStep(create), TEST)).not.toThrow();
});

test('a payload is JSON or plain text of at most 16 KiB', () => {
  const paying = (payload: unknown) => () => render(document({ steps: [{ name: 'Wait', action: 'WaitForAction', inputs: { payload } }] }));
  const ofLength = (length: number) => JSON.stringify({ a: 'a'.repeat(length - 8) });
  const long = (length: number) => () => WorkflowDocument.fromInline(JSON.stringify({ schemaVersion: '1.0', steps: [{ name: 'Wait', action: 'WaitForAction', inputs: { payload: ofLength(length) } }] }))._render(stack, TEST);
  expect(paying('{"a":1}')).not.toThrow();
  expect(paying('{"build": {{ $.imagebuilder.imageBuildNumber }}}')).not.toThrow();
  expect(paying('AMI ami-1234567890abcdef0 passed its tests. RESUME releases it; STOP releases nothing.')).not.toThrow();
  expect(paying('{{ $.imagebuilder.imageBuildNumber }} waits. RESUME releases it.')).not.toThrow();
  expect(paying('[Production] Release this image?')).not.toThrow();
  expect(paying('a'.repeat(16385))).toThrow('steps[0].inputs.payload: must have at most 16384 bytes, got 16385');
  expect(paying('{"a":}')).toThrow('steps[0].inputs.payload: must be a string of JSON, or plain text that does not begin with {, got "{');
  expect(paying({ a: 1 })).toThrow('must be a string of JSON, or plain text that does not begin with {, got {"a":1}');
  expect(ofLength(16384)).toHaveLength(16384);
  expect(long(16384)).toThrow('The workflow document must have 1 to 15872 characters');
  expect(() => render(document({ description: new CfnParameter(stack, 'Parameter').valueAsString, steps: [{ name: 'Wait', action: 'WaitForAction', inputs: { payload: ofLength(16384) } }] }))).not.toThrow();
  expect(paying(ofLength(16385))).toThrow('steps[0].inputs.payload: must have at most 16384 bytes, got 16385');
});

test('an input with references is JSON of at most 16 KiB, too', () => {
  const running = (input: unknown) => () => render(document({
    steps: [step(), { name: 'Check', action: 'ExecuteStateMachine', inputs: { 'stateMachineArn': STATE_MACHINE, 'input.$': input } }],
  }));
  expect(running('$.stepOutputs.Launch.instanceId')).not.toThrow();
  expect(running('{"a":"{{ $.stepOutputs.Launch.instanceId }}"}')).not.toThrow();
  expect(running('{"a":"{{ $.stepOutputs.Launch.instanceId }}"')).toThrow('steps[1].inputs.input.$: must be a string of JSON, got');
  expect(running(JSON.stringify({ a: 'a'.repeat(16377) }))).toThrow('steps[1].inputs.input.$: must have at most 16384 bytes, got 16385');
});

test('a state machine is named by its ARN', () => {
  const executing = (stateMachineArn: string) => () => render(document({ steps: [{ name: 'Check', action: 'ExecuteStateMachine', inputs: { stateMachineArn } }] }));
  expect(executing(STATE_MACHINE)).not.toThrow();
  expect(executing('arn:aws:states:eu-west-1:111122223333:stateMachine:{{ $.imagebuilder.imageName }}')).not.toThrow();
  expect(executing('check')).toThrow('steps[0].inputs.stateMachineArn: must be the ARN of a state machine');
  expect(executing('arn:aws:states:eu-west-1:111122223333:activity:check')).toThrow('must be the ARN of a state machine');
});

test('a condition refers only to parameters and steps that exist', () => {
  const when = (value: string) => () => render(document({ steps: [step({ if: { booleanEquals: true, value } })] }));
  expect(when('$.imagebuilder.collectImageMetadata')).not.toThrow();
  expect(when('$.parameters.Wait')).toThrow("steps[0].if.value: refers to the parameter 'Wait'");
});

test('a workflow document reports all problems in one error', () => {
  expect(() => render({ steps: [step({ onFailure: 'A', name: 'B' })] })).toThrow(/schemaVersion: .*\n.*steps\[0\]\.name: .*\n.*steps\[0\]\.onFailure: /);
});
