import { Stack, Token } from 'aws-cdk-lib';
import { Fact } from 'aws-cdk-lib/region-info';
import { IConstruct } from 'constructs';
import { warn } from '../../private/checks/warnings';

const SEE = 'https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html';

/** The Regions that are on by default in every account: most apps need no other, so they need not load the whole list. */
const ENABLED_BY_DEFAULT = [
  'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2', 'ca-central-1', 'eu-central-1',
  'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'sa-east-1', 'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2',
];

/** Warns of a Region that aws-cdk-lib does not know. Its list may be older than a new Region, so this is not an error. */
export function warnOfUnknownRegion(scope: IConstruct, region: string): void {
  if (region === Stack.of(scope).region || Token.isUnresolved(region) || ENABLED_BY_DEFAULT.includes(region)) return;
  if (Fact.regions.includes(region)) return;
  const similar = Fact.regions.filter((known) => distance(known, region) <= 2);
  const advice = similar.length > 0 ? `did you mean ${similar.map((known) => `'${known}'`).join(' or ')}?` : 'check its name.';
  warn(scope, 'unknownRegion', `The distribution is to '${region}', a Region that this version of aws-cdk-lib does not know: ${advice} If it is a new Region, acknowledge this warning. See ${SEE}`);
}

/** The edit distance of two texts: how many letters are inserted, left out or replaced. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...a].entries()) {
    const next = [index + 1];
    for (let column = 0; column < b.length; column++) {
      next.push(Math.min(row[column] + Number(letter !== b[column]), row[column + 1] + 1, next[column] + 1));
    }
    row = next;
  }
  return row[b.length];
}
