import { EventPattern } from 'aws-cdk-lib/aws-events';
import { IConstruct } from 'constructs';
import { Fields, isKnown, isMap } from '../private/checks/structure-check';
import { ValidationError } from '../private/checks/validation-error';

const SEE = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html';

/**
 * Narrows the pattern of a rule with the user's pattern: an event must match both.
 *
 * The merge of aws-cdk-lib accepts the values of either pattern, so a rule for available images could match failed ones, too.
 */
export function narrowedPattern(scope: IConstruct, own: EventPattern, more: EventPattern = {}): EventPattern {
  return merged(scope, [], { ...own }, { ...more });
}

function merged(scope: IConstruct, path: string[], own: Fields, more: Fields): Fields {
  const result = { ...own };
  for (const [key, value] of Object.entries(more)) {
    if (value === undefined) continue;
    result[key] = own[key] === undefined ? value : both(scope, [...path, key], own[key], value);
  }
  return result;
}

function both(scope: IConstruct, path: string[], own: unknown, more: unknown): unknown {
  if (isMap(own) && isMap(more)) return merged(scope, path, own, more);
  const field = path.join('.');
  if (!areTexts(own) || !areTexts(more)) {
    throw new ValidationError(scope, `The rule matches '${field}' itself, and a rule cannot match a field in two ways: leave '${field}' out of the eventPattern, or make an events.Rule with a pattern of your own. See ${SEE}`);
  }
  const common = own.filter((text) => more.includes(text));
  if (common.length === 0) {
    throw new ValidationError(scope, `No event would match the rule: its '${field}' is ${own.join(' or ')}, got ${more.join(' or ') || 'nothing'} in the eventPattern. See ${SEE}`);
  }
  return common;
}

function areTexts(value: unknown): value is string[] {
  return Array.isArray(value) && isKnown(value) && value.every((entry) => typeof entry === 'string' && isKnown(entry));
}
