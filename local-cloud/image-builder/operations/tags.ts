import { notFound, ServiceError } from '../errors';
import { Tags } from '../resource';
import { Call, Handlers } from './call';

const TAGS_QUOTA = 50;

export const tagOperations: Handlers = {
  TagResource: tag,
  UntagResource: untag,
  ListTagsForResource: listTags,
};

function tag(input: { resourceArn: string; tags: Tags }, call: Call) {
  const target = taggable(call, input.resourceArn);
  const tags = { ...target.tags, ...input.tags };
  if (Object.keys(tags).length > TAGS_QUOTA) {
    throw new ServiceError('InvalidParameterException', `A resource has at most ${TAGS_QUOTA} tags.`);
  }
  target.tags = tags;
  return {};
}

function untag(input: { resourceArn: string; tagKeys: string[] }, call: Call) {
  const target = taggable(call, input.resourceArn);
  target.tags = Object.fromEntries(Object.entries(target.tags).filter(([key]) => !input.tagKeys.includes(key)));
  return {};
}

function listTags(input: { resourceArn: string }, call: Call) {
  return { tags: taggable(call, input.resourceArn).tags };
}

function taggable(call: Call, arn: string): { tags: Tags } {
  const target = call.store.resources.get(arn) ?? call.store.images.get(arn);
  if (!target) throw notFound(arn);
  return target;
}
