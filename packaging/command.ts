import { writePart } from './page-part';
import { CliCommand } from '../src/runtime/cli/command';
import { COMMANDS } from '../src/runtime/cli/commands';
import { EXIT_CODES } from '../src/runtime/cli/exit-code';

/** The page about the command of the package. */
export const COMMAND_PAGE = 'docs/command.md';

/** Actions that change something; the others only read. */
const CHANGING = ['imagebuilder:SendWorkflowStepAction'];

/** Its generated parts. */
export const COMMAND_PARTS = [
  { name: 'commands', render: () => table(['command', 'what it does'], COMMANDS.map((command) => [`\`${usage(command)}\``, `${command.summary}.`])) },
  { name: 'options', render: optionsTable },
  { name: 'exit codes', render: () => table(['code', 'when'], EXIT_CODES.map(([code, meaning]) => [`\`${code}\``, meaning])) },
  { name: 'policy', render: policy },
] as const;

function usage({ name, argument }: CliCommand): string {
  return argument === undefined ? name : `${name} ${argument}`.replaceAll('|', '\\|');
}

function optionsTable(): string {
  const rows = COMMANDS.flatMap(({ name, options = [] }) => options.map(({ flags, description }) => [`\`${name}\``, `\`${flags}\``, description]));
  return table(['command', 'option', 'what it does'], rows);
}

/** An IAM policy with all actions that the commands call. */
function policy(): string {
  const all = [...new Set(COMMANDS.flatMap(({ actions }) => actions))].sort();
  const statement = (Sid: string, Action: string[]) => ({ Sid, Effect: 'Allow', Action, Resource: '*' });
  const document = {
    Version: '2012-10-17',
    Statement: [statement('Look', all.filter((action) => !CHANGING.includes(action))), statement('Answer', CHANGING)],
  };
  return ['```json', JSON.stringify(document, undefined, 2), '```', ''].join('\n');
}

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).concat('').join('\n').replaceAll('| --- ', '|---').replaceAll('--- |', '---|');
}

if (require.main === module) for (const { name, render } of COMMAND_PARTS) writePart(COMMAND_PAGE, name, render());
