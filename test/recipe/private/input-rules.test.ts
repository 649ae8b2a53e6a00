import { Lazy } from 'aws-cdk-lib';
import { Platform } from '../../../src/recipe/platform';
import { ACTION_MODULES, ActionModule } from '../../../src/recipe/private/action-modules';
import { inputProblems } from '../../../src/recipe/private/input-rules';

const { LINUX, WINDOWS } = Platform;

function problems(name: string, inputs: unknown, platform = LINUX): string[] {
  return inputProblems('inputs', inputs, name, ACTION_MODULES.get(name) as ActionModule, platform).map(String);
}

test.each<[string, unknown, string]>([
  ['ExecuteBash', undefined, 'inputs.commands: must be given for ExecuteBash'],
  ['ExecuteBash', { command: ['true'] }, 'inputs.command: ExecuteBash has no such input, only commands'],
  ['ExecuteBash', [{ commands: ['true'] }], 'inputs: must be a map, got'],
  ['ExecuteBash', { commands: 'true' }, 'inputs.commands: must be a list, got "true"'],
  ['ExecuteBash', { commands: [{ echo: 'a' }] }, 'inputs.commands[0]: must be a string, got {"echo":"a"}'],
  ['CopyFile', { source: '/a', destination: '/b' }, 'inputs: must be a list of maps with source and destination, got {"source"'],
  ['CopyFile', [], 'inputs: must be a list of maps with source and destination, got []'],
  ['CopyFile', [{ source: '/a', destination: '/b' }, { source: '/a' }], 'inputs[1].destination: must be given for CopyFile'],
  ['CopyFile', ['/a'], 'inputs[0]: must be a map, got "/a"'],
  ['ExecutePowerShell', {}, 'inputs: must have either commands or file'],
  ['ExecutePowerShell', { commands: ['a'], file: 'b' }, 'inputs: must have either commands or file'],
  ['WebDownload', [{ source: 'a', destination: 'b', checksum: 'c' }], 'inputs[0]: must have both checksum and algorithm, or neither'],
  ['WebDownload', [{ source: 'a', destination: 'b', algorithm: 'MD5' }], 'inputs[0]: must have both checksum and algorithm, or neither'],
  ['WebDownload', [{ source: 'a', destination: 'b', checksum: 'c', algorithm: 'sha256' }], 'inputs[0].algorithm: must be one of MD5'],
  ['InstallMSI', { path: 'a', reboot: 'Never' }, 'inputs.reboot: must be one of Allow, Force, Skip, got "Never"'],
  ['UninstallMSI', { path: 'a', properties: { REBOOT: 'a' } }, 'inputs.properties.REBOOT: must not be given'],
  ['SetRegistry', [{ path: 'HKLM:\\a', name: 'b', value: 'c', type: 'STRING' }], 'inputs[0].type: must be one of BINARY'],
  ['SetRegistry', [{ path: 'SOFTWARE\\a', name: 'b', value: 'c', type: 'SZ' }], 'inputs[0].path: must begin with HKLM:, HKCU:, HKCR:, HKU:, HKCC: or the long name of one of these roots, such as HKEY_LOCAL_MACHINE, got "SOFTWARE\\\\a"'],
  ['SetRegistry', [{ path: 'HKLMSoftware', name: 'b', value: 'c', type: 'SZ' }], 'inputs[0].path: must begin with HKLM:'],
  ['Assert', {}, 'inputs: must have exactly one of'],
])('the module %s rejects %j', (name, inputs, message) => {
  expect(problems(name, inputs).join()).toContain(message);
});

test.each<[string, unknown]>([
  ['ExecuteBash', { commands: [] }],
  ['ExecuteBash', { commands: Lazy.list({ produce: () => ['a'] }) }],
  ['ExecuteBash', Lazy.any({ produce: () => ({}) })],
  ['ExecuteBinary', { path: 'a', arguments: ['-p', 80] }],
  ['CopyFile', [{ source: '/a', destination: '/b', overwrite: undefined }]],
  ['ExecutePowerShell', { file: 'b' }],
  ['WebDownload', [{ source: 'a', destination: 'b', checksum: 'c', algorithm: 'SHA256' }]],
  ['WebDownload', [{ source: 'a', destination: 'b', checksum: '{{ Sum }}', algorithm: '{{ Algorithm }}' }]],
  ['InstallMSI', { path: 'a', reboot: '{{ Reboot }}' }],
  ['SetRegistry', [{ path: 'HKLM:\\a', name: 'b', value: 1, type: 'DWORD' }, { path: 'hkey_current_user\\a', name: 'b', value: 'c', type: '{{ Type }}' }]],
  ['SetRegistry', [{ path: '{{ Key }}', name: 'b', value: 1, type: 'DWORD' }]],
  ['UninstallMSI', { path: 'a', properties: { TARGETDIR: 'a' } }],
  ['Reboot', undefined],
  ['UpdateOS', undefined],
  ['Assert', { stringEquals: 'a', value: 'a' }],
])('the module %s accepts %j', (name, inputs) => {
  expect(problems(name, inputs)).toEqual([]);
});

test.each(['CreateFile', 'CreateFolder'])('the module %s rejects owner, group and permissions on Windows', (name) => {
  const inputs = [{ path: 'a', owner: 'b', group: 'c', permissions: '0644' }];
  expect(problems(name, inputs)).toEqual([]);
  expect(problems(name, inputs, WINDOWS)).toEqual(['owner', 'group', 'permissions'].map((key) => `inputs[0].${key}: must not be given for Windows`));
});

test('input rules cover thirty modules', () => {
  expect(ACTION_MODULES.size).toBe(30);
});
