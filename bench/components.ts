import components from './components.json';

/** A component of a pipeline. */
export interface PipelineComponent {
  readonly name: string;
  readonly commands: string[];
}

/** The components of each pipeline. */
export const COMPONENTS: readonly PipelineComponent[] = components;

/** The id of a component of a pipeline. */
export function componentId(name: string, pipeline: number): string {
  return `${name}${pipeline}`;
}
