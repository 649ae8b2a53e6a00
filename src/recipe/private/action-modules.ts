import { Platform } from '../platform';

const { LINUX, WINDOWS, MAC_OS } = Platform;
const ALL = [LINUX, WINDOWS, MAC_OS];

/**
 * The action modules of component documents, with the platforms that have them.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html
 */
export const ACTION_MODULES: ReadonlyMap<string, readonly Platform[]> = new Map([
  ['AppendFile', ALL],
  ['Assert', ALL],
  ['CopyFile', ALL],
  ['CopyFolder', ALL],
  ['CreateFile', ALL],
  ['CreateFolder', ALL],
  ['CreateSymlink', ALL],
  ['DeleteFile', ALL],
  ['DeleteFolder', ALL],
  ['ExecuteBash', [LINUX, MAC_OS]],
  ['ExecuteBinary', ALL],
  ['ExecuteDocument', ALL],
  ['ExecutePowerShell', [WINDOWS]],
  ['InstallMSI', [WINDOWS]],
  ['ListFiles', ALL],
  ['MoveFile', ALL],
  ['MoveFolder', ALL],
  ['ReadFile', ALL],
  ['Reboot', [LINUX, WINDOWS]],
  ['S3Download', ALL],
  ['S3Upload', ALL],
  ['SetFileEncoding', ALL],
  ['SetFileOwner', [LINUX, MAC_OS]],
  ['SetFilePermissions', [LINUX, MAC_OS]],
  ['SetFolderOwner', [LINUX, MAC_OS]],
  ['SetFolderPermissions', [LINUX, MAC_OS]],
  ['SetRegistry', [WINDOWS]],
  ['UninstallMSI', [WINDOWS]],
  ['UpdateOS', [LINUX, WINDOWS]],
  ['WebDownload', ALL],
]);
