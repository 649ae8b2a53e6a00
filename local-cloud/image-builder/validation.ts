import { invalidRequest, invalidValue } from './errors';
import { Shape, shapeOf } from './model';

const patterns = new Map<string, RegExp>();

/**
 * Reads a value as a shape of the service's model: checks it and drops members the model does not know,
 * as rest-json asks of a server.
 */
export function readShape(shapeName: string, value: unknown, path = ''): unknown {
  const shape = shapeOf(shapeName);
  switch (shape.type) {
    case 'structure': return readStructure(shape, value, path);
    case 'list': return readList(shape, value, path);
    case 'map': return readMap(shape, value, path);
    case 'string': return readString(shape, value, path);
    case 'boolean':
      if (typeof value !== 'boolean') throw wrongType(path, 'a boolean', value);
      return value;
    default: return readNumber(shape, value, path);
  }
}

function readStructure(shape: Shape, value: unknown, path: string): unknown {
  if (!isObject(value)) throw wrongType(path, 'an object', value);
  for (const name of shape.required ?? []) {
    if (isAbsent(value[name])) throw invalidRequest(`The required parameter '${join(path, name)}' is missing.`);
  }
  const read: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(shape.members ?? {})) {
    if (!isAbsent(value[name])) read[name] = readShape(member.shape, value[name], join(path, name));
  }
  return read;
}

function readList(shape: Shape, value: unknown, path: string): unknown {
  if (!Array.isArray(value)) throw wrongType(path, 'a list', value);
  checkSize(shape, value.length, path, 'items');
  return value.map((item, index) => readShape(shape.member!, item, `${path}[${index}]`));
}

function readMap(shape: Shape, value: unknown, path: string): unknown {
  if (!isObject(value)) throw wrongType(path, 'an object', value);
  checkSize(shape, Object.keys(value).length, path, 'entries');
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [
    readShape(shape.key!, key, `${path}.${key}`),
    readShape(shape.value!, item, `${path}.${key}`),
  ]));
}

function readString(shape: Shape, value: unknown, path: string): unknown {
  if (typeof value !== 'string') throw wrongType(path, 'a string', value);
  if (shape.enum && !shape.enum.includes(value)) {
    throw invalidValue(path, `'${value}' must be one of ${shape.enum.join(', ')}.`);
  }
  checkSize(shape, [...value].length, path, 'characters');
  if (shape.pattern && !patternOf(shape.pattern).test(value)) {
    throw invalidValue(path, `'${value}' must match the pattern ${shape.pattern}.`);
  }
  return value;
}

function patternOf(text: string): RegExp {
  let pattern = patterns.get(text);
  if (!pattern) patterns.set(text, pattern = new RegExp(text));
  return pattern;
}

function readNumber(shape: Shape, value: unknown, path: string): unknown {
  if (typeof value !== 'number') throw wrongType(path, 'a number', value);
  if (['integer', 'long'].includes(shape.type) && !Number.isInteger(value)) throw wrongType(path, 'an integer', value);
  if (value < (shape.min ?? -Infinity) || value > (shape.max ?? Infinity)) {
    throw invalidValue(path, `${value} must be between ${shape.min ?? 'any'} and ${shape.max ?? 'any'}.`);
  }
  return value;
}

function checkSize(shape: Shape, size: number, path: string, unit: string): void {
  if (size < (shape.min ?? 0)) throw invalidValue(path, `It must contain at least ${shape.min} ${unit}.`);
  if (size > (shape.max ?? Infinity)) throw invalidValue(path, `It must contain at most ${shape.max} ${unit}.`);
}

function wrongType(path: string, expected: string, value: unknown) {
  const actual = Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`;
  return invalidRequest(`The parameter '${path || 'body'}' must be ${expected}, not ${actual}.`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function join(path: string, name: string): string {
  return path ? `${path}.${name}` : name;
}
