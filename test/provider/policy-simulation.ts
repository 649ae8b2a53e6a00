import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { resolve } from '../../local-cloud/conductor/intrinsics';

/** The id of the stack whose policies are simulated. */
export const SIMULATED_STACK_ID = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Golden/0b4a7a1c-0000-4000-8000-000000000000';

/** A statement of a policy. */
export interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: Record<string, Record<string, string | string[]>>;
}

/** A call as IAM sees it. */
export interface AuthorizedCall {
  readonly action: string;
  /** The end of the ARN, such as `image/golden/1.0.0/1`. */
  readonly resource: string;
  readonly resourceTags?: Record<string, string>;
  readonly requestTags?: Record<string, string>;
  /** @default - those of `requestTags` */
  readonly tagKeys?: string[];
}

/** Whether the managed policies of a stack allow a call: the operators and keys that this library uses, as IAM documents them. */
export function isAllowed(stack: Stack, call: AuthorizedCall): boolean {
  const statements = Object.values(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'))
    .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement);
  return isAllowedBy(statements, call);
}

/** Whether one of some statements allows a call. */
export function isAllowedBy(statements: readonly Statement[], call: AuthorizedCall): boolean {
  return statements.some(({ Action, Resource: resource, Condition = {} }) => [Action].flat().includes(call.action)
    && [resource].flat().some((arn) => matches(textOf(arn).split(':').slice(5).join(':') || textOf(arn), call.resource))
    && Object.entries(Condition).every(([operator, keys]) => (
      Object.entries(keys).every(([key, wanted]) => holds(operator, [wanted].flat().map(textOf), key, call))
    )));
}

function holds(operator: string, wanted: string[], key: string, call: AuthorizedCall): boolean {
  const { resourceTags = {}, requestTags = {}, tagKeys = Object.keys(requestTags) } = call;
  const [kind, tag] = key.split(/\/(.*)/);
  const values = { 'aws:TagKeys': tagKeys, 'aws:ResourceTag': [resourceTags[tag]], 'aws:RequestTag': [requestTags[tag]] }[kind];
  if (!values) throw new Error(`The condition key ${key} is not simulated.`);
  const present = values.filter((value) => value !== undefined);
  switch (operator) {
    case 'StringEquals': return present.some((value) => wanted.includes(value));
    case 'StringLike': return present.some((value) => wanted.some((pattern) => matches(pattern, value)));
    case 'ForAllValues:StringEquals': return present.every((value) => wanted.includes(value));
    default: throw new Error(`The condition operator ${operator} is not simulated.`);
  }
}

function matches(pattern: string, text: string): boolean {
  return new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\/]/g, '\\$&')).join('.*')}$`).test(text);
}

/** A text with the id of the stack, and each other reference in its place, as `{Ref}`. */
function textOf(value: unknown): string {
  return String(resolve(value, { ref: (name) => (name === 'AWS::StackId' ? SIMULATED_STACK_ID : '{Ref}'), getAtt: () => '{Ref}' }));
}
