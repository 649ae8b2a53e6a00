import { OPEN_DEFAULTS } from './open-behaviour';
import { BuildScenario, succeeds } from './scenarios';

/** The allowed values: a kind, one of some texts, a list of a shape, or a map of shapes by key. */
type Shape = 'number' | 'text' | 'boolean' | 'text or number' | readonly string[] | { readonly list: Shape } | { readonly map: Readonly<Record<string, Shape>> };

const FAILURE: Shape = {
  map: {
    workflow: ['BUILD', 'TEST', 'DISTRIBUTION', 'CREATION', 'INTEGRATION'],
    step: 'text or number',
    message: 'text',
    component: { map: { componentArn: 'text', phaseName: 'text', stepName: 'text', action: 'text' } },
    rollsBack: 'boolean',
    regions: {
      list: {
        map: {
          region: 'text',
          accountId: 'text',
          message: 'text',
          status: ['FAILED', 'CANCELLED', 'TIMED_OUT'],
          step: ['ASSOCIATE_LICENSES', 'UPDATE_LAUNCH_TEMPLATES', 'PUT_SSM_PARAMETERS', 'UPDATE_FAST_LAUNCH_CONFIGURATIONS', 'EXPORT_AMI'],
        },
      },
    },
  },
};

const OPEN: Record<keyof typeof OPEN_DEFAULTS, Shape> = {
  failedWorkflow: ['FAILED', 'ROLLBACK_COMPLETED'],
  listsPendingWorkflows: 'boolean',
  stepMessages: 'boolean',
  handsCauseOn: 'boolean',
  timedOutStep: ['FAILED', 'TIMED_OUT'],
  listsBuiltAmi: 'boolean',
  firstContainerTag: ['LONG', 'SHORT'],
  listsContainerTags: 'boolean',
  supersededWorkflows: ['FIRST', 'LAST'],
  zeroFindings: ['ZEROS', 'NOTHING'],
  secondStart: ['ACCEPTED', 'REFUSED'],
  pipelineImages: ['OLDEST_FIRST', 'NEWEST_FIRST'],
  lastRun: ['STARTED', 'ENDED'],
  autoDisable: ['REACHED', 'EXCEEDED'],
  eventReason: 'boolean',
  stepAttempts: 'boolean',
  workflowTypes: 'boolean',
  failureContext: 'boolean',
  workflowRecords: ['KEPT', 'GONE'],
  distributesNothing: 'boolean',
  sourceImage: ['NORMALIZED', 'AS_GIVEN', 'BASE'],
};

const SCENARIO: Record<keyof BuildScenario, Shape> = {
  pace: 'number',
  failure: FAILURE,
  extraBuildSteps: 'number',
  scan: {
    map: { outcome: ['COMPLETED', 'ABANDONED', 'FAILED', 'TIMED_OUT'], reason: 'text', lagSeconds: 'number', outlivesImage: 'boolean' },
  },
  findings: { map: { CRITICAL: 'number', HIGH: 'number', MEDIUM: 'number', LOW: 'number', INFORMATIONAL: 'number', UNTRIAGED: 'number' } },
  stateMachine: {
    map: { status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'], seconds: 'number', output: 'text', error: 'text', cause: 'text' },
  },
  cancelSeconds: 'number',
  throttledCalls: 'number',
  open: { map: OPEN },
};

/**
 * Reads a scenario that came as JSON; what it leaves out is as in a build that succeeds.
 * @throws an error that lists what there is, where a key or a value is unknown
 */
export function readScenario(value: unknown): BuildScenario {
  check({ map: SCENARIO }, value, 'scenario');
  const given = value as { [K in keyof BuildScenario]?: object };
  const base = succeeds();
  return {
    ...base,
    ...value as Partial<BuildScenario>,
    scan: { ...base.scan, ...given.scan },
    stateMachine: { ...base.stateMachine, ...given.stateMachine },
    ...given.findings && { findings: { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0, INFORMATIONAL: 0, UNTRIAGED: 0, ...given.findings } },
  };
}

function check(shape: Shape, value: unknown, path: string): void {
  if (typeof shape === 'string') {
    if (!fits(shape, value)) throw new Error(`${path} must be a ${shape}, not ${JSON.stringify(value)}.`);
  } else if (isTexts(shape)) {
    if (!shape.includes(value as string)) throw new Error(`${path} must be one of ${shape.join(', ')}, not ${JSON.stringify(value)}.`);
  } else if ('list' in shape) {
    if (!Array.isArray(value)) throw new Error(`${path} must be a list, not ${JSON.stringify(value)}.`);
    value.forEach((item, index) => check(shape.list, item, `${path}[${index}]`));
  } else {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${path} must be a map, not ${JSON.stringify(value)}.`);
    for (const [key, item] of Object.entries(value)) {
      if (!Object.hasOwn(shape.map, key)) throw new Error(`${path} has no ${JSON.stringify(key)}; there are ${Object.keys(shape.map).join(', ')}.`);
      check(shape.map[key], item, `${path}.${key}`);
    }
  }
}

function fits(kind: string, value: unknown): boolean {
  const isNumber = typeof value === 'number' && value >= 0;
  if (kind === 'number') return isNumber;
  if (kind === 'boolean') return typeof value === 'boolean';
  return typeof value === 'string' || (kind === 'text or number' && isNumber);
}

function isTexts(shape: Shape): shape is readonly string[] {
  return Array.isArray(shape);
}
