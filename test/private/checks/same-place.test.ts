import { App, Aws, Stack } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { checkSameAccount, checkSamePlace, checkSameRegion, placeDifference } from '../../../src/private/checks/same-place';

const HERE = { region: 'eu-west-1', account: '111122223333' };
const ELSEWHERE = { region: 'us-east-1', account: '444455556666' };
type Place = typeof HERE;

function check(how: typeof checkSamePlace, place: Place): () => void {
  const stack = new Stack(new App(), 'Stack', { env: HERE });
  const resource = sns.Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${place.region}:${place.account}:topic`);
  return () => how(stack, { what: 'topic', resource, see: 'https://example.com' });
}

test('checkSamePlace() rejects a resource in another Region and names its path', () => {
  const message = "The topic must be in the stack's own Region 'eu-west-1', got 'Stack/Topic' in 'us-east-1': make one in the stack's Region. See https://example.com [at Stack]";
  for (const how of [checkSameRegion, checkSamePlace]) expect(check(how, { ...HERE, region: ELSEWHERE.region })).toThrow(message);
  expect(check(checkSameAccount, { ...HERE, region: ELSEWHERE.region })).not.toThrow();
});

test('checkSamePlace() rejects a resource in another account and names its path', () => {
  const message = "The topic must be in the stack's own account '111122223333', got 'Stack/Topic' in '444455556666': make one in the stack's account.";
  for (const how of [checkSameAccount, checkSamePlace]) expect(check(how, { ...HERE, account: ELSEWHERE.account })).toThrow(message);
  expect(check(checkSameRegion, { ...HERE, account: ELSEWHERE.account })).not.toThrow();
});

test('checkSamePlace() accepts places that are unknown at synthesis', () => {
  const unknown = { region: Aws.REGION, account: Aws.ACCOUNT_ID };
  expect(placeDifference(HERE, unknown)).toBeUndefined();
  expect(placeDifference(unknown, ELSEWHERE)).toBeUndefined();
  expect(placeDifference({ ...unknown, account: HERE.account }, ELSEWHERE)).toEqual({ what: 'account', own: HERE.account, other: ELSEWHERE.account });
});
