import { Platform } from '../platform';

/** The inputs of an action module, and the platforms that it runs on. */
export interface ActionModule {
  readonly platforms: readonly Platform[];
  /** A map of inputs, a list of such maps, or a condition. */
  readonly shape: 'map' | 'list' | 'condition';
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

const { LINUX, WINDOWS, MAC_OS } = Platform;
const ALL = [LINUX, WINDOWS, MAC_OS];
const UNIX = [LINUX, MAC_OS];
const MSI = ['reboot', 'logOptions', 'logFile', 'properties', 'ignoreAuthenticodeSignatureErrors', 'allowUnsignedInstaller'];

function map(platforms: readonly Platform[], required: readonly string[], optional: readonly string[] = []): ActionModule {
  return { platforms, shape: 'map', required, optional };
}

function list(platforms: readonly Platform[], required: readonly string[], optional: readonly string[] = []): ActionModule {
  return { platforms, shape: 'list', required, optional };
}

/**
 * The action modules of component documents.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html
 */
export const ACTION_MODULES: ReadonlyMap<string, ActionModule> = new Map<string, ActionModule>([
  ['AppendFile', list(ALL, ['path'], ['content', 'encoding'])],
  ['Assert', { platforms: ALL, shape: 'condition', required: [], optional: [] }],
  ['CopyFile', list(ALL, ['source', 'destination'], ['overwrite'])],
  ['CopyFolder', list(ALL, ['source', 'destination'], ['overwrite'])],
  ['CreateFile', list(ALL, ['path'], ['content', 'encoding', 'owner', 'group', 'permissions', 'overwrite'])],
  ['CreateFolder', list(ALL, ['path'], ['owner', 'group', 'permissions', 'overwrite'])],
  ['CreateSymlink', list(UNIX, ['path', 'target'], ['force'])],
  ['DeleteFile', list(ALL, ['path'])],
  ['DeleteFolder', list(ALL, ['path'], ['force'])],
  ['ExecuteBash', map(UNIX, ['commands'])],
  ['ExecuteBinary', map(ALL, ['path'], ['arguments'])],
  ['ExecuteDocument', map(ALL, ['document'], ['document-s3-bucket-owner', 'phases', 'parameters'])],
  ['ExecutePowerShell', map([WINDOWS], [], ['commands', 'file'])],
  ['InstallMSI', map([WINDOWS], ['path'], MSI)],
  ['ListFiles', list(ALL, ['path'], ['fileNamePattern', 'recursive'])],
  ['MoveFile', list(ALL, ['source', 'destination'], ['overwrite'])],
  ['MoveFolder', list(ALL, ['source', 'destination'], ['overwrite'])],
  ['ReadFile', list(ALL, ['path'], ['encoding', 'printFileContent'])],
  ['Reboot', map([LINUX, WINDOWS], [], ['delaySeconds'])],
  ['S3Download', list(ALL, ['source', 'destination'], ['expectedBucketOwner', 'overwrite'])],
  ['S3Upload', list(ALL, ['source', 'destination'], ['recurse', 'expectedBucketOwner'])],
  ['SetFileEncoding', list(ALL, ['path'], ['encoding'])],
  ['SetFileOwner', list(UNIX, ['path', 'owner'], ['group'])],
  ['SetFilePermissions', list(UNIX, ['path', 'permissions'])],
  ['SetFolderOwner', list(UNIX, ['path', 'owner'], ['group', 'recursive'])],
  ['SetFolderPermissions', list(UNIX, ['path', 'permissions'], ['recursive'])],
  ['SetRegistry', list([WINDOWS], ['path', 'name', 'value', 'type'])],
  ['UninstallMSI', map([WINDOWS], ['path'], MSI)],
  ['UpdateOS', map([LINUX, WINDOWS], [], ['include', 'exclude'])],
  ['WebDownload', list(ALL, ['source', 'destination'], ['overwrite', 'checksum', 'algorithm', 'ignoreCertificateErrors'])],
]);
