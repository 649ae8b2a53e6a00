import * as path from 'node:path';
import { App, BootstraplessSynthesizer, CliCredentialsStackSynthesizer, IStackSynthesizer, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as cxapi from 'aws-cdk-lib/cx-api';
import { BundledCode } from '../../../src/private/functions/bundled-code';

const RUNTIME = path.join(__dirname, '..', '..', '..', 'assets', 'runtime');

interface Synthesized {
  readonly template: { readonly Resources: Record<string, { readonly Type: string; readonly Metadata?: object }> };
  readonly assets: unknown;
}

function synthesized(code: lambda.Code, context: Record<string, unknown> = {}, synthesizer?: IStackSynthesizer): Synthesized {
  const app = new App({ context });
  const stack = new Stack(app, 'Stack', { synthesizer, env: { account: '111111111111', region: 'eu-west-1' } });
  new lambda.Function(stack, 'Function', { code, runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler' });
  const assembly = app.synth();
  return {
    template: assembly.getStackArtifact('Stack').template,
    assets: assembly.artifacts.filter((artifact) => cxapi.AssetManifestArtifact.isAssetManifestArtifact(artifact)).map(({ contents }) => contents),
  };
}

const SYNTHESIZERS: Array<[string, () => IStackSynthesizer | undefined]> = [
  ['the default synthesizer', () => undefined],
  ['the credentials of the CLI', () => new CliCredentialsStackSynthesizer({ bucketPrefix: 'prefix/', qualifier: 'other' })],
];

test.each(SYNTHESIZERS)('the code of a function gives the template and the assets of lambda.Code.fromAsset(), with %s', (_, synthesizer) => {
  expect(synthesized(new BundledCode('runtime'), {}, synthesizer())).toEqual(synthesized(lambda.Code.fromAsset(RUNTIME), {}, synthesizer()));
});

test('the code of a function tells the CDK CLI and SAM its folder, where they ask for it', () => {
  const context = { [cxapi.ASSET_RESOURCE_METADATA_ENABLED_CONTEXT]: true };
  const { template } = synthesized(new BundledCode('runtime'), context);
  expect(template).toEqual(synthesized(lambda.Code.fromAsset(RUNTIME), context).template);
  expect(Object.values(template.Resources).find(({ Type }) => Type === 'AWS::Lambda::Function')!.Metadata).toMatchObject({
    'aws:asset:path': expect.stringMatching(/^asset\.[0-9a-f]{64}$/), 'aws:asset:property': 'Code',
  });
});

test('the code of a function is refused by a synthesizer without assets', () => {
  expect(() => synthesized(new BundledCode('runtime'), {}, new BootstraplessSynthesizer())).toThrow(/Cannot add assets/i);
});

test('the code of a function loads neither aws-s3 nor region-info', () => {
  const loaded: string[] = [];
  jest.isolateModules(() => {
    for (const name of ['aws-cdk-lib/aws-s3', 'aws-cdk-lib/region-info']) jest.doMock(name, () => loaded.push(name));
    const cdk = jest.requireActual<typeof import('aws-cdk-lib')>('aws-cdk-lib');
    const functions = jest.requireActual<typeof lambda>('aws-cdk-lib/aws-lambda');
    const own = jest.requireActual<{ BundledCode: typeof BundledCode }>('../../../src/private/functions/bundled-code');
    const stack = new cdk.Stack(new cdk.App(), 'Stack');
    new functions.Function(stack, 'Function', { code: new own.BundledCode('runtime'), runtime: functions.Runtime.NODEJS_24_X, handler: 'index.handler' });
  });
  expect(loaded).toEqual([]);
});
