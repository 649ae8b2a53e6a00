import { request } from 'node:http';
import { readJson } from './json';
import { ImageBuilder, startImageBuilder } from '../../../local-cloud/image-builder';

let imageBuilder: ImageBuilder;

beforeAll(async () => { imageBuilder = await startImageBuilder({ accountId: '123456789012' }); });
afterAll(async () => imageBuilder.close());

async function send(method: string, path: string, body?: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${imageBuilder.url}${path}`, { method, body, headers });
  return {
    status: response.status,
    error: response.headers.get('x-amzn-ErrorType'),
    requestId: response.headers.get('x-amzn-RequestId'),
    body: await readJson(response),
  };
}

test.each([
  ['GET', '/GetNothing', undefined, 404, 'UnknownOperationException'],
  ['POST', '/CreateImage', '{}', 404, 'UnknownOperationException'],
  ['GET', '/tags/', undefined, 404, 'UnknownOperationException'],
  ['POST', '/ListImagePackages', '{}', 501, 'UnsupportedOperationException'],
  ['POST', '/ListImagePipelines', '{"maxRes', 400, 'InvalidRequestException'],
  ['POST', '/ListImagePipelines', '[]', 400, 'InvalidRequestException'],
  ['POST', '/ListImagePipelines', '{"maxResults": "5"}', 400, 'InvalidRequestException'],
  ['POST', '/ListImagePipelines', '{"maxResults": 0}', 400, 'InvalidParameterValueException'],
  ['POST', '/ListImagePipelines', '{"filters": {"name": "x"}}', 400, 'InvalidRequestException'],
  ['GET', '/tags/%zz', undefined, 400, 'InvalidRequestException'],
  ['GET', '/tags/nothing', undefined, 400, 'InvalidParameterException'],
  ['PUT', '/CreateImage', '{"clientToken": "a"}', 400, 'InvalidRequestException'],
])('the emulator rejects %s %s %s with %d %s', async (method, path, body, status, error) => {
  const response = await send(method, path, body);
  expect(response).toMatchObject({ status, error, body: { message: expect.stringMatching(/./) } });
  expect(response.requestId).toBeTruthy();
});

test('members that the model does not know, and nulls, are ignored', async () => {
  expect(await send('POST', '/ListImagePipelines', '{"colour": "red", "maxResults": null}')).toMatchObject({ status: 200, body: { imagePipelineList: [] } });
});

test('resources belong to the Region that the request was signed for', async () => {
  const signed = (region: string) => ({ authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/imagebuilder/aws4_request, SignedHeaders=host, Signature=0` });
  const input = JSON.stringify({ clientToken: 'one', name: 'builders', instanceProfileName: 'builder' });
  const created = await send('PUT', '/CreateInfrastructureConfiguration', input, signed('cn-north-1'));
  expect(created.body.infrastructureConfigurationArn).toEqual('arn:aws-cn:imagebuilder:cn-north-1:123456789012:infrastructure-configuration/builders');
  const count = async (region: string) => (await send('POST', '/ListInfrastructureConfigurations', '{}', signed(region))).body.infrastructureConfigurationSummaryList.length;
  expect([await count('cn-north-1'), await count('eu-west-1')]).toEqual([1, 0]);
});

test('a refused request is not remembered by its client token', async () => {
  const attempt = async (instanceProfileName: string) => send(
    'PUT', '/CreateInfrastructureConfiguration', JSON.stringify({ clientToken: 'retry', name: 'retried', instanceProfileName }),
  );
  expect(await attempt('not valid!')).toMatchObject({ status: 400 });
  expect(await attempt('valid')).toMatchObject({ status: 200 });
  expect(await attempt('other')).toMatchObject({ status: 400, error: 'IdempotentParameterMismatchException' });
});

test('an update answers again, not updates again, with the same client token', async () => {
  const infrastructureConfigurationArn = 'arn:aws:imagebuilder:us-east-1:123456789012:infrastructure-configuration/updated';
  const put = async (operation: string, input: object) => send('PUT', `/${operation}`, JSON.stringify(input));
  const update = { clientToken: 'update', infrastructureConfigurationArn, instanceProfileName: 'second' };
  await put('CreateInfrastructureConfiguration', { clientToken: 'create', name: 'updated', instanceProfileName: 'first' });
  const first = await put('UpdateInfrastructureConfiguration', update);
  await put('UpdateInfrastructureConfiguration', { ...update, clientToken: 'later', instanceProfileName: 'third' });
  expect((await put('UpdateInfrastructureConfiguration', update)).body).toEqual(first.body);
  const shown = await send('GET', `/GetInfrastructureConfiguration?infrastructureConfigurationArn=${encodeURIComponent(infrastructureConfigurationArn)}`);
  expect(shown.body.infrastructureConfiguration.instanceProfileName).toEqual('third');
});

test('the emulator goes on after a request that breaks off', async () => {
  const broken = request(`${imageBuilder.url}/ListImagePipelines`, { method: 'POST', headers: { 'content-length': '100' } });
  broken.on('error', () => {});
  broken.write('{');
  await new Promise((resolve) => setTimeout(resolve, 50));
  broken.destroy();
  expect(await send('POST', '/ListImagePipelines', '{}')).toMatchObject({ status: 200 });
});

test('the emulator does not start on a port that is in use', async () => {
  await expect(startImageBuilder({ port: Number(new URL(imageBuilder.url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
