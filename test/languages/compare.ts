import { isDeepStrictEqual } from 'node:util';

/** The template of each stack, by file name. */
export type Templates = { readonly [file: string]: Template };

interface Template {
  readonly [section: string]: { readonly [id: string]: unknown };
}

/** The differences between an app's templates and the expected ones, one line for each resource, output and so on. */
export function differences(expected: Templates, actual: Templates): string[] {
  return keysOf(expected, actual).flatMap((file) => {
    if (!(file in actual)) return [`${file} is missing`];
    if (!(file in expected)) return [`${file} should not be there`];
    return keysOf(expected[file], actual[file]).flatMap((section) => inSection(`${file} ${section}`, expected[file][section], actual[file][section]));
  });
}

function inSection(where: string, expected: Template[string] = {}, actual: Template[string] = {}): string[] {
  return keysOf(expected, actual)
    .filter((id) => !isDeepStrictEqual(expected[id], actual[id]))
    .map((id) => `${where} ${id}:\n  expected ${JSON.stringify(expected[id])}\n  but has  ${JSON.stringify(actual[id])}`);
}

function keysOf(...objects: object[]): string[] {
  return [...new Set(objects.flatMap(Object.keys))].sort();
}
