import { synthesizeEverything } from './schema/everything';
import { renderedPaths } from './schema/walk';
import { readDeclarations } from '../packaging/l1-declarations';
import { installedL1s, readNewestL1s } from '../packaging/newest-l1s';

/** Properties of the newest L1s that have no typed property here, and why. */
const NOT_REACHABLE: Record<string, string> = {
  'AWS::ImageBuilder::Image.ImageTestsConfiguration.TimeoutMinutes': 'Image Builder ignores it',
  'AWS::ImageBuilder::ImagePipeline.ImageTestsConfiguration.TimeoutMinutes': 'Image Builder ignores it',
};

const newest = readNewestL1s();
const everything = synthesizeEverything();

/** The paths that resources of a type render. */
function renderedBy(type: string): Set<string> {
  return new Set(everything.filter(({ Type }) => Type === type).flatMap(({ Properties = {} }) => renderedPaths(Properties)));
}

const parentOf = (path: string) => path.replace(/\.[^.]+$/, '');

describe('the newest aws-cdk-lib', () => {
  test('has no property that typed properties here do not render, but for those in the list', () => {
    const missing = Object.entries(newest.resources).flatMap(([type, { properties }]) => {
      const rendered = renderedBy(type);
      return properties.filter((path) => !rendered.has(path)).map((path) => `${type}.${path}`);
    });
    expect(missing.sort()).toEqual(Object.keys(NOT_REACHABLE).sort());
  });

  test('has each property that is rendered here', () => {
    const unknown = Object.entries(newest.resources).flatMap(([type, { properties }]) => {
      const [known, structures] = [new Set(properties), new Set(properties.filter((path) => path.includes('.')).map(parentOf))];
      return [...renderedBy(type)].filter((path) => !known.has(path) && (!path.includes('.') || structures.has(parentOf(path)))).map((path) => `${type}.${path}`);
    });
    expect(unknown).toEqual([]);
  });

  test('has each property and attribute of the installed one', () => {
    for (const [type, { properties, attributes }] of Object.entries(installedL1s())) {
      expect(newest.resources[type].properties).toEqual(expect.arrayContaining(properties));
      expect(newest.resources[type].attributes).toEqual(expect.arrayContaining(attributes));
    }
    expect(Object.keys(installedL1s()).sort()).toEqual(Object.keys(newest.resources).sort());
  });
});

test('declarations are read with nested properties, lists, and interfaces that nothing refers to', () => {
  expect(readDeclarations('Service', `
    export declare class CfnThing extends cdk.CfnResource {
      get attrArn(): string;
      get attrLatestVersionArn(): string;
      get name(): string;
    }
    export declare namespace CfnThing {
      interface DiskProperty { readonly sizes: Array<number> | cdk.IResolvable; }
      interface LooseProperty { readonly text?: string; }
    }
    export interface CfnThingProps {
      readonly disks?: Array<CfnThing.DiskProperty | cdk.IResolvable> | cdk.IResolvable;
      readonly loose?: any | cdk.IResolvable;
      readonly topic?: snsRefs.ITopicRef | string;
      readonly tags?: Record<string, string>;
    }
  `)).toEqual({
    'AWS::Service::Thing': {
      properties: ['Disks', 'Disks[]', 'Disks[].Sizes', 'Disks[].Sizes[]', 'Loose', 'Loose.Text', 'Tags', 'Topic'],
      attributes: ['Arn', 'LatestVersionArn'],
    },
  });
});
