import { Platform } from '../platform';

type Names = readonly string[];

/** The inputs and outputs of an action module, and the platforms that it runs on. */
export interface ActionModule {
  readonly platforms: readonly Platform[];
  /** A map of inputs, a list of such maps, or a condition. */
  readonly shape: 'map' | 'list' | 'condition';
  readonly required: Names;
  readonly optional: Names;
  readonly outputs: Names;
}

const { LINUX, WINDOWS, MAC_OS } = Platform;
const ALL = [LINUX, WINDOWS, MAC_OS];
const UNIX = [LINUX, MAC_OS];
const MSI = ['reboot', 'logOptions', 'logFile', 'properties', 'ignoreAuthenticodeSignatureErrors', 'allowUnsignedInstaller'];
const DOCUMENT_OUTPUTS = ['executedStepCount', 'executionId', 'failedStepCount', 'failureMessage', 'ignoredFailedStepCount', 'logUrl', 'status'];
const MSI_OUTPUTS = ['logFile', 'msiExitCode', 'stdout'];

function map(platforms: readonly Platform[], required: Names, optional: Names = [], outputs: Names = []): ActionModule {
  return { platforms, shape: 'map', required, optional, outputs };
}

function list(platforms: readonly Platform[], required: Names, optional: Names = [], outputs: Names = []): ActionModule {
  return { platforms, shape: 'list', required, optional, outputs };
}

/**
 * The action modules of component documents.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html
 */
export const ACTION_MODULES: ReadonlyMap<string, ActionModule> = new Map<string, ActionModule>([
  ['AppendFile', list(ALL, ['path'], ['content', 'encoding'])],
  ['Assert', { platforms: ALL, shape: 'condition', required: [], optional: [], outputs: [] }],
  ['CopyFile', list(ALL, ['source', 'destination'], ['overwrite'])],
  ['CopyFolder', list(ALL, ['source', 'destination'], ['overwrite'])],
  ['CreateFile', list(ALL, ['path'], ['content', 'encoding', 'owner', 'group', 'permissions', 'overwrite'])],
  ['CreateFolder', list(ALL, ['path'], ['owner', 'group', 'permissions', 'overwrite'])],
  ['CreateSymlink', list(UNIX, ['path', 'target'], ['force'])],
  ['DeleteFile', list(ALL, ['path'])],
  ['DeleteFolder', list(ALL, ['path'], ['force'])],
  ['ExecuteBash', map(UNIX, ['commands'], [], ['stdout'])],
  ['ExecuteBinary', map(ALL, ['path'], ['arguments'], ['stdout'])],
  ['ExecuteDocument', map(ALL, ['document'], ['document-s3-bucket-owner', 'phases', 'parameters'], DOCUMENT_OUTPUTS)],
  ['ExecutePowerShell', map([WINDOWS], [], ['commands', 'file'], ['stdout'])],
  ['InstallMSI', map([WINDOWS], ['path'], MSI, MSI_OUTPUTS)],
  ['ListFiles', list(ALL, ['path'], ['fileNamePattern', 'recursive'], ['files'])],
  ['MoveFile', list(ALL, ['source', 'destination'], ['overwrite'])],
  ['MoveFolder', list(ALL, ['source', 'destination'], ['overwrite'])],
  ['ReadFile', list(ALL, ['path'], ['encoding', 'printFileContent'], ['content'])],
  ['Reboot', map([LINUX, WINDOWS], [], ['delaySeconds'])],
  ['S3Download', list(ALL, ['source', 'destination'], ['expectedBucketOwner', 'overwrite'])],
  ['S3Upload', list(ALL, ['source', 'destination'], ['recurse', 'expectedBucketOwner'])],
  ['SetFileEncoding', list(ALL, ['path'], ['encoding'])],
  ['SetFileOwner', list(UNIX, ['path', 'owner'], ['group'])],
  ['SetFilePermissions', list(UNIX, ['path', 'permissions'])],
  ['SetFolderOwner', list(UNIX, ['path', 'owner'], ['group', 'recursive'])],
  ['SetFolderPermissions', list(UNIX, ['path', 'permissions'], ['recursive'])],
  ['SetRegistry', list([WINDOWS], ['path', 'name', 'value', 'type'])],
  ['UninstallMSI', map([WINDOWS], ['path'], MSI, MSI_OUTPUTS)],
  ['UpdateOS', map([LINUX, WINDOWS], [], ['include', 'exclude'])],
  ['WebDownload', list(ALL, ['source', 'destination'], ['overwrite', 'checksum', 'algorithm', 'ignoreCertificateErrors'], ['destination'])],
]);
