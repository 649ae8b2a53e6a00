import { withProfile } from './advised-command';
import { Candidate, namedCandidate, pipelineCandidate, stackCandidates } from './candidates';
import { CommandError } from './command-error';
import { Session } from './session';
import { listPipelineImages } from '../image/image-report';
import { newestFirst } from '../image/newest-first';
import { isDeleted } from '../image/states';
import { recipeArnOf } from '../monitoring/fleet';
import { asCallError, CallError, undefinedIfNotFound } from '../services/call-error';
import { ImageBuilder } from '../services/image-builder';
import { arnParts, normalizedImageArn, normalizedName } from '../values/arn';
import { asText, JsonObject } from '../values/json';

/** The kinds of ARN that an argument may have. In a workflow, the ARN of an image contains the name as it was given. */
const IMAGE_ARN = /^arn:[\w-]+:imagebuilder:[\w-]+:\d{12}:image\/[\w .-]+\/[\dx]+\.[\dx]+\.[\dx]+(\/\d+)?$/;
const PIPELINE_ARN = /^arn:[\w-]+:imagebuilder:[\w-]+:\d{12}:image-pipeline\/[\w-]+$/;
const STACK_ARN = /^arn:[\w-]+:cloudformation:[\w-]+:\d{12}:stack\/[A-Za-z][A-Za-z0-9-]*\/[\w-]+$/;
/** A name that a stack may have, or its ARN. */
const STACK_NAME = /^[A-Za-z][A-Za-z0-9-]{0,127}$|^arn:/;
/** Such as `golden-linux`, `golden-linux/1.0.0` or `golden-linux/1.0.0/3`. */
const NAME = /^([\w .-]+?)(?:\/(\d+\.\d+\.\d+)(?:\/(\d+))?)?$/;
const MOST_NAMED = 5;
const AFTER_ROLLBACK = 'If a rollback deleted the pipeline, give the ARN of the image, which the error of the deployment names.';

/** The actions that a command needs to find an image. */
export const FIND_IMAGE_ACTIONS = [
  'imagebuilder:GetImage', 'imagebuilder:ListImagePipelines', 'imagebuilder:ListImagePipelineImages', 'imagebuilder:ListImages',
  'imagebuilder:ListImageBuildVersions', 'cloudformation:ListStackResources',
];

/** How a name is taken. */
interface NameOptions {
  /** Whether, of several pipelines that match, the one that is building is taken. */
  readonly prefersRunning?: boolean;
  /** Whether the beginning of a name does not stand for it, since nobody is asked whether the right build was found. */
  readonly needsWholeName?: boolean;
}

/**
 * Finds the build that a person means: by its ARN, by the name of the image, of its pipeline or of a stack, or by the beginning
 * of its pipeline's name. Without a version, finds the newest build.
 *
 * @returns its build version ARN
 * @throws CommandError if nothing has this name, or several things do
 */
export async function findImage(session: Session, text: string, options: NameOptions = {}): Promise<string> {
  if (!IMAGE_ARN.test(text)) return newest(await findImages(session, text, options), text);
  const arn = normalizedImageArn(text);
  return hasBuild(arn) ? arn : asText((await session.images.getImage(arn)).arn);
}

/** All builds that a name or an ARN stands for, in any order; of one that was given itself, only the ARN. */
export async function findImages(session: Session, text: string, { prefersRunning, needsWholeName }: NameOptions = {}): Promise<JsonObject[]> {
  const { images: api } = session;
  if (IMAGE_ARN.test(text)) {
    const arn = normalizedImageArn(text);
    if (hasBuild(arn)) return [{ arn }];
    const { name, version } = arnParts(arn);
    // Only GetImage takes such an ARN, and only for builds that have ended.
    if (version.includes('x')) throw new CommandError(`"${text}" stands for several versions: give the name ${name}, or the ARN of a version or build.`);
    return api.listImageBuildVersions(arn);
  }
  if (PIPELINE_ARN.test(text)) return listPipelineImages(api, text);
  const [, name, version, build] = STACK_ARN.test(text) ? [text, text] : NAME.exec(text) ?? [];
  if (name === undefined) throw new CommandError(`"${text}" is neither an ARN of an image, pipeline or stack nor a name: give one such as golden-linux or golden-linux/1.0.0/3.`);
  const { candidates, nothing, isExact, isBeginning } = await candidatesOf(session, name, version === undefined);
  if (needsWholeName && isBeginning && candidates.length > 0) {
    throw new CommandError(`"${name}" is only the beginning of ${candidates.map((one) => one.name).sort().slice(0, MOST_NAMED).join(', ')}: with --yes, give the whole name.`);
  }
  if (isExact && candidates.length > 1 && build !== undefined) {
    const image = await buildOf(api, candidates[0], `${normalizedName(name)}/${version}/${build}`);
    if (image) return [image];
  }
  const running = prefersRunning ? candidates.filter(({ isRunning }) => isRunning) : [];
  const candidate = onlyOne(running.length > 0 ? running : candidates, name);
  if (!candidate) throw new CommandError(nothing);
  const all = await candidate.images();
  const isPipeline = normalizedName(candidate.name) === normalizedName(name);
  const images = isExact ? imagesMeant(all, name, { isPipeline, hasVersion: version !== undefined }) : all;
  const wanted = [version, build].filter(Boolean).join('/');
  const found = wanted === '' ? images : images.filter(({ arn }) => `${arnParts(asText(arn)).version}/`.startsWith(`${wanted}/`));
  if (images.length > 0 && found.length === 0) throw new CommandError(`"${name}" has no build ${wanted}: it has ${numbersOf(images)}.`);
  return found;
}

/** The build of a full name, whichever of several pipelines with one recipe built it; undefined if there is none. */
async function buildOf(api: ImageBuilder, { pipelineArn = '' }: Candidate, buildName: string): Promise<JsonObject | undefined> {
  return api.getImage(pipelineArn.replace(/:image-pipeline\/.*/, `:image/${buildName}`)).catch(undefinedIfNotFound);
}

/** @param text what was given, for the error if there are none */
export function newest(images: JsonObject[], text: string): string {
  const present = images.filter((image) => !isDeleted(image));
  const arn = asText(newestFirst(present)[0]?.arn);
  if (arn === '') throw new CommandError(`"${text}" has not built an image yet.`);
  return arn;
}

/**
 * The images of a pipeline that a name stands for. A pipeline keeps the images of earlier recipes, whose names differ: the name of an image
 * stands for images of that name only, and so does the name of a pipeline together with a version, if there are any.
 */
function imagesMeant(images: JsonObject[], name: string, { isPipeline, hasVersion }: { isPipeline: boolean; hasVersion: boolean }): JsonObject[] {
  const ofName = images.filter(({ arn }) => arnParts(asText(arn)).name === normalizedName(name));
  return isPipeline && (!hasVersion || ofName.length === 0) ? images : ofName;
}

/** The candidates for a name, and the error if there are none. */
interface Candidates {
  readonly candidates: Candidate[];
  /** Whether the name is that of a pipeline or of images, not of a stack. */
  readonly isExact: boolean;
  /** Whether the name is only the beginning of theirs. */
  readonly isBeginning: boolean;
  readonly nothing: string;
}

/**
 * Pipelines with a name, or with images of that name. If there are none, those of the stack with that name; if there are none
 * either, images of that name, which may be those of a deleted pipeline; and only then pipelines whose name begins with it.
 */
async function candidatesOf({ images: api, stacks, region, profile }: Session, name: string, mayBeStack: boolean): Promise<Candidates> {
  const pipelines = await api.listImagePipelines();
  const wanted = normalizedName(name);
  const named = (matches: (one: string) => boolean) => (
    pipelines.filter((pipeline) => namesOf(pipeline).some(matches)).map((pipeline) => pipelineCandidate(api, pipeline))
  );
  const exact = named((one) => one === wanted);
  if (exact.length > 0) return { candidates: exact, isExact: true, isBeginning: false, nothing: '' };
  const physicalIds = mayBeStack && STACK_NAME.test(name) ? await stacks.physicalIds(name).catch(asCallError) : undefined;
  const ofStack = Array.isArray(physicalIds) ? await stackCandidates(api, physicalIds, pipelines) : [];
  const images = ofStack.length === 0 ? await imagesOf(api, name) : [];
  if (images.length > 0) return { candidates: [namedCandidate(name, images)], isExact: false, isBeginning: false, nothing: '' };
  const isBeginning = ofStack.length === 0;
  const candidates = isBeginning ? named((one) => one.startsWith(wanted)) : ofStack;
  if (physicalIds instanceof CallError) {
    return { candidates, isExact: false, isBeginning, nothing: `No image or pipeline in ${region} is called "${name}", and it is not known whether a stack is. ${physicalIds.message}` };
  }
  const what = physicalIds
    ? `The stack "${name}" in ${region} has neither a pipeline nor an image: if its deployment has just begun, try again in a minute; otherwise`
    : `No image, pipeline or stack in ${region} is called "${name}":`;
  return { candidates, isExact: false, isBeginning, nothing: `${what} run ${withProfile(`npx cdk-image-builder pipelines --region ${region}`, { profile })} to list the pipelines, or give another Region with --region. ${AFTER_ROLLBACK}` };
}

function onlyOne(candidates: Candidate[], name: string): Candidate | undefined {
  if (candidates.length <= 1) return candidates[0];
  // The name that matched several would match them again.
  const isGiven = (one: string) => normalizedName(one) === normalizedName(name);
  const names = candidates.map((candidate) => (isGiven(candidate.name) && candidate.pipelineArn) || candidate.name).sort();
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  throw new CommandError(`"${name}" matches ${names.length} names: give one of ${names.slice(0, MOST_NAMED).join(', ')}${more}.`);
}

/** The names by which people know a pipeline: its own, and those of its images. */
function namesOf(pipeline: JsonObject): string[] {
  return [asText(pipeline.name), arnParts(asText(pipeline.arn)).name, arnParts(recipeArnOf(pipeline)).name].filter(Boolean).map(normalizedName);
}

/** The images of a name, with or without a pipeline. */
export async function imagesOf(api: ImageBuilder, name: string): Promise<JsonObject[]> {
  const versions = await api.listImages(name);
  return (await Promise.all(versions.map(({ arn }) => api.listImageBuildVersions(asText(arn))))).flat();
}

/** Whether an ARN names a build, not a version, which stands for its newest available build. */
function hasBuild(imageArn: string): boolean {
  return arnParts(imageArn).version.includes('/');
}

function numbersOf(images: JsonObject[]): string {
  const numbers = images.map(({ arn }) => arnParts(asText(arn)).version);
  return numbers.length > MOST_NAMED ? `${numbers.slice(-MOST_NAMED).join(', ')} and ${numbers.length - MOST_NAMED} more` : numbers.join(', ');
}
