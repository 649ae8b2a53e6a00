import { listPipelineImages } from '../image/image-report';
import { isRunning, stateOf } from '../image/states';
import { undefinedIfNotFound } from '../services/call-error';
import { ImageBuilder } from '../services/image-builder';
import { shortName } from '../values/arn';
import { asText, JsonObject } from '../values/json';

/** Something that has builds: a pipeline, an image that no pipeline builds, or the images of a name. */
export interface Candidate {
  readonly name: string;
  /** Of a pipeline: its ARN, which matches nothing else. */
  readonly pipelineArn?: string;
  readonly isRunning: boolean;
  /** Its images, in any order. */
  images(): Promise<JsonObject[]>;
}

/** An image in the physical id of a resource: the id of a build of this library is its ARN, then a bar, then more. */
const IMAGE_OF_ID = /^arn:[\w-]+:imagebuilder:[\w-]+:\d{12}:image\/[\w-]+\/[\dx.]+\/\d+(?=$|\|)/;

export function pipelineCandidate(api: ImageBuilder, pipeline: JsonObject): Candidate {
  const arn = asText(pipeline.arn);
  return {
    name: asText(pipeline.name), pipelineArn: arn, isRunning: isRunning(asText(pipeline.lastRunStatus)), images: () => listPipelineImages(api, arn),
  };
}

export function namedCandidate(name: string, images: JsonObject[]): Candidate {
  return { name, isRunning: false, images: async () => images };
}

/**
 * The pipelines among the resources of a stack, the pipelines of the images among them, and the images that no pipeline builds.
 *
 * @param pipelines all pipelines of the Region
 */
export async function stackCandidates(api: ImageBuilder, physicalIds: readonly string[], pipelines: readonly JsonObject[]): Promise<Candidate[]> {
  const arns = new Set(physicalIds.flatMap((id) => IMAGE_OF_ID.exec(id)?.[0] ?? []));
  // Somebody may have deleted an image that the stack still lists.
  const images = (await Promise.all([...arns].map((arn) => api.getImage(arn).catch(undefinedIfNotFound)))).filter((image) => image !== undefined);
  const isOfStack = ({ arn }: JsonObject) => physicalIds.includes(asText(arn)) || images.some(({ sourcePipelineArn }) => sourcePipelineArn === arn);
  return [
    ...pipelines.filter(isOfStack).map((pipeline) => pipelineCandidate(api, pipeline)),
    ...images.filter(({ sourcePipelineArn }) => asText(sourcePipelineArn) === '').map(imageCandidate),
  ];
}

function imageCandidate(image: JsonObject): Candidate {
  return { name: shortName(asText(image.arn)), isRunning: isRunning(stateOf(image)), images: async () => [image] };
}
