import { COMPONENTS } from '../../bench/components';
import { isOver } from '../../bench/measurement';
import { l1Resources, libraryResources, MAX_POLICY_CHARACTERS, numberOfPolicies, TemplateResources, templateSizes } from '../../bench/template-size';

type Statement = Record<'Action' | 'Resource', unknown>;

/** The library ends each component with a fingerprint of its other properties, in a comment. */
const FINGERPRINT = /\n# cdk-image-builder: [0-9a-f]{8}$/;

/** A comparable template: logical ids and names are replaced by their types, and fingerprints left out. */
function anonymous(resources: TemplateResources): TemplateResources {
  const types = new Map(Object.entries(resources).flatMap(([id, { Type, Properties }]) => [[id, Type], [Properties.Name, Type]]));
  const replaced = (text: string) => text.replace(FINGERPRINT, '').split('/').map((part) => types.get(part) ?? part).join('/');
  return JSON.parse(JSON.stringify(Object.values(resources)), (_key, value: unknown) => typeof value === 'string' ? replaced(value) : value);
}

const isPolicy = ({ Type }: { Type: string }) => Type === 'AWS::IAM::ManagedPolicy';

/** Each resource but the policies, whose permissions may be spread over several in any way. */
function others(resources: TemplateResources): string[] {
  const dependencies = (list: unknown) => Array.isArray(list) ? [...list].sort() : list;
  return Object.values(resources).filter((one) => !isPolicy(one))
    .map((one) => canonical({ ...one, DependsOn: dependencies('DependsOn' in one ? one.DependsOn : undefined) })).sort();
}

/** Each action that is allowed, with its resource. */
function permissions(resources: TemplateResources): string[] {
  return Object.values(resources).filter(isPolicy)
    .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement)
    .flatMap(({ Action, Resource }) => [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${String(action)} ${JSON.stringify(resource)}`)))
    .sort();
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => typeof member === 'object' && member !== null && !Array.isArray(member)
    ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
    : member);
}

function countsByType(resources: TemplateResources): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { Type } of Object.values(resources)) counts[Type] = (counts[Type] ?? 0) + 1;
  return counts;
}

describe.each([1, 50])('%d pipelines with their statuses', (count) => {
  const library = libraryResources(count);
  const l1s = l1Resources(count);

  test('are as many resources of each type as their L1s', () => expect(countsByType(library)).toEqual(countsByType(l1s)));

  test('stand at the paths of their L1s, which give the same logical ids', () => expect(Object.keys(library).sort()).toEqual(Object.keys(l1s).sort()));

  test('have the properties of their L1s', () => expect(others(anonymous(library))).toEqual(others(anonymous(l1s))));

  test('have the permissions of their L1s', () => expect(permissions(anonymous(library))).toEqual(permissions(anonymous(l1s))));

  test('have a function, its role and its logs beside them, and policies as IAM limits their length', () => {
    expect(Object.keys(library)).toHaveLength((6 + COMPONENTS.length) * count + 3 + numberOfPolicies(count));
  });
});

test('a pipeline, a status and a stack with one have no more resources than they may', () => {
  const sizes = templateSizes().filter(({ what }) => !what.includes('50 statuses'));
  expect(sizes).toHaveLength(3);
  expect(sizes.filter(isOver)).toEqual([]);
});

test('the ARNs of 50 pipelines and their images are too long for one policy, and two are enough', () => {
  const policies = Object.values(libraryResources(50)).filter(isPolicy);
  const statements = policies.flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement);
  const names = statements.flatMap(({ Resource }) => [Resource].flat())
    .flatMap((resource) => /image(-pipeline)?\/[^"]+/.exec(JSON.stringify(resource))?.[0] ?? []);
  expect(names).toHaveLength(100);
  const characters = names.reduce((sum, name) => sum + `"arn:aws:imagebuilder:eu-west-1:111122223333:${name}",`.length, 0);
  expect(characters).toBeGreaterThan(MAX_POLICY_CHARACTERS);
  expect(policies).toHaveLength(2);
});
