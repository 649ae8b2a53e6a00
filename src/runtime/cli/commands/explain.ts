import { answerCommand } from '../../../contract/release';
import { attributesOf } from '../../image/attributes';
import { consoleUrl } from '../../image/console-url';
import { causeOf, hintFor } from '../../image/explain';
import { imageIdOf, ImageReport, imageUriOf, logGroupOf } from '../../image/image-report';
import { isUnderWay, workflowLine } from '../../image/workflows';
import { stepOption } from '../../monitoring/step-option';
import { readTimeline, Timeline, TimelineStep, TimelineWorkflow } from '../../monitoring/timeline';
import { shortName } from '../../values/arn';
import { durationText } from '../../values/duration';
import { asText } from '../../values/json';
import { withProfile } from '../advised-command';
import { CliCommand, CommandContext } from '../command';
import { ExitCode } from '../exit-code';
import { FIND_IMAGE_ACTIONS, findImage } from '../find-image';
import { exitCodeOf, explanationOf, stateText, verdictText } from '../image-result';
import { Session } from '../session';
import { strong, Text } from '../terminal/text';

export const EXPLAIN: CliCommand = {
  name: 'explain',
  argument: '<image>',
  summary: 'Say why an image failed or was refused, and what to do',
  actions: [
    ...FIND_IMAGE_ACTIONS, 'imagebuilder:GetImagePipeline', 'imagebuilder:ListWorkflowExecutions', 'imagebuilder:ListWorkflowStepExecutions',
    'imagebuilder:ListImageScanFindingAggregations', 'imagebuilder:ListImageScanFindings',
  ],
  async run({ argument, options, output, open }: CommandContext): Promise<ExitCode> {
    const session = await open(argument);
    const image = await session.images.getImage(await findImage(session, argument));
    const timeline = await readTimeline(session.images, asText(image.arn), image);
    if (options.json) output.json(await explanationJson(timeline, session));
    else output.lines(await explanationLines(timeline, session));
    return exitCodeOf(timeline.report, timeline.gate);
  },
};

/** The result of an image, in lines for a person. */
export async function explanationLines(timeline: Timeline, session: Session): Promise<Text[]> {
  const { report, gate } = timeline;
  const explanation = await explanationOf(report, gate, session.images);
  if (explanation !== '') return explanation.split('\n');
  return timeline.isRunning ? runningLines(timeline, session) : availableLines(timeline, session);
}

function runningLines({ report, workflows, start }: Timeline, session: Session): Text[] {
  const since = start === undefined ? '' : ` for ${durationText(Date.now() - start)}`;
  return [
    [strong(shortName(report.arn)), ' is ', stateText(report.state), since, workflowLine(report.workflows) && ` (${workflowLine(report.workflows)})`],
    ...stepLines(runningStepsOf(workflows), report.arn, session),
    `Console: ${consoleUrl(report.arn)}`,
  ];
}

/** The steps that wait for a person, with the commands that answer them, or else the step that everything waits for. */
function stepLines(steps: readonly RunningStep[], arn: string, session: Session): Text[] {
  const waiting = steps.filter(({ step }) => step.status === 'WAITING');
  return (waiting.length > 0 ? waiting : steps.slice(0, 1)).flatMap(({ type, step }) => {
    const hint = hintFor({ step: `${type}/${step.name}`, action: step.action, message: '', isRunning: true });
    const option = stepOption(step, waiting.map((one) => one.step));
    return [
      `${type}/${step.name} (${step.action}) is ${step.status}.`,
      ...hint ? [hint.explanation.cause] : [],
      ...waiting.length === 0 ? [] : [
        `To approve it: ${withProfile(answerCommand('approve', arn, option), session)}`,
        `To reject it: ${withProfile(answerCommand('reject', arn, option), session)}`,
      ],
    ];
  });
}

function availableLines({ report, gate, start, end }: Timeline, { region }: Session): Text[] {
  const { findings } = report;
  const place = imageIdOf(report, region) || imageUriOf(report, region);
  return [
    [strong(shortName(report.arn)), ' is ', stateText(report.state), place && `: ${place}`],
    ...start === undefined || end === undefined ? [] : [`Built in ${durationText(end - start)}: ${workflowLine(report.workflows)}`],
    'totals' in findings
      ? `Findings: ${findings.totals.critical} critical, ${findings.totals.high} high, ${findings.totals.medium} medium, ${findings.totals.all} in all`
      : `Findings: not known, ${findings.unknown}`,
    ['Gate: ', verdictText(gate)],
    `Console: ${consoleUrl(report.arn)}`,
  ];
}

interface RunningStep {
  /** The type of its workflow. */
  readonly type: string;
  readonly step: TimelineStep;
}

function runningStepsOf(workflows: readonly TimelineWorkflow[]): RunningStep[] {
  return workflows.flatMap(({ execution: { type }, steps }) => (
    steps.filter(({ status }) => isUnderWay(status)).map((step) => ({ type, step }))
  ));
}

/** The result of an image, for a script: the attributes of a status, and the explanation. */
export async function explanationJson({ report, gate }: Timeline, { images, region }: Session): Promise<object> {
  return {
    image: report.arn,
    explanation: await explanationOf(report, gate, images),
    cause: cause(report),
    logGroup: logGroupOf(report),
    ...attributesOf(report, gate, region, []),
  };
}

/** The chapter of the troubleshooting page, such as `ssm-agent`. */
function cause(report: ImageReport): string {
  return (report.failedStep && causeOf(report)) ?? '';
}
