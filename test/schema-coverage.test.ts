import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Property } from '@aws-cdk/service-spec-types';
import { synthesizeEverything } from './schema/everything';
import { ResourceSchema, TemplateResource } from './schema/walk';
import { readNewestL1s } from '../packaging/newest-l1s';

/** Properties of the schema that have no typed property here, and why. */
const NOT_REACHABLE: Record<string, string> = {
  'AWS::ImageBuilder::Image.ImageTestsConfiguration.TimeoutMinutes': 'Image Builder ignores it',
  'AWS::ImageBuilder::ImagePipeline.ImageTestsConfiguration.TimeoutMinutes': 'Image Builder ignores it',
};

const database = loadAwsServiceSpecSync();
const types = database.all('resource').filter(({ cloudFormationType }) => cloudFormationType.startsWith('AWS::ImageBuilder::'));
const everything = synthesizeEverything();

/** Properties of the schema that no resource renders, and rendered properties that the schema does not have. */
function difference(resources: TemplateResource[], more: Record<string, Property> = {}): { missing: string[]; unknown: string[] } {
  const missing: string[] = [];
  const unknown: string[] = [];
  for (const { cloudFormationType, properties } of types) {
    const schema = new ResourceSchema(database, { ...properties, ...more });
    const rendered = resources.filter(({ Type }) => Type === cloudFormationType).map(({ Properties = {} }) => schema.rendered(Properties));
    const found = new Set(rendered.flatMap(({ known }) => known));
    missing.push(...schema.paths().filter((path) => !found.has(path)).map((path) => `${cloudFormationType}.${path}`));
    unknown.push(...new Set(rendered.flatMap((one) => one.unknown.map((path) => `${cloudFormationType}.${path}`))));
  }
  return { missing: missing.sort(), unknown: unknown.sort() };
}

test('Image Builder has the nine resource types that the library is for', () => {
  expect(types.map(({ cloudFormationType }) => cloudFormationType.replace(/.*::/, '')).sort()).toEqual([
    'Component',
    'ContainerRecipe',
    'DistributionConfiguration',
    'Image',
    'ImagePipeline',
    'ImageRecipe',
    'InfrastructureConfiguration',
    'LifecyclePolicy',
    'Workflow',
  ]);
});

test('each property of the schema is rendered from typed properties, or stands in the list with its reason', () => {
  expect(difference(everything).missing).toEqual(Object.keys(NOT_REACHABLE).sort());
});

test('each rendered property is in the schema, or newer than it', () => {
  const { resources } = readNewestL1s();
  const newer = Object.entries(resources).flatMap(([type, { properties }]) => properties.map((path) => `${type}.${path}`));
  expect(difference(everything).unknown.filter((path) => !newer.includes(path))).toEqual([]);
});

describe('the comparison finds', () => {
  const without = (path: string[], value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((item) => without(path, item));
    if (typeof value !== 'object' || value === null) return value;
    const [name, ...rest] = path;
    const entries = Object.entries(value).filter(([key]) => rest.length > 0 || key !== name);
    return Object.fromEntries(entries.map(([key, entry]) => [key, key === name ? without(rest, entry) : entry]));
  };

  test('each single property that is no longer rendered', () => {
    const rendered = difference([]).missing.filter((path) => !(path in NOT_REACHABLE) && !path.endsWith('[]'));
    expect(rendered.length).toBeGreaterThan(200);
    for (const path of rendered) {
      const [type, ...names] = path.replace(/\[\]/g, '').split('.');
      const changed = everything.map((resource) => resource.Type !== type ? resource : {
        ...resource,
        Properties: without(names, resource.Properties) as Record<string, unknown>,
      });
      expect(difference(changed).missing).toContain(path);
    }
  });

  test('a property that the schema gains', () => {
    const { missing } = difference(everything, { Gained: { type: { type: 'array', element: { type: 'string' } } } });
    expect(missing).toEqual(expect.arrayContaining(types.flatMap(({ cloudFormationType }) => [`${cloudFormationType}.Gained`, `${cloudFormationType}.Gained[]`])));
  });

  test('a property in the wrong case', () => {
    const { unknown } = difference([...everything, {
      Type: 'AWS::ImageBuilder::DistributionConfiguration',
      Properties: { Distributions: [{ AmiDistributionConfiguration: { amiTags: {} } }] },
    }]);
    expect(unknown).toContain('AWS::ImageBuilder::DistributionConfiguration.Distributions[].AmiDistributionConfiguration.amiTags');
  });
});
