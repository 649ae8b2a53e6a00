import { App, Stack } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { HOUR, Region } from './region';
import { ImagePipeline, ImageRecipe, PipelineMonitor } from '../../../src';
import { CallError } from '../../../src/runtime/services/call-error';
import { isAllowed } from '../../provider/policy-simulation';

/* Polls with the permissions that the construct gives the function, in accounts that hold more than its pipelines. */

const SCOPED = ['GetImage', 'ListImagePipelineImages', 'ListWorkflowExecutions', 'ListImageScanFindingAggregations'];
const WATCHED = { pipelines: [{ name: 'p0' }] };

let region: Region;

beforeAll(() => { jest.spyOn(console, 'log').mockImplementation(() => undefined); });
afterAll(() => { jest.restoreAllMocks(); });

/** Four pipelines; a monitor watches the first. */
beforeEach(() => {
  const stack = new Stack(new App(), 'Golden', { env: { account: '123456789012', region: 'eu-west-1' } });
  const recipe = ImageRecipe.fromImageRecipeName(stack, 'Recipe', 'p0');
  const pipeline = ImagePipeline.fromImagePipelineAttributes(stack, 'Pipeline', { imagePipelineName: 'p0', recipe });
  new PipelineMonitor(stack, 'Monitor', { pipelines: [pipeline], topics: [new sns.Topic(stack, 'Topic')] });
  region = new Region(4);
  region.fault = (call, about) => {
    const resource = about.split(':').slice(5).join(':');
    if (!SCOPED.includes(call) || isAllowed(stack, { action: `imagebuilder:${call}`, resource })) return undefined;
    return new CallError('DENIED', `The function may not call imagebuilder:${call} on ${about}`);
  };
});

/** The first pipeline fails; people hear of it. */
async function expectFailureNotice(): Promise<void> {
  region.end(region.start(region.pipelines[0]), 'FAILED');
  region.now += HOUR;
  await region.poll([], WATCHED);
  expect(region.notices.map(({ notice, imageName }) => `${notice} ${imageName}`)).toEqual(['FAILED p0']);
}

test('a waiting image that no pipeline of the Region builds now does not silence a monitor', async () => {
  const [, other] = region.pipelines;
  region.wait(region.start(other));
  other.imageName = 'renamed';
  await expectFailureNotice();
});

test('a waiting image of two other pipelines with one recipe does not silence a monitor', async () => {
  const [, first, second] = region.pipelines;
  first.imageName = second.imageName = 'shared';
  region.wait(region.start(first));
  await expectFailureNotice();
});

test.each([['FAILED', 1], ['AVAILABLE', 1], ['FAILED', 2]] as const)('an image of an earlier name of the recipe that is %s does not silence a monitor, %i polls after the rename', async (end, polls) => {
  const [own] = region.pipelines;
  own.imageName = 'earlier';
  const [image] = [region.start(own), region.start(own)];
  own.imageName = 'p0';
  for (let time = 0; time < polls; time++) await region.poll([], WATCHED);
  region.end(image, end);
  await expectFailureNotice();
});

test('a waiting image of the recipe of a watched pipeline that no pipeline builds is left to others', async () => {
  const [own] = region.pipelines;
  const image = region.start(own);
  region.wait(image);
  Object.assign(image, { pipeline: { ...own, arn: undefined } });
  await region.poll([], WATCHED);
  expect(region.notices).toEqual([]);
});

test('a waiting image of the recipe of a watched pipeline is told if that pipeline builds it, and left to others otherwise', async () => {
  const [own, other] = region.pipelines;
  other.imageName = own.imageName;
  const [mine, foreign] = [region.start(own), region.start(other)];
  [mine, foreign].forEach((image) => region.wait(image));
  await region.poll([], WATCHED);
  expect(region.notices).toHaveLength(1);
  expect(region.notices[0]).toMatchObject({ notice: 'WAITING', mail: expect.stringContaining(mine.arn) });
});
