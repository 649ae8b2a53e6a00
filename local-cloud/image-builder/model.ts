import * as fs from 'node:fs';
import * as path from 'node:path';

/** One member of a structure: what it is and where in the HTTP request it travels. */
export interface Member {
  readonly shape: string;
  readonly location?: 'uri' | 'querystring';
  readonly locationName?: string;
}

/** A data type of the service's model, with what makes a value of it valid. */
export interface Shape {
  readonly type: 'structure' | 'list' | 'map' | 'string' | 'boolean' | 'integer' | 'long' | 'double' | 'timestamp';
  readonly required?: string[];
  readonly enum?: string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  readonly error?: { readonly httpStatusCode: number };
  readonly members?: Record<string, Member>;
  readonly member?: string;
  readonly key?: string;
  readonly value?: string;
}

/** An operation of the service's model. */
export interface Operation {
  readonly method: string;
  readonly uri: string;
  readonly input: string;
  readonly output: string;
  readonly errors: string[];
}

interface Model {
  readonly operations: Record<string, Operation>;
  readonly shapes: Record<string, Shape>;
}

const model: Model = JSON.parse(fs.readFileSync(path.join(__dirname, 'model.json'), 'utf8'));

export const operations: Readonly<Record<string, Operation>> = model.operations;

export function shapeOf(name: string): Shape {
  return model.shapes[name];
}
