import { LoopbackServer } from '../../../local-cloud/loopback-server';
import { Deadline } from '../../../src/runtime/services/deadline';
import { ImageBuilder } from '../../../src/runtime/services/image-builder';

const ARN = 'arn:aws:imagebuilder:eu-west-1:123456789012:image/golden';
const ENVIRONMENT = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

let server: LoopbackServer;
let api: ImageBuilder;
let arn: string;

/** The pages of a list, by the token that asks for each. */
const pages: Record<string, object> = {
  '': { imageSummaryList: [{ arn: 'first' }], nextToken: 'empty' },
  'empty': { imageSummaryList: [], nextToken: 'last' },
  'last': { imageSummaryList: [{ arn: 'second' }, { arn: 'third' }] },
};

beforeAll(async () => {
  server = await LoopbackServer.start((request, body, response) => {
    const answer = request.url === '/ListImagePipelineImages'
      ? pages[(JSON.parse(body.toString()) as { nextToken?: string }).nextToken ?? '']
      : { image: { arn, state: { status: 'AVAILABLE' } } };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  Object.assign(process.env, ENVIRONMENT, { AWS_ENDPOINT_URL_IMAGEBUILDER: server.url });
  api = new ImageBuilder(new Deadline(20_000));
});

afterAll(async () => {
  api.close();
  await server.stop();
});

test.each([
  ['1.0.0/1', '1.0.0/1'], ['1.0.0', '1.0.0/7'], ['1.0.x', '1.0.3/1'], ['x.x.x', '2.1.3/4'],
])('GetImage of %s may return build %s', async (asked, given) => {
  arn = `${ARN}/${given}`;
  expect(await api.getImage(`${ARN}/${asked}`)).toMatchObject({ arn });
});

test.each([
  ['1.0.0/1', '1.0.0/2'], ['1.0.0/1', '1.0.0'], ['1.0.0', '1.0.1/1'], ['1.0.x', '1.1.0/1'], ['x.x.x', '2.1.3'], ['1.0.0/1', '1.0.0/1/2'],
])('GetImage of %s must not return %s', async (asked, given) => {
  arn = `${ARN}/${given}`;
  await expect(api.getImage(`${ARN}/${asked}`)).rejects.toThrow(/without a valid 'image\.arn'/);
});

test.each([
  [ARN.replace('golden', 'other')], [ARN.replace('eu-west-1', 'us-east-1')], [ARN.replace('123456789012', '111122223333')],
])('GetImage must not return an image of another name, Region or account: %s', async (other) => {
  arn = `${other}/1.0.0/1`;
  await expect(api.getImage(`${ARN}/1.0.0/1`)).rejects.toThrow(/without a valid 'image\.arn'/);
});

test('a list goes on after a page that is short or empty, as long as there is a token', async () => {
  expect(await api.listImagePipelineImages(`${ARN}/pipeline`)).toEqual([{ arn: 'first' }, { arn: 'second' }, { arn: 'third' }]);
});
