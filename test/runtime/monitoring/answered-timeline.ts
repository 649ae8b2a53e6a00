import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { readTimeline, Timeline } from '../../../src/runtime/monitoring/timeline';
import { CallError } from '../../../src/runtime/services/call-error';
import { ImageBuilder } from '../../../src/runtime/services/image-builder';
import { JsonObject } from '../../../src/runtime/values/json';

/** The service's answers about one image. */
export interface Answers {
  readonly image: JsonObject;
  readonly workflows: JsonObject[];
  /** The steps of each execution. */
  readonly steps: Readonly<Record<string, JsonObject[] | CallError>>;
  readonly aggregations?: JsonObject[];
}

/** The timeline of an image that is answered from memory, and the executions whose steps were read. */
export async function timelineOf({ image, workflows, steps, aggregations = [] }: Answers, now: Date): Promise<Timeline & { reads: string[] }> {
  const reads: string[] = [];
  const api = {
    getImage: async () => image,
    listWorkflowExecutions: async () => workflows,
    listWorkflowStepExecutions: async (id: string) => {
      reads.push(id);
      const found = steps[id] ?? [];
      if (found instanceof CallError) throw found;
      return found;
    },
    listImageScanFindingAggregations: async () => aggregations,
    listImageScanFindings: async () => [],
  } as unknown as ImageBuilder;
  return { ...await readTimeline(api, image.arn as string, undefined, now), reads };
}

/** The answers of a recorded situation. */
export function recorded(file: string): Answers {
  const { responses } = JSON.parse(readFileSync(path.join(__dirname, '..', '..', 'reality', file), 'utf8'));
  const answers = Object.entries((responses.ListWorkflowStepExecutions ?? {}) as Record<string, { steps: JsonObject[] }>);
  return {
    image: responses.GetImage.image,
    workflows: responses.ListWorkflowExecutions.workflowExecutions,
    steps: Object.fromEntries(answers.map(([id, answer]) => [id, answer.steps])),
    aggregations: responses.ListImageScanFindingAggregations?.responses,
  };
}
