import { readFileSync } from 'node:fs';
import * as path from 'node:path';

/** A component of a pipeline. */
export interface PipelineComponent {
  readonly name: string;
  readonly commands: string[];
}

/** What each pipeline runs. */
export const COMPONENTS = JSON.parse(readFileSync(path.join(__dirname, 'components.json'), 'utf8')) as readonly PipelineComponent[];

/** The id of a component of a pipeline. */
export function componentId(name: string, pipeline: number): string {
  return `${name}${pipeline}`;
}
