import { Token } from 'aws-cdk-lib';

/** Ends a script of PowerShell with the exit code of the native command that ran last, if that failed: `Stop` is for cmdlets only. */
const CHECK_NATIVE = 'if ($LASTEXITCODE) { exit $LASTEXITCODE }';
/** What goes on in the next line, or goes on with the line before. */
const ENDS_OPEN = /[`|,(]\s*$|&&\s*$/;
const BEGINS_CONTINUED = /^\s*(?:catch|finally|else|elseif|while|until|trap)\b|^\s*[|).}\]]/i;
const HERE_STRING_BEGIN = /@["'][ \t]*$/gm;
const HERE_STRING_END = /^["']@/gm;

/** Commands of bash that end at the first one that fails. */
export function failingBash(commands: string[]): string[] {
  return Token.isUnresolved(commands) || commands.length === 0 ? commands : ['set -e', ...commands];
}

/** Commands of PowerShell that end at the first one that fails, be it a cmdlet or a native command. */
export function failingPowerShell(commands: string[]): string[] {
  if (Token.isUnresolved(commands) || commands.length === 0) return commands;
  let pending = '';
  return ["$ErrorActionPreference = 'Stop'", ...commands.flatMap((command, index) => {
    pending += `${command}\n`;
    if (!isComplete(pending) || BEGINS_CONTINUED.test(commands[index + 1] ?? '')) return [command];
    pending = '';
    return [command, CHECK_NATIVE];
  })];
}

/** Whether a statement may follow, as far as brackets tell; where they do not, nothing is put in between. */
function isComplete(text: string): boolean {
  return ['()', '{}', '[]'].every(([open, close]) => text.split(open).length === text.split(close).length)
    && (text.match(HERE_STRING_BEGIN) ?? []).length === (text.match(HERE_STRING_END) ?? []).length
    && !ENDS_OPEN.test(text);
}
