import { spawnSync } from 'node:child_process';
import { Lazy } from 'aws-cdk-lib';
import { failingBash, failingPowerShell } from '../../../src/recipe/private/fail-fast';

const CHECK = 'if ($LASTEXITCODE) { exit $LASTEXITCODE }';

test('fail fast › a script of bash ends at the first command that fails', () => {
  const run = (commands: string[]) => spawnSync('bash', ['-c', commands.join('\n')], { encoding: 'utf8' });
  expect(run(['false', 'echo done']).status).toBe(0);
  const { status, stdout } = run(failingBash(['(exit 194)', 'echo done']));
  expect([status, stdout]).toEqual([194, '']);
});

test('fail fast › PowerShell stops for cmdlets, and looks at the exit code after each command', () => {
  expect(failingPowerShell(['choco install git', 'git --version'])).toEqual([
    "$ErrorActionPreference = 'Stop'", 'choco install git', CHECK, 'git --version', CHECK,
  ]);
});

test.each<[string, string[]]>([
  ['a block', ['if ($a) {', '  git pull', '}']],
  ['a block and what follows it', ['try {', '  git pull', '}', 'catch { exit 1 }']],
  ['an else of its own', ['if ($a) { b }', 'else { c }']],
  ['a line that goes on', ['New-Item `', '  -Path C:\\a']],
  ['a pipe', ['Get-Process |', '  Stop-Process']],
  ['a pipe in the next line', ['Get-Process', '  | Stop-Process']],
  ['a here-string', ['$text = @"', 'one', '"@', 'git pull'].slice(0, 3)],
  ['a here-string with quotes', ["$text = @'", "it's (one", "'@"]],
  ['a string', ['$text = "one', 'two"']],
  ['a string that ends in a quote', ["$text = 'one''", "two'"]],
  ['a comment', ['<# it', "isn't #>"]],
  ['a pipe before a comment', ['Get-Process | # all', '  Stop-Process']],
  ['an array', ['$all = @(', "  'a',", "  'b'", ')']],
])('fail fast › nothing comes between the lines of %s in PowerShell', (_, commands) => {
  expect(failingPowerShell(commands)).toEqual(["$ErrorActionPreference = 'Stop'", ...commands, CHECK]);
});

test.each([
  "$name -replace '\\(.*', ''",
  'Write-Host ":{"',
  "Write-Host 'it''s [one'",
  'Write-Host "a `"( quote"',
  'Write-Host `(',
  "git pull # don't wait {",
  '<# { #> git pull',
  "$text = @'\n(one\n'@",
  "Write-Host 'a', '|'",
])('fail fast › PowerShell looks at the exit code after %j, whose text is no code', (command) => {
  expect(failingPowerShell([command, 'git pull'])).toEqual(["$ErrorActionPreference = 'Stop'", command, CHECK, 'git pull', CHECK]);
});

test('fail fast › a list that is a token, and one without commands, stay as they are', () => {
  const token = Lazy.list({ produce: () => ['true'] });
  expect([failingBash(token), failingPowerShell(token)]).toEqual([token, token]);
  expect([failingBash([]), failingPowerShell([])]).toEqual([[], []]);
});
