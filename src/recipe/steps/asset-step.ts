import { posix, win32 } from 'node:path';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { ComponentStep, ComponentStepProps } from './component-step';
import { quoted } from '../../private/checks/callers-language';
import { Fields } from '../../private/checks/structure-check';
import { ValidationError } from '../../private/checks/validation-error';
import { ComponentConditionAction } from '../component-condition';
import { Platform } from '../platform';
import { failingBash, failingPowerShell } from '../private/fail-fast';

const SEE_LOOPS = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-looping-constructs.html';

const { EXECUTE } = ComponentConditionAction;

/** Properties of a step that ships a file or a folder of the app to the instance. */
export interface AssetStepProps extends ComponentStepProps {
  /** The path of the file or folder, relative to the directory in which the app runs. */
  readonly path: string;

  /** The absolute path on the instance: of the file, or of the folder that takes the contents of the folder. */
  readonly destination: string;
}

/**
 * Ships a local file or folder to the instance: the app uploads it, and the build downloads it. If the role of the build
 * instances belongs to the app, it gets permission to read the file.
 *
 * The step becomes two steps in the document: for a file, the first creates its folder; for a folder, the first downloads
 * an archive and the second unpacks it; with a loop, a third removes the archive. Unpacking on Linux and macOS needs `unzip` or
 * `python3`. Synthesis fails if a file has a condition that holds only while its folder is missing: let it ask for the file. It
 * also fails if a file has a loop with a name, which its two steps cannot share.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-s3download
 *
 * @example
 * import { AssetStep, ComponentDocument, ExecuteBashStep } from 'cdk-image-builder';
 *
 * const document = ComponentDocument.fromSteps({
 *   buildSteps: [
 *     new AssetStep('Ship', { path: './agent', destination: '/opt/agent' }),
 *     new ExecuteBashStep('Install', { commands: ['bash /opt/agent/install.sh'] }),
 *   ],
 * });
 */
export class AssetStep extends ComponentStep {
  /** @param name The name of the step, unique in the phase, of at most 119 characters. */
  public constructor(name: string, private readonly asset: AssetStepProps) {
    super(name, 'S3Download', undefined, asset);
  }

  /** @internal */
  public _renderIn(scope: Construct, platform: Platform): { steps: Fields[]; assets: assets.Asset[] } {
    const { path, destination } = this.asset;
    const asset = new assets.Asset(scope, freeId(scope, `Asset${this.name}`), { path });
    const isWindows = platform === Platform.WINDOWS;
    const step = this._render();
    const download = (target: string) => ({ action: 'S3Download', inputs: [{ source: asset.s3ObjectUrl, destination: target }] });
    const run = (bash: string[], powerShell: string[]) => isWindows
      ? { action: 'ExecutePowerShell', inputs: { commands: failingPowerShell(powerShell) } }
      : { action: 'ExecuteBash', inputs: { commands: failingBash(bash) } };
    if (asset.isFile) {
      const folder = (isWindows ? win32 : posix).dirname(destination);
      this.checkFolderCondition(scope, folder, isWindows);
      this.checkLoopName(scope);
      return {
        assets: [asset],
        steps: [
          { ...step, name: `${this.name}-Folder`, ...run([`mkdir -p ${bashWord(folder)}`], [`New-Item -ItemType Directory -Force -Path ${powerShellWord(folder)} | Out-Null`]) },
          { ...step, ...download(destination) },
        ],
      };
    }
    const archive = `${isWindows ? 'C:\\Windows\\Temp\\' : '/tmp/'}${asset.assetHash}.zip`;
    const unpack = [
      `mkdir -p ${bashWord(destination)}`,
      `if command -v unzip > /dev/null; then unzip -qo '${archive}' -d ${bashWord(destination)}; else python3 -m zipfile -e '${archive}' ${bashWord(destination)}; fi`,
    ];
    const expand = [`Expand-Archive -Force -LiteralPath '${archive}' -DestinationPath ${powerShellWord(destination)}`];
    const archiveStep = { ...step, name: `${this.name}-Archive`, ...download(archive) };
    if (!step.loop) {
      return { assets: [asset], steps: [archiveStep, { ...step, ...run([...unpack, `rm '${archive}'`], [...expand, `Remove-Item -LiteralPath '${archive}'`]) }] };
    }
    // Each round unpacks the same archive. A condition belongs to the rounds: it may ask for their values, or for what they make.
    const once = { loop: undefined, if: undefined };
    const remove = run([`rm '${archive}'`], [`Remove-Item -LiteralPath '${archive}'`]);
    return {
      assets: [asset],
      steps: [{ ...archiveStep, ...once }, { ...step, ...run(unpack, expand) }, { ...step, name: `${this.name}-Removal`, ...remove, ...once }],
    };
  }

  /** Rejects a condition that no longer lets the second step run once the first one has made the folder. */
  private checkFolderCondition(scope: Construct, folder: string, isWindows: boolean): void {
    const { condition, onConditionMet = EXECUTE, onConditionNotMet = ComponentConditionAction.SKIP, destination } = this.asset;
    if (!condition || (onConditionMet === EXECUTE) === (onConditionNotMet === EXECUTE)) return;
    const name = changedFolder(condition.expression, folderNames(folder, isWindows), onConditionMet === EXECUTE);
    if (name === undefined) return;
    throw new ValidationError(scope, `The step ${quoted(this.name)} makes the folder '${folder}' before it downloads the file, so its condition on the folder '${name}' would then keep it from the download: let the condition ask for the file, with ComponentCondition.fileExists('${destination}').`);
  }

  /** Rejects a name of a loop that both steps of a file would have. */
  private checkLoopName(scope: Construct): void {
    const name = this.asset.loop?._render().name;
    if (name !== undefined) throw new ValidationError(scope, `The loop ${quoted(name)} of the step ${quoted(this.name)} would run two steps of the document, which cannot share its name: leave the name of the loop out. See ${SEE_LOOPS}`);
  }
}

/** A folder and the folders that it is in. */
function folderNames(folder: string, isWindows: boolean): string[] {
  const { dirname } = isWindows ? win32 : posix;
  const outer = dirname(folder);
  return outer === folder ? [folder] : [folder, ...folderNames(outer, isWindows)];
}

/**
 * The folder that a condition asks for, so that it holds (or does not hold) only while the folder is missing.
 *
 * @param holds whether the step runs if the condition holds, or if it does not
 */
function changedFolder(condition: Fields, folders: string[], holds: boolean): string | undefined {
  const { folderExists, not, and = [], or = [] } = condition;
  if (not) return changedFolder(not as Fields, folders, !holds);
  if (!holds && folders.includes(String(folderExists).replace(/(.)[/\\]$/, '$1'))) return String(folderExists);
  return [...and as Fields[], ...or as Fields[]].map((one) => changedFolder(one, folders, holds)).find((name) => name !== undefined);
}

/** An id that no other child has: steps of several phases may have the same name. */
function freeId(scope: Construct, id: string, count = 1): string {
  const candidate = count === 1 ? id : `${id}-${count}`;
  return scope.node.tryFindChild(candidate) ? freeId(scope, id, count + 1) : candidate;
}

function bashWord(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}

function powerShellWord(text: string): string {
  return `'${text.replace(/'/g, "''")}'`;
}
