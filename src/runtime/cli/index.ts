#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode } from './exit-code';
import { Program } from './program';
import { Output } from './terminal/output';

// The SDK warns that it will need a newer Node; users of this command cannot act on that.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** The time in which the last output reaches its reader. */
const LAST_OUTPUT_MS = 500;

/** The manifest of the package that the bundle is in. */
const { version } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as { version: string };

const output = new Output(process.stdout, process.stderr, process.env);
const program = new Program(output, process.env, process.stdin, version);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => program.interrupt());
// The reader of a pipe, such as head, has seen enough.
process.stderr.on('error', () => undefined); // The exit code still says what happened.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

program.run(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
  // A call for credentials may still be running, which nothing aborts.
  if (exitCode === ExitCode.INTERRUPTED) setTimeout(() => process.exit(), LAST_OUTPUT_MS).unref();
}, (error: Error) => {
  output.error(`This is a defect of cdk-image-builder, please report it. ${error.name}: ${error.message}`);
  process.exitCode = 2;
});
