import { ServerResponse } from 'node:http';
import { ImageBuilderEmulator } from './emulator';
import { BuildScenario, succeeds } from './scenarios';

export const CONTROL_PATH = '/_emulator/';

interface ControlRequest {
  readonly namePrefix?: string;
  readonly scenario?: Partial<BuildScenario>;
  readonly seconds?: number;
  readonly ec2?: boolean;
  readonly ecr?: boolean;
}

type Control = (emulator: ImageBuilderEmulator, request: ControlRequest) => object;

const time = (emulator: ImageBuilderEmulator) => ({ time: new Date(emulator.clock.now()).toISOString() });

/** What another process can ask of the emulator itself. */
const controls: Record<string, Control> = {
  'GET health': () => ({ status: 'ok' }),
  'GET calls': (emulator) => ({ calls: emulator.calls }),
  'GET clock': time,
  'POST clock': (emulator, { seconds = 0 }) => {
    emulator.clock.advance(seconds);
    return time(emulator);
  },
  'PUT scenario': (emulator, { namePrefix, scenario }) => {
    if (!namePrefix) throw new Error('namePrefix is missing');
    emulator.setScenario(namePrefix, succeeds(scenario));
    return {};
  },
  'PUT inspector': (emulator, { ec2, ecr }) => {
    emulator.setInspector({ ...ec2 === undefined ? {} : { ec2 }, ...ecr === undefined ? {} : { ecr } });
    return {};
  },
  'POST deliveries': (emulator) => ({ deliveries: emulator.takeDeliveries() }),
  'POST reset': (emulator) => {
    emulator.reset();
    return {};
  },
};

export function answerControl(emulator: ImageBuilderEmulator, method: string, path: string, body: string, response: ServerResponse): void {
  const name = `${method} ${path.slice(CONTROL_PATH.length)}`;
  try {
    if (!Object.hasOwn(controls, name)) return respond(response, 404, { message: `Not one of ${Object.keys(controls).join(', ')}.` });
    return respond(response, 200, controls[name](emulator, body === '' ? {} : JSON.parse(body)));
  } catch (error) {
    return respond(response, 400, { message: String(error) });
  }
}

function respond(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
