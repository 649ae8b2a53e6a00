import { awslint, unexplained } from '../../packaging/awslint';

jest.setTimeout(60_000);

const documented = { docs: { summary: 'What it is.' } };
const parameter = (name: string, fqn: string) => ({ name, type: { fqn } });
const SCOPE = parameter('scope', 'constructs.Construct');
const ID = { name: 'id', type: { primitive: 'string' } };
const PROPS = parameter('props', 'library.ImagePipelineProps');
const GRANT = {
  name: 'grantRead',
  ...documented,
  parameters: [parameter('grantee', 'aws-cdk-lib.aws_iam.IGrantable')],
  returns: { type: { fqn: 'aws-cdk-lib.aws_iam.Grant' } },
};

/** The rules that an assembly with a resource does not follow. */
function broken(pipeline: object, property: object): string[] {
  const named = (kind: string, name: string) => ({ assembly: 'library', fqn: `library.${name}`, kind, name, ...documented });
  const findings = awslint({
    name: 'library',
    version: '1.0.0',
    types: {
      'library.IImagePipeline': { ...named('interface', 'IImagePipeline'), interfaces: ['aws-cdk-lib.IResource'] },
      'library.ImagePipeline': { ...named('class', 'ImagePipeline'), ...{ base: 'aws-cdk-lib.Resource' }, interfaces: ['library.IImagePipeline'], ...pipeline },
      'library.ImagePipelineProps': {
        ...named('interface', 'ImagePipelineProps'),
        ...{ datatype: true, properties: [{ abstract: true, immutable: true, type: { primitive: 'string' }, ...documented, ...property }] },
      },
    },
  });
  return findings.map(({ rule, scope }) => `${rule} ${scope}`).sort();
}

test('awslint finds nothing where the rules on constructs, resources, grants and docs are followed', () => {
  const fromName = { name: 'fromImagePipelineName', static: true, parameters: [SCOPE, ID, { ...ID, name: 'imagePipelineName' }], returns: { type: { fqn: 'library.IImagePipeline' } }, ...documented };
  expect(broken({ initializer: { parameters: [SCOPE, ID, PROPS] }, methods: [GRANT, fromName] }, { name: 'imagePipelineName' })).toEqual([]);
});

test('awslint finds broken rules on constructs, resources, grants and docs', () => {
  const pipeline = { initializer: { parameters: [ID, SCOPE, PROPS] }, methods: [{ ...GRANT, returns: undefined }] };
  expect(broken(pipeline, { name: 'size', type: { fqn: 'library.ImagePipeline' }, docs: {} })).toEqual(expect.arrayContaining([
    'construct-ctor ImagePipeline.<initializer>.params[0]',
    'docs-public-apis ImagePipelineProps.size',
    'grant-result ImagePipeline.grantRead',
    'props-physical-name ImagePipelineProps',
    'ref-via-interface ImagePipelineProps.size',
  ]));
});

test('each finding of awslint needs an answer, and each answer a finding', () => {
  const finding = { rule: 'from-method', scope: 'Pipeline', message: 'has no import' };
  const answer = { rule: 'from-method', scopes: ['Pipeline'], reason: 'Nobody imports one.' };
  expect(unexplained([finding], [answer])).toEqual([]);
  expect(unexplained([finding], [])).toEqual(['from-method Pipeline: has no import']);
  expect(unexplained([], [answer])).toEqual(['awslint.json answers what awslint does not ask: from-method Pipeline']);
});
