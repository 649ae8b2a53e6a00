import { Duration } from 'aws-cdk-lib';
import { ComponentCondition, ComponentConditionAction } from '../../../src/recipe/component-condition';
import { ComponentLoop } from '../../../src/recipe/component-loop';
import { ComponentOnFailure } from '../../../src/recipe/component-on-failure';
import { Platform } from '../../../src/recipe/platform';
import { ACTION_MODULES } from '../../../src/recipe/private/action-modules';
import { documentProblems } from '../../../src/recipe/private/document-rules';
import {
  AppendFileStep, AssertStep, ChecksumAlgorithm, ComponentStep, CopyFileStep, CopyFolderStep, CreateFileStep, CreateFolderStep,
  CreateSymlinkStep, DeleteFileStep, DeleteFolderStep, ExecuteBashStep, ExecuteBinaryStep, ExecuteDocumentStep, ExecutePowerShellStep,
  FileEncoding, InstallMsiStep, ListFilesStep, MoveFileStep, MoveFolderStep, MsiReboot, ReadFileStep, RebootStep, RegistryValueType,
  S3DownloadStep, S3UploadStep, SetFileEncodingStep, SetFileOwnerStep, SetFilePermissionsStep, SetFolderOwnerStep,
  SetFolderPermissionsStep, SetRegistryStep, UninstallMsiStep, UpdateOsStep, WebDownloadStep,
} from '../../../src/recipe/steps';

/** A step as the document has it, without undefined fields. */
function rendered(step: ComponentStep): Record<string, unknown> {
  return JSON.parse(JSON.stringify(step._render()));
}

const MOVE = { source: '/a/*', destination: '/b/', overwrite: false };
const MSI = {
  path: 'C:\\a.msi',
  reboot: MsiReboot.SKIP,
  logOptions: '*VX',
  logFile: 'C:\\a.log',
  properties: { TARGETDIR: 'C:\\a' },
  ignoreAuthenticodeSignatureErrors: true,
  allowUnsignedInstaller: true,
};
const FILE = { path: '/a', content: 'b', encoding: FileEncoding.UTF_16_LE };
const OWNED = { owner: 'root', group: 'wheel', permissions: '0644', overwrite: false };
const DOWNLOAD = {
  source: 'https://example.com/a', destination: '/a/', overwrite: false, checksum: 'b', algorithm: ChecksumAlgorithm.SHA256, ignoreCertificateErrors: true,
};

/** A step of each module with all inputs, its module, and the inputs as the document has them. */
const STEPS: Array<[string, ComponentStep, unknown]> = [
  ['AppendFile', new AppendFileStep('Step', { inputs: [FILE] }), [{ path: '/a', content: 'b', encoding: 'utf-16-LE' }]],
  ['Assert', new AssertStep('Step', ComponentCondition.stringEquals('a', 'b')), { stringEquals: 'b', value: 'a' }],
  ['CopyFile', new CopyFileStep('Step', { inputs: [MOVE] }), [MOVE]],
  ['CopyFolder', new CopyFolderStep('Step', { inputs: [MOVE] }), [MOVE]],
  ['CreateFile', new CreateFileStep('Step', { inputs: [{ ...FILE, ...OWNED }] }), [{ ...FILE, ...OWNED }]],
  ['CreateFolder', new CreateFolderStep('Step', { inputs: [{ path: '/a', ...OWNED }] }), [{ path: '/a', ...OWNED }]],
  ['CreateSymlink', new CreateSymlinkStep('Step', { inputs: [{ path: '/a', target: '/b', force: true }] }), [{ path: '/a', target: '/b', force: true }]],
  ['DeleteFile', new DeleteFileStep('Step', { inputs: [{ path: '/a' }] }), [{ path: '/a' }]],
  ['DeleteFolder', new DeleteFolderStep('Step', { inputs: [{ path: '/a', force: true }] }), [{ path: '/a', force: true }]],
  ['ExecuteBash', new ExecuteBashStep('Step', { commands: ['true'] }), { commands: ['set -e', 'true'] }],
  ['ExecuteBash', new ExecuteBashStep('Step', { commands: ['true'], failFast: false }), { commands: ['true'] }],
  ['ExecuteBinary', new ExecuteBinaryStep('Step', { path: '/a', arguments: ['-b'] }), { path: '/a', arguments: ['-b'] }],
  [
    'ExecuteDocument',
    new ExecuteDocumentStep('Step', {
      document: 's3://bucket/a.yml', documentBucketOwner: '111122223333', phases: ['build', 'test'], parameters: { Version: '1' },
    }),
    {
      'document': 's3://bucket/a.yml',
      'document-s3-bucket-owner': '111122223333',
      'phases': 'build,test',
      'parameters': [{ name: 'Version', value: '1' }],
    },
  ],
  [
    'ExecutePowerShell',
    new ExecutePowerShellStep('Step', { commands: ['a'] }),
    { commands: ["$ErrorActionPreference = 'Stop'", 'a', 'if ($LASTEXITCODE) { exit $LASTEXITCODE }'] },
  ],
  ['ExecutePowerShell', new ExecutePowerShellStep('Step', { commands: ['a'], failFast: false }), { commands: ['a'] }],
  ['ExecutePowerShell', new ExecutePowerShellStep('Step', { file: 'a.ps1' }), { file: 'a.ps1' }],
  ['InstallMSI', new InstallMsiStep('Step', MSI), MSI],
  ['ListFiles', new ListFilesStep('Step', { inputs: [{ path: '/a', fileNamePattern: '*.b', recursive: true }] }), [{ path: '/a', fileNamePattern: '*.b', recursive: true }]],
  ['MoveFile', new MoveFileStep('Step', { inputs: [MOVE] }), [MOVE]],
  ['MoveFolder', new MoveFolderStep('Step', { inputs: [MOVE] }), [MOVE]],
  ['ReadFile', new ReadFileStep('Step', { inputs: [{ path: '/a', encoding: FileEncoding.UTF_8, printFileContent: true }] }), [{ path: '/a', encoding: 'utf-8', printFileContent: true }]],
  ['Reboot', new RebootStep('Step', { delay: Duration.minutes(1) }), { delaySeconds: 60 }],
  ['Reboot', new RebootStep('Step'), {}],
  [
    'S3Download',
    new S3DownloadStep('Step', { inputs: [{ source: 's3://bucket/a', destination: '/a', expectedBucketOwner: '111122223333', overwrite: false }] }),
    [{ source: 's3://bucket/a', destination: '/a', expectedBucketOwner: '111122223333', overwrite: false }],
  ],
  [
    'S3Upload',
    new S3UploadStep('Step', { inputs: [{ source: '/a/*', destination: 's3://bucket/a', expectedBucketOwner: '111122223333', recurse: true }] }),
    [{ source: '/a/*', destination: 's3://bucket/a', expectedBucketOwner: '111122223333', recurse: true }],
  ],
  ['SetFileEncoding', new SetFileEncodingStep('Step', { inputs: [{ path: '/a', encoding: FileEncoding.UTF_32_BE }] }), [{ path: '/a', encoding: 'utf-32-BE' }]],
  ['SetFileOwner', new SetFileOwnerStep('Step', { inputs: [{ path: '/a', owner: 'b', group: 'c' }] }), [{ path: '/a', owner: 'b', group: 'c' }]],
  ['SetFilePermissions', new SetFilePermissionsStep('Step', { inputs: [{ path: '/a', permissions: '0644' }] }), [{ path: '/a', permissions: '0644' }]],
  ['SetFolderOwner', new SetFolderOwnerStep('Step', { inputs: [{ path: '/a', owner: 'b', group: 'c', recursive: false }] }), [{ path: '/a', owner: 'b', group: 'c', recursive: false }]],
  ['SetFolderPermissions', new SetFolderPermissionsStep('Step', { inputs: [{ path: '/a', permissions: '0755', recursive: false }] }), [{ path: '/a', permissions: '0755', recursive: false }]],
  ['SetRegistry', new SetRegistryStep('Step', { inputs: [{ path: 'HKLM:\\a', name: 'b', value: 1, valueType: RegistryValueType.DWORD }] }), [{ path: 'HKLM:\\a', name: 'b', value: 1, type: 'DWORD' }]],
  ['UninstallMSI', new UninstallMsiStep('Step', MSI), MSI],
  ['UpdateOS', new UpdateOsStep('Step', { include: ['a'], exclude: ['b'] }), { include: ['a'], exclude: ['b'] }],
  ['UpdateOS', new UpdateOsStep('Step'), {}],
  ['WebDownload', new WebDownloadStep('Step', { inputs: [DOWNLOAD] }), [DOWNLOAD]],
];

test.each(STEPS)('the step renders its module: %s', (action, step, inputs) => {
  expect(rendered(step)).toEqual({ name: 'Step', action, inputs });
  const platform = ACTION_MODULES.get(action)?.platforms[0] as Platform;
  expect(documentProblems({ schemaVersion: '1.0', phases: [{ name: 'build', steps: [rendered(step)] }] }, platform)).toEqual([]);
});

test('the library has a step for each module', () => {
  expect([...new Set(STEPS.map(([action]) => action))].sort()).toEqual([...ACTION_MODULES.keys()].sort());
});

test('the steps of a module have the outputs of the module', () => {
  const output = (name: string) => `{{ *.Step.outputs.${name} }}`;
  expect(new ExecuteBashStep('Step', { commands: [] }).stdout).toBe(output('stdout'));
  expect(new ExecuteBinaryStep('Step', { path: '/a' }).stdout).toBe(output('stdout'));
  expect(new ExecutePowerShellStep('Step', {}).stdout).toBe(output('stdout'));
  expect(new ListFilesStep('Step', { inputs: [] }).files).toBe(output('files'));
  expect(new ReadFileStep('Step', { inputs: [] }).content).toBe(output('content'));
  expect(new WebDownloadStep('Step', { inputs: [] }).destination).toBe(output('destination'));
  for (const { logFile, msiExitCode, stdout } of [new InstallMsiStep('Step', MSI), new UninstallMsiStep('Step', MSI)]) {
    expect([logFile, msiExitCode, stdout]).toEqual(['logFile', 'msiExitCode', 'stdout'].map(output));
  }
});

test('a step renders all common options', () => {
  const loop = ComponentLoop.forEach(['a', 'b'], { name: 'each' });
  const step = new ExecuteBashStep('Step', {
    commands: [`echo ${loop.value}`],
    loop,
    condition: ComponentCondition.binaryExists('apt-get'),
    onConditionMet: ComponentConditionAction.SKIP,
    onConditionNotMet: ComponentConditionAction.EXECUTE,
    onFailure: ComponentOnFailure.IGNORE,
    maxAttempts: 3,
    timeout: Duration.minutes(5),
    disableLogging: true,
  });
  expect(rendered(step)).toEqual({
    name: 'Step',
    action: 'ExecuteBash',
    if: { binaryExists: 'apt-get', then: 'Skip', else: 'Execute' },
    loop: { name: 'each', forEach: ['a', 'b'] },
    onFailure: 'Ignore',
    maxAttempts: 3,
    timeoutSeconds: 300,
    disableLogging: true,
    inputs: { commands: ['set -e', 'echo {{ each.value }}'] },
  });
});

test.each(['onConditionMet', 'onConditionNotMet'])('a step rejects %s without a condition', (option) => {
  const step = (condition?: ComponentCondition) => new ExecuteBashStep('Step', { commands: [], condition, [option]: ComponentConditionAction.ABORT });
  expect(() => step()).toThrow(`The step 'Step' has '${option}' without a 'condition', so it would run in any case: add the 'condition', or leave '${option}' out. See https://`);
  expect(() => step(ComponentCondition.fileExists('/a'))).not.toThrow();
});

test('a step may be without a timeout', () => {
  expect(rendered(new ExecuteBashStep('Step', { commands: [], unlimitedTime: true, timeout: Duration.minutes(5) }))).toMatchObject({ timeoutSeconds: -1 });
  expect(rendered(new ExecuteBashStep('Step', { commands: [], unlimitedTime: false, timeout: Duration.minutes(5) }))).toMatchObject({ timeoutSeconds: 300 });
});
