import { unknownAttributes } from '../../../src/runtime/image/attributes';
import { imageIdOf, imageUriOf, newestImageOf, readImage } from '../../../src/runtime/image/image-report';
import { newestFirst } from '../../../src/runtime/image/newest-first';
import { NO_GATE } from '../../../src/runtime/image/verdict';
import { CallError } from '../../../src/runtime/services/call-error';
import { ImageBuilder } from '../../../src/runtime/services/image-builder';
import { JsonObject } from '../../../src/runtime/values/json';

const ARN = 'arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.0.0/1';

interface Answers {
  readonly image?: JsonObject;
  readonly images?: JsonObject[];
  readonly workflows?: JsonObject[];
  readonly steps?: JsonObject[] | CallError;
  readonly aggregations?: JsonObject[];
  readonly findings?: JsonObject[];
}

/** The calls of the API, answered from memory. */
function api(answers: Answers): ImageBuilder {
  const answer = async <T>(value: T | CallError) => {
    if (value instanceof CallError) throw value;
    return value;
  };
  return {
    getImage: () => answer({ arn: ARN, state: { status: 'AVAILABLE' }, ...answers.image }),
    listImagePipelineImages: () => answer(answers.images ?? []),
    listWorkflowExecutions: () => answer(answers.workflows ?? []),
    listWorkflowStepExecutions: () => answer(answers.steps ?? []),
    listImageScanFindingAggregations: () => answer(answers.aggregations ?? []),
    listImageScanFindings: () => answer(answers.findings ?? []),
  } as unknown as ImageBuilder;
}

describe('newest image of a pipeline', () => {
  const image = (build: number, dateCreated: unknown, status = 'AVAILABLE') => ({ arn: ARN.replace(/1$/, String(build)), dateCreated, state: { status } });
  const newest = (...images: JsonObject[]) => newestImageOf(api({ images }), 'pipeline');

  test('is the last one created, whatever its place in the list, except deleted ones', async () => {
    const images = [image(2, '2026-02-01T00:00:00Z'), image(3, '2026-03-01T00:00:00Z', 'FAILED'), image(1, '2026-01-01T00:00:00Z')];
    expect(await newest(...images)).toBe(ARN.replace(/1$/, '3'));
    expect(await newest(...images, image(4, '2026-04-01T00:00:00Z', 'DELETED'))).toBe(ARN.replace(/1$/, '3'));
  });

  test('has the highest build of several that were created in the same second', async () => {
    const images = [9, 10, 2].map((build) => image(build, '2026-02-01T00:00:00Z'));
    expect(await newest(...images)).toBe(ARN.replace(/1$/, '10'));
    expect(newestFirst(images)[0]).toBe(images[1]);
  });

  test('stands first in a list, and images without a readable date stand last in their order', () => {
    const [unreadable, other, dated] = [image(3, 'yesterday'), image(4, undefined), image(1, '2026-02-01T00:00:00Z')];
    expect(newestFirst([unreadable, other, dated])).toEqual([dated, unreadable, other]);
  });

  test('has the given name if the pipeline has images of an earlier recipe', async () => {
    const earlier = { arn: ARN.replace('golden', 'earlier'), dateCreated: '2026-05-01T00:00:00Z' };
    const images = [image(1, '2026-01-01T00:00:00Z'), earlier];
    expect(await newestImageOf(api({ images }), 'pipeline', 'golden')).toBe(ARN);
    expect(await newestImageOf(api({ images: [earlier] }), 'pipeline', 'golden')).toBeUndefined();
    expect(await newestImageOf(api({ images }), 'pipeline')).toBe(earlier.arn);
  });

  test('is not guessed if a date cannot be read', async () => {
    await expect(newest(image(1, '2026-01-01T00:00:00Z'), image(2, 'yesterday'))).rejects.toThrow(/without a valid 'imageSummaryList\[\]\.dateCreated'/);
    expect(await newest(image(1, 'yesterday'))).toBe(ARN);
  });
});

test('copies of an image that is not there yet are empty, so that references to them do not fail the stack', () => {
  const copies = [{ Attribute: 'ImageIdInUsEast1', Of: 'AMI', Region: 'us-east-1' }];
  expect(unknownAttributes('none yet', NO_GATE, copies)).toMatchObject({ ImageStateReason: 'none yet', ImageIdInUsEast1: '' });
  expect(Object.keys(unknownAttributes('none yet', NO_GATE, undefined))).toHaveLength(27);
});

describe('findings of a report', () => {
  const scanned = (imageScanningTypes?: unknown) => ({
    image: { scanState: { status: 'COMPLETED' }, imageScanningConfiguration: { imageScanningEnabled: true, imageScanningTypes } },
  });

  test.each([[undefined], [[]], [['TEST_INSTANCE_CVE']]])('are zero for a scan of type %j if both lists say so', async (types) => {
    expect((await readImage(api(scanned(types)), ARN)).findings).toEqual({ totals: { all: 0, critical: 0, high: 0, medium: 0 } });
  });

  test.each([[['ON_DEMAND_AMI_CVE']], [['SOMETHING_NEWER']], ['ON_DEMAND_AMI_CVE'], [[7]]])('are unknown for a scan of type %j', async (types) => {
    expect((await readImage(api(scanned(types)), ARN)).findings).toEqual({ unknown: expect.stringContaining('not among those that Image Builder lists') });
  });

  test('are unknown if one list has some and the other none', async () => {
    expect((await readImage(api({ ...scanned(), findings: [{}] }), ARN)).findings).toEqual({ unknown: expect.stringContaining('no totals'), mayChange: true });
  });

  test.each([
    [{ all: 1, critical: 1, high: 1, medium: 0 }], [{ all: '3', critical: 0, high: 0, medium: 0 }], [{ all: 3, critical: -1, high: 0, medium: 0 }], [{}],
  ])('are unknown if they add up to nothing (%j)', async (severityCounts) => {
    const aggregations = [{ imageAggregation: { imageBuildVersionArn: ARN, severityCounts } }];
    expect((await readImage(api({ ...scanned(), aggregations }), ARN)).findings).toEqual({ unknown: expect.any(String), mayChange: true });
  });
});

describe('failed step of a report', () => {
  const failed = { workflowExecutionId: 'wf-1', type: 'BUILD', status: 'FAILED', message: 'the workflow failed' };
  const step = (name: string, status: string, startTime: string) => ({ name, status, startTime, action: 'RunCommand', message: `${name} says` });

  test('is the one that ended the workflow, not one that let it continue', async () => {
    const steps = [step('Last', 'FAILED', '2026-01-01T02:00:00Z'), step('First', 'FAILED', '2026-01-01T01:00:00Z'), step('Rest', 'SKIPPED', '')];
    expect((await readImage(api({ workflows: [failed], steps }), ARN)).failedStep).toEqual({ step: 'BUILD/Last', action: 'RunCommand', message: 'Last says' });
  });

  test('comes from the workflow if the steps cannot be read', async () => {
    const steps = new CallError('DENIED', 'not allowed');
    expect((await readImage(api({ workflows: [failed], steps }), ARN)).failedStep)
      .toEqual({ step: '', action: '', message: 'the workflow failed The failed step is not known: not allowed' });
  });

  test('is never of an execution that a retry replaced, whatever the order and the workflow', async () => {
    const workflowBuildVersionArn = 'arn:aws:imagebuilder:eu-west-1:aws:workflow/test/test-image/1.0.3/1';
    const workflows = [
      { ...failed, workflowExecutionId: 'wf-3', workflowBuildVersionArn, type: 'TEST', status: 'COMPLETED', retried: false },
      { ...failed, workflowExecutionId: 'wf-2', workflowBuildVersionArn, type: 'TEST', status: 'COMPLETED' },
      { ...failed, workflowBuildVersionArn, type: 'TEST', retried: true },
    ];
    const report = await readImage(api({ workflows, steps: [step('Old', 'FAILED', '')] }), ARN);
    expect(report.workflows.map(({ id }) => id)).toEqual(['wf-3', 'wf-2']);
    expect(report.failedStep).toMatchObject({ step: '' });
  });

  test.each([
    ['{"runCommandId":"1","status":"Failed","output":"HTTP status 000"}', undefined, 'HTTP status 000'],
    ['{"runCommandId":"1","error":"no such file"}', undefined, 'error: no such file'],
    ['{"output":"exit status 1"}', 'Command failed: exit status 1', 'Command failed: exit status 1'],
    ['{"output":"exit status 1"}', 'The step failed.', 'The step failed. exit status 1'],
    ['not JSON', undefined, 'not JSON'],
    ['{"runCommandId":"1","status":"Failed"}', undefined, 'the workflow failed'],
    ['[]', 'said', 'said []'],
    ['7', 'said', 'said 7'],
    [undefined, undefined, 'the workflow failed'],
  ])('with the outputs %s and the message %j is told as %j', async (outputs, message, told) => {
    const steps = [{ ...step('Run', 'FAILED', ''), outputs, message }];
    expect((await readImage(api({ workflows: [failed], steps }), ARN)).failedStep).toMatchObject({ message: told });
  });
});

describe('failure context of a report', () => {
  const region = (name: string, more: object = {}) => ({ region: name, status: 'FAILED', errorMessage: 'refused', ...more });
  const failedStepOf = async (failureContext: object) =>
    (await readImage(api({ image: { state: { status: 'FAILED', failureContext } } }), ARN)).failedStep;

  test('names no step if the build ended before a workflow began', async () => {
    expect(await failedStepOf({ imageStatus: 'CREATING' })).toMatchObject({ step: '', message: '' });
  });

  test("names each Region's configuration step if they differ", async () => {
    const regionFailures = [region('eu-west-1', { imageConfigurationStep: 'PUT_SSM_PARAMETERS' }), region('us-east-1', { imageConfigurationStep: 'EXPORT_AMI' })];
    expect(await failedStepOf({ imageStatus: 'INTEGRATING', distributionFailure: { errorMessage: 'all', regionFailures } })).toMatchObject({
      step: 'INTEGRATING', message: 'Region eu-west-1, PUT_SSM_PARAMETERS: refused; Region us-east-1, EXPORT_AMI: refused',
    });
  });

  test('names the step of the workflow that distributed the image', async () => {
    const workflowArn = 'arn:aws:imagebuilder:eu-west-1:123456789012:workflow/distribution/mine/1.0.0/1';
    const regionFailures = [region('eu-west-1', { imageConfigurationStep: 'EXPORT_AMI', errorMessage: undefined, status: 'TIMED_OUT' })];
    expect(await failedStepOf({ imageStatus: 'DISTRIBUTING', workflowArn, failedStep: 'Apply', distributionFailure: { regionFailures } })).toMatchObject({
      step: 'DISTRIBUTION/Apply', message: 'Region eu-west-1, EXPORT_AMI: TIMED_OUT',
    });
  });

  test('has the message of the whole if no Region is named', async () => {
    expect(await failedStepOf({ imageStatus: 'DISTRIBUTING', distributionFailure: { errorMessage: 'all' } })).toMatchObject({ step: 'DISTRIBUTING', message: 'all' });
  });
});

describe('outputs of a report', () => {
  const of = async (outputResources: unknown) => readImage(api({ image: { outputResources } }), ARN);
  const ami = (image: unknown, accountId?: string, region = 'eu-west-1') => ({ image, accountId, region });

  test('name the AMI of the own account and Region', async () => {
    const report = await of({ amis: [ami('ami-1', '999999999999'), ami('ami-2', '123456789012', 'us-east-1'), ami('ami-3', '123456789012')] });
    expect(imageIdOf(report, 'eu-west-1')).toBe('ami-3');
    expect(imageIdOf(await of({ amis: [ami('ami-1', '999999999999')] }), 'eu-west-1')).toBe('');
    expect(imageIdOf(await of({ amis: [ami('ami-4')] }), 'eu-west-1')).toBe('ami-4');
    expect(imageIdOf(await of({ amis: [ami('no id at all')] }), 'eu-west-1')).toBe('');
  });

  const uriOf = async (...imageUris: string[]) => imageUriOf(await of({ containers: [{ region: 'us-east-1', imageUris: ['other'] }, { region: 'eu-west-1', imageUris }] }), 'eu-west-1');
  const DIGEST = `r@sha256:${'0a'.repeat(32)}`;

  test('name a container image by digest, or by the tag that only this build gets', async () => {
    expect(await uriOf('r:golden-1.0.0-1', 'r:latest', 'r:1.0.0-1', 'x y')).toBe('r:1.0.0-1');
    expect(await uriOf('r:1.0.0-1', DIGEST)).toBe(DIGEST);
    expect(await uriOf('r:1.0.0-12', 'r:latest')).toBe('r:1.0.0-12');
    expect(await uriOf('x y')).toBe('');
  });
});
