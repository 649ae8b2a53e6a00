import { CommandError } from './command-error';
import { listPipelineImages } from '../image/image-report';
import { isRunning } from '../image/states';
import { ImageBuilder } from '../services/image-builder';
import { asObject, asText, JsonObject } from '../values/json';
import { timeOf } from '../values/time';

/** The kinds of ARN that an argument may have. */
const IMAGE_ARN = /^arn:[\w-]+:imagebuilder:[\w-]+:\d{12}:image\/[\w-]+\/[\dx]+\.[\dx]+\.[\dx]+(\/\d+)?$/;
const PIPELINE_ARN = /^arn:[\w-]+:imagebuilder:[\w-]+:\d{12}:image-pipeline\/[\w-]+$/;
/** Such as `golden-linux`, `golden-linux/1.0.0` or `golden-linux/1.0.0/3`. */
const NAME = /^([\w .-]+?)(?:\/(\d+\.\d+\.\d+)(?:\/(\d+))?)?$/;
const MOST_NAMED = 5;

/**
 * Finds the build that a person means: by its ARN, by the name of the image, of its pipeline or of its stack, or by how such
 * a name begins. Without a version it is the newest build.
 *
 * @param prefersRunning if several pipelines match, takes the one that is building
 * @returns its build version ARN
 * @throws CommandError if nothing has this name, or several things do
 */
export async function findImage(api: ImageBuilder, text: string, region: string, prefersRunning = false): Promise<string> {
  if (IMAGE_ARN.test(text)) return text.split('/').length === 4 ? text : asText((await api.getImage(text)).arn);
  if (PIPELINE_ARN.test(text)) return newest(await listPipelineImages(api, text), `The pipeline ${text}`);
  const [, name, version, build] = NAME.exec(text) ?? [];
  if (name === undefined) throw new CommandError(`"${text}" is neither an ARN of an image or pipeline nor a name: give one such as golden-linux or golden-linux/1.0.0/3.`);
  const pipelines = await api.listImagePipelines();
  const named = matching(pipelines, name);
  const running = prefersRunning ? named.filter(({ lastRunStatus }) => isRunning(asText(lastRunStatus))) : [];
  const pipeline = onlyOne(running.length > 0 ? running : named, name);
  const images = pipeline ? await listPipelineImages(api, asText(pipeline.arn)) : await imagesWithoutPipeline(api, name);
  if (!pipeline && images.length === 0) {
    throw new CommandError(`No image or pipeline in ${region} is called "${name}": run cdk-image-builder pipelines to list the pipelines, or give another Region with --region.`);
  }
  const wanted = [version, build].filter(Boolean).join('/');
  const found = wanted === '' ? images : images.filter(({ arn }) => `${asText(arn).split('/').slice(2).join('/')}/`.startsWith(`${wanted}/`));
  if (images.length > 0 && found.length === 0) throw new CommandError(`"${name}" has no build ${wanted}: it has ${numbersOf(images)}.`);
  return newest(found, `"${name}"`);
}

/**
 * Pipelines with a name, or with images of that name. If there are none, pipelines whose name begins with it: names that the
 * library generates begin with the name of the stack.
 */
function matching(pipelines: JsonObject[], name: string): JsonObject[] {
  const wanted = normalized(name);
  const exact = pipelines.filter((pipeline) => namesOf(pipeline).includes(wanted));
  return exact.length > 0 ? exact : pipelines.filter((pipeline) => namesOf(pipeline).some((one) => one.startsWith(wanted)));
}

function onlyOne(pipelines: JsonObject[], name: string): JsonObject | undefined {
  if (pipelines.length <= 1) return pipelines[0];
  const names = pipelines.map((pipeline) => asText(pipeline.name)).sort();
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  throw new CommandError(`"${name}" matches ${names.length} pipelines: give one of ${names.slice(0, MOST_NAMED).join(', ')}${more}.`);
}

/** The names by which people know a pipeline: its own, and those of its images. */
function namesOf({ arn, name, imageRecipeArn, containerRecipeArn }: JsonObject): string[] {
  const recipe = asText(imageRecipeArn) || asText(containerRecipeArn);
  return [asText(name), asText(arn).split('/')[1] ?? '', recipe.split('/')[1] ?? ''].filter(Boolean).map(normalized);
}

/** As Image Builder writes names in ARNs. */
function normalized(name: string): string {
  return name.toLowerCase().replace(/[ _]/g, '-');
}

/** Images that CloudFormation or a person builds without a pipeline. */
async function imagesWithoutPipeline(api: ImageBuilder, name: string): Promise<JsonObject[]> {
  const versions = await api.listImages(name);
  return (await Promise.all(versions.map(({ arn }) => api.listImageBuildVersions(asText(arn))))).flat();
}

function newest(images: JsonObject[], what: string): string {
  const present = images.filter(({ state }) => asText(asObject(state).status) !== 'DELETED');
  const arn = asText([...present].sort((a, b) => createdAt(b) - createdAt(a))[0]?.arn);
  if (arn === '') throw new CommandError(`${what} has not built an image yet.`);
  return arn;
}

function createdAt({ dateCreated }: JsonObject): number {
  return timeOf(asText(dateCreated)) ?? 0;
}

function numbersOf(images: JsonObject[]): string {
  const numbers = images.map(({ arn }) => asText(arn).split('/').slice(2).join('/'));
  return numbers.length > MOST_NAMED ? `${numbers.slice(-MOST_NAMED).join(', ')} and ${numbers.length - MOST_NAMED} more` : numbers.join(', ');
}

/** An image by its name and number, as in its ARN. */
export function shortName(imageArn: string): string {
  return imageArn.split('/').slice(1).join('/');
}
