import { ServerResponse } from 'node:http';
import { ImageBuilderEmulator } from './emulator';
import { readScenario } from './scenario-check';

export const CONTROL_PATH = '/_emulator/';

interface ControlRequest {
  readonly namePrefix?: string;
  readonly scenario?: unknown;
  readonly seconds?: number;
  readonly ec2?: boolean;
  readonly ecr?: boolean;
  readonly imagePipelineArn?: string;
  readonly lifecyclePolicyArn?: string;
}

interface Control {
  /** The keys that a request may have. */
  readonly keys?: (keyof ControlRequest)[];
  readonly answer: (emulator: ImageBuilderEmulator, request: ControlRequest) => object;
}

const time = (emulator: ImageBuilderEmulator) => ({ time: new Date(emulator.clock.now()).toISOString() });

/** The requests that another process can make of the emulator itself. */
const controls: Record<string, Control> = {
  'GET health': { answer: () => ({ status: 'ok' }) },
  'GET calls': { answer: (emulator) => ({ calls: emulator.calls }) },
  'GET clock': { answer: time },
  'POST clock': {
    keys: ['seconds'],
    answer: (emulator, { seconds = 0 }) => {
      emulator.clock.advance(seconds);
      return time(emulator);
    },
  },
  'PUT scenario': {
    keys: ['namePrefix', 'scenario'],
    answer: (emulator, { namePrefix, scenario = {} }) => {
      if (!namePrefix) throw new Error('namePrefix is missing');
      emulator.setScenario(namePrefix, readScenario(scenario));
      return {};
    },
  },
  'PUT inspector': {
    keys: ['ec2', 'ecr'],
    answer: (emulator, { ec2, ecr }) => {
      emulator.setInspector({ ...ec2 === undefined ? {} : { ec2 }, ...ecr === undefined ? {} : { ecr } });
      return {};
    },
  },
  'POST schedule': {
    keys: ['imagePipelineArn'],
    answer: (emulator, { imagePipelineArn }) => {
      if (!imagePipelineArn) throw new Error('imagePipelineArn is missing');
      return { imageBuildVersionArn: emulator.runSchedule(imagePipelineArn) };
    },
  },
  'POST lifecycle': {
    keys: ['lifecyclePolicyArn'],
    answer: (emulator, { lifecyclePolicyArn }) => {
      if (!lifecyclePolicyArn) throw new Error('lifecyclePolicyArn is missing');
      return { actions: emulator.runLifecyclePolicy(lifecyclePolicyArn) };
    },
  },
  'GET distributed': { answer: (emulator) => ({ distributed: emulator.distributed }) },
  'POST deliveries': { answer: (emulator) => ({ deliveries: emulator.takeDeliveries() }) },
  'POST reset': {
    answer: (emulator) => {
      emulator.reset();
      return {};
    },
  },
};

export function handleControl(emulator: ImageBuilderEmulator, method: string, path: string, body: string, response: ServerResponse): void {
  const name = `${method} ${path.slice(CONTROL_PATH.length)}`;
  try {
    if (!Object.hasOwn(controls, name)) return respond(response, 404, { message: `Not one of ${Object.keys(controls).join(', ')}.` });
    const { keys = [], answer } = controls[name];
    const request = body === '' ? {} : JSON.parse(body) as object;
    const unknown = Object.keys(request).find((key) => !(keys as string[]).includes(key));
    if (unknown !== undefined) throw new Error(`'${unknown}' is not known here; there ${keys.length === 0 ? 'is nothing to say' : `are ${keys.join(', ')}`}.`);
    return respond(response, 200, answer(emulator, request));
  } catch (error) {
    return respond(response, 400, { message: (error as Error).message });
  }
}

function respond(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
