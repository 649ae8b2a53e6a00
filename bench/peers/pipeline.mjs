/** The pipeline that each tool makes: an AMI with three components, built each Sunday and scanned. */
import { readFileSync } from 'node:fs';

/** An AMI id, since not every tool takes a parameter. */
export const PARENT_IMAGE = 'ami-0123456789abcdef0';

export const SCHEDULE = 'cron(0 3 ? * sun *)';

/** @type {{ name: string, commands: string[] }[]} */
export const COMPONENTS = JSON.parse(readFileSync(new URL('../components.json', import.meta.url), 'utf8'));

/** The document of a component. */
export function documentOf({ name, commands }) {
  return { schemaVersion: '1.0', phases: [{ name: 'build', steps: [{ name, action: 'ExecuteBash', inputs: { commands } }] }] };
}
