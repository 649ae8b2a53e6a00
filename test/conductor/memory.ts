import { createRequire } from 'node:module';
import { later } from './later';
import { FUNCTION_ENVIRONMENT, MemoryCloud, MemoryCloudOptions } from '../../local-cloud/conductor/in-memory/memory-cloud';
import { virtualize } from '../../local-cloud/conductor/in-memory/virtual-globals';
import { Handler } from '../../local-cloud/conductor/in-memory/virtual-host';
import { BUNDLE } from '../bundle';

export interface Memory extends MemoryCloud {
  /** The output of the function. */
  readonly log: string[];
  /** Puts clock, network and the rest of this process back. */
  readonly stop: () => void;
}

/** An account in the memory of this process, with the real bundle. From now on the time of this process is virtual. */
export function startMemory(options: Partial<MemoryCloudOptions> = {}, random: () => number = Math.random): Memory {
  const environment = { ...process.env };
  Object.assign(process.env, FUNCTION_ENVIRONMENT);
  const memory = new MemoryCloud({ handler: realHandler(), ...options });
  memory.cloud.options.resourceTypes.set(...later);
  const log: string[] = [];
  const restore = virtualize({ time: memory.time, peer: memory.peer, runOf: memory.host.currentRun, random, log: (text) => log.push(text) });
  const stop = () => {
    restore();
    process.env = environment;
  };
  return Object.assign(memory, { log, stop });
}

export function realHandler(): Handler {
  return (createRequire(BUNDLE)(BUNDLE) as { handler: Handler }).handler;
}
