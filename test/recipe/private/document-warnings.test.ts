import { Lazy } from 'aws-cdk-lib';
import { documentWarnings } from '../../../src/recipe/private/document-warnings';

function warnings(action: string, inputs: unknown): string[] {
  return documentWarnings({ phases: [{ name: 'build', steps: [{ name: 'Step', action, inputs }] }] }).map(({ id, path, message }) => `${id} ${path}: ${message}`);
}

test.each<[string, unknown, string]>([
  ['ExecuteBash', { commands: [] }, 'noCommands phases[0].steps[0].inputs.commands: ExecuteBash without commands does nothing: give it some, or leave out the step'],
  ['ExecutePowerShell', { commands: [] }, 'noCommands phases[0].steps[0].inputs.commands: ExecutePowerShell without'],
  ['CreateFile', [{ path: '/etc/motd' }, { path: 'motd' }], 'relativePath phases[0].steps[0].inputs[1].path: "motd" is a relative path, and no folder is documented that it starts from: write an absolute one'],
  ['DeleteFolder', [{ path: './build' }], 'relativePath'],
  ['CreateFile', [{ path: '/etc/motd', permissions: 'rw' }], 'filePermissions phases[0].steps[0].inputs[0].permissions: "rw" is not an octal number of 3 or 4 digits: write the permissions as chmod takes them, such as \'0644\''],
  ['SetFilePermissions', [{ path: '/etc/motd', permissions: '0888' }], 'filePermissions'],
  ['SetFolderPermissions', [{ path: '/etc', permissions: '00755' }], 'filePermissions'],
])('a component step %s with the inputs %j gives a warning', (action, inputs, message) => {
  const [warning, ...more] = warnings(action, inputs);
  expect(warning).toContain(message);
  expect(more).toEqual([]);
});

test.each<[string, unknown]>([
  ['ExecuteBash', { commands: ['true'] }],
  ['ExecutePowerShell', { file: 'C:\\run.ps1' }],
  ['ExecuteBinary', { path: 'dotnet' }],
  ['SetRegistry', [{ path: 'HKLM:\\SOFTWARE', name: 'a', value: 'b', type: 'SZ' }]],
  ['CreateSymlink', [{ path: '/usr/bin/java', target: '../lib/java' }]],
  ['CreateFile', ['/a', 'C:\\a', 'c:/a', '\\\\host\\a', '{{ Folder }}/a', '$HOME/a', '%TEMP%\\a', '~/a'].map((path) => ({ path }))],
  ['CreateFile', ['644', '0644', '1777', 644, '{{ Mode }}'].map((permissions) => ({ path: '/a', permissions }))],
  ['CreateFile', [{ path: Lazy.string({ produce: () => 'a' }), permissions: Lazy.string({ produce: () => 'rw' }) }]],
  ['CreateFile', Lazy.any({ produce: () => [] })],
])('a component step %s with the inputs %j gives no warning', (action, inputs) => {
  expect(warnings(action, inputs)).toEqual([]);
});

test('a text that is not a component document gives no warning', () => {
  expect(documentWarnings('phases: []')).toEqual([]);
});
