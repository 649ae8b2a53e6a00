/** An event of Image Builder, as the service documents it. */
export interface ImageBuilderEvent {
  readonly 'source': string;
  readonly 'detail-type': string;
  readonly 'resources': string[];
  readonly 'detail': Record<string, unknown>;
}

const PSEUDO_PARAMETERS: Record<string, string> = { 'AWS::Partition': 'aws', 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '123456789012' };

/** Whether EventBridge would send an event to a rule with this pattern; reference `{ 'Fn::GetAtt': [..] }` by `references`. */
export function matches(pattern: unknown, event: unknown, references: Record<string, string> = {}): boolean {
  const known = resolved(pattern, references) as Record<string, unknown>;
  return Object.entries(known).every(([key, wanted]) => {
    const value = (event as Record<string, unknown> | undefined)?.[key];
    return Array.isArray(wanted) ? [value].flat().some((one) => wanted.some((matcher) => accepts(matcher, one))) : matches(wanted, value);
  });
}

function accepts(matcher: unknown, value: unknown): boolean {
  if (typeof matcher !== 'object' || matcher === null) return matcher === value;
  if ('prefix' in matcher) return typeof value === 'string' && value.startsWith(String(matcher.prefix));
  if ('wildcard' in matcher) return typeof value === 'string' && hasShape(String(matcher.wildcard), value);
  if ('numeric' in matcher) return typeof value === 'number' && value > Number((matcher.numeric as unknown[])[1]);
  throw new Error(`No matcher is known for ${JSON.stringify(matcher)}`);
}

/** Whether a text has the parts between the asterisks, in their order. */
function hasShape(wildcard: string, text: string): boolean {
  const literal = (part: string) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${wildcard.split('*').map(literal).join('.*')}$`, 's').test(text);
}

function resolved(value: unknown, references: Record<string, string>): unknown {
  if (Array.isArray(value)) return value.map((entry) => resolved(entry, references));
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value) return PSEUDO_PARAMETERS[String(value.Ref)];
  if ('Fn::GetAtt' in value) return references[(value['Fn::GetAtt'] as string[])[0]];
  if ('Fn::Join' in value) {
    const [separator, parts] = value['Fn::Join'] as [string, unknown[]];
    return parts.map((part) => resolved(part, references)).join(separator);
  }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, resolved(entry, references)]));
}
