import { Token } from 'aws-cdk-lib';

/** Ends a PowerShell script with the exit code of the last native command if it failed: `Stop` only applies to cmdlets. */
const CHECK_NATIVE = 'if ($LASTEXITCODE) { exit $LASTEXITCODE }';
/** Matches a line that continues on the next line, or that continues the line before. */
const ENDS_OPEN = /[`|,(]\s*$|&&\s*$/;
const BEGINS_CONTINUED = /^\s*(?:catch|finally|else|elseif|while|until|trap)\b|^\s*[|).}\]]/i;
/** Matches text that is not code: a here-string, an escaped character, a string, a comment. A group holds its end, and is empty if the end is missing. */
const NO_CODE = /@(["'])[ \t]*\n[^]*?(\n\1@|(?![^]))|`.|'(?:[^']|'')*('?)|"(?:[^"`]|`[^]|"")*("?)|<#[^]*?(#>|(?![^]))|(?<![^\s;({|])#.*/g;

/** Makes Bash commands stop at the first failure. */
export function failingBash(commands: string[]): string[] {
  return Token.isUnresolved(commands) || commands.length === 0 ? commands : ['set -e', ...commands];
}

/** Makes PowerShell commands stop at the first failure of a cmdlet or a native command. */
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

/** Whether a statement may follow, judging by balanced brackets; if in doubt, nothing is inserted. */
function isComplete(text: string): boolean {
  const code = codeOf(text);
  return ['()', '{}', '[]'].every(([open, close]) => code.split(open).length === code.split(close).length) && !ENDS_OPEN.test(code);
}

/** The code of a script, with an open bracket for a string or comment that does not end. */
function codeOf(text: string): string {
  return text.replace(NO_CODE, (found: string, _quote: string, ...ends: Array<string | undefined>) => {
    if (ends.slice(0, 4).includes('')) return '(';
    return /^<?#/.test(found) ? '' : 'x';
  });
}
