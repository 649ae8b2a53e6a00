import { CliCommand } from './command';
import { APPROVE, REJECT } from './commands/answer';
import { EXPLAIN } from './commands/explain';
import { FINDINGS } from './commands/findings';
import { PIPELINES } from './commands/pipelines';
import { RELEASE_HISTORY } from './commands/release-history';
import { WATCH } from './commands/watch';

/** In the order of the help. */
export const COMMANDS: readonly CliCommand[] = [PIPELINES, WATCH, EXPLAIN, FINDINGS, APPROVE, REJECT, RELEASE_HISTORY];
