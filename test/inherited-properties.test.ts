import { readFileSync } from 'node:fs';
import * as path from 'node:path';

interface Type {
  readonly interfaces?: readonly string[];
  readonly properties?: ReadonlyArray<{ readonly name: string }>;
  readonly datatype?: boolean;
}

const { types } = JSON.parse(readFileSync(path.join(__dirname, '..', 'api', 'assembly.json'), 'utf8')) as { types: Record<string, Type> };

/** A type, and all that it extends. */
function lineageOf(name: string): string[] {
  return [name, ...(types[name]?.interfaces ?? []).flatMap(lineageOf)];
}

test('no structure inherits a property from two others: the documentation shows the docs of only one of them', () => {
  const structures = Object.keys(types).filter((name) => types[name].datatype);
  expect(structures.length).toBeGreaterThan(50);
  const inheritedTwice = structures.flatMap((name) => {
    const properties = [...new Set(lineageOf(name))].flatMap((type) => (types[type]?.properties ?? []).map((property) => property.name));
    return properties.filter((property, index) => properties.indexOf(property) !== index).map((property) => `${name}.${property}`);
  });
  expect(inheritedTwice).toEqual([]);
});
