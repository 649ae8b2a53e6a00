import { explanation } from '../image/explain';
import { ImageReport } from '../image/image-report';
import { isBuilt } from '../image/states';
import { isUnderWay, WorkflowExecution, workflowLine } from '../image/workflows';
import { CallError } from '../services/call-error';
import { ImageBuilder } from '../services/image-builder';
import { asObject, asText, JsonObject } from '../values/json';
import { timeOf } from '../values/time';

/**
 * Explains a timed-out deployment: the running step, its duration, and the remedy.
 *
 * @param waited seconds that the last resource waited
 */
export async function timedOut(report: ImageReport, waited: number, api: ImageBuilder, now: Date): Promise<string> {
  const { arn, image, state, workflows } = report;
  const start = timeOf(asText(image.dateCreated)) ?? now.getTime();
  const minutes = Math.round(Math.max((now.getTime() - start) / 1000, waited) / 60);
  const advice = 'Give the execution a longer \'timeout\' (up to 12 hours) and deploy again.';
  if (isBuilt(state)) {
    const scan = asText(asObject(image.scanState).status) || 'not begun';
    return explanation(`The scan of image ${arn} was not ready in time: ${minutes} minutes after the build began it is ${scan}. ${advice}`, undefined, arn);
  }
  const step = await runningStep(workflows, api);
  const where = [workflowLine(workflows), step && `${step.step} (${step.action}) runs${step.since}`].filter(Boolean).join('; ');
  return explanation(`Image ${arn} was not ready in time: after ${minutes} minutes it is ${state}${where && ` (${where})`}. ${advice}`, step && { ...step, isRunning: true }, arn);
}

interface RunningStep {
  readonly step: string;
  readonly action: string;
  readonly message: string;
  readonly since: string;
}

/** The running step; undefined if there is none or it cannot be read, and then the explanation omits it. */
async function runningStep(workflows: WorkflowExecution[], api: ImageBuilder): Promise<RunningStep | undefined> {
  const running = workflows.find(({ id, status }) => id !== '' && status === 'RUNNING');
  if (!running) return undefined;
  try {
    const steps = await api.listWorkflowStepExecutions(running.id);
    const step = steps.find(({ status }) => isUnderWay(asText(status)));
    return step && described(running.type, step);
  } catch (error) {
    if (error instanceof CallError) return undefined;
    throw error;
  }
}

function described(type: string, step: JsonObject): RunningStep {
  const start = asText(step.startTime);
  return {
    step: `${type}/${asText(step.name)}`,
    action: asText(step.action),
    message: '',
    since: timeOf(start) === undefined ? '' : ` since ${start}`,
  };
}
