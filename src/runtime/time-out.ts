import { consoleUrl } from './attributes';
import { ImageReport, isBuilt } from './image-report';
import { asObject, asText } from './json';
import { cutToCharacters, oneLine } from './text';
import { workflowLine } from './workflows';

const MAX_EXPLANATION = 1_000;

/** Why a deployment waits no longer: what was still running, for how long, and what to do. */
export function timedOut(report: ImageReport, waited: number): string {
  const address = consoleUrl(report.arn);
  const scan = asText(asObject(report.image.scanState).status) || 'not started';
  const running = isBuilt(report.state) ? `Its scan was still ${scan}` : `It was still ${report.state} (${workflowLine(report.workflows)})`;
  const told = oneLine(`Image ${report.arn} was not ready in time. ${running} after ${Math.round(waited / 60)} minutes. Raise 'timeout' (up to 12 hours) and deploy again.`);
  return `${cutToCharacters(told, MAX_EXPLANATION - address.length - 1)} ${address}`;
}
