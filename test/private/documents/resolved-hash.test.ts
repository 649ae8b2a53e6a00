import { App, Aws, CfnParameter, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { resolvedByTarget } from '../../../src/private/documents/resolved-hash';

const app = new App();
const stack = new Stack(app, 'Stack');
const bucket = new s3.Bucket(stack, 'Bucket');
const other = new s3.Bucket(new Stack(app, 'Other'), 'Bucket');
const nested = new s3.Bucket(new NestedStack(stack, 'Nested'), 'Bucket');

// A hash of another structure would build every image again, although nothing has changed.
test.each<[string, unknown]>([
  ['a text', 'text'],
  ['a reference', bucket.bucketArn],
  ['references in a text', `aws s3 cp s3://${bucket.bucketName}/a /b && echo ${Aws.REGION}`],
  ['references without a text between them', `${Aws.REGION}${bucket.bucketName}${Aws.ACCOUNT_ID}`],
  ['a join in a text', `begin ${Fn.join('', ['a', bucket.bucketArn, 'b'])} end`],
  ['a join with another delimiter in a text', `begin ${Fn.join('-', ['a', bucket.bucketArn, 'b'])} end`],
  ['a condition in a text', `begin ${Fn.conditionIf('IsProd', bucket.bucketArn, 'b').toString()} end`],
  ['a list', { list: [bucket.bucketName, new CfnParameter(stack, 'List', { type: 'CommaDelimitedList' }).valueAsList] }],
  ['a reference to a nested stack', `begin ${nested.bucketArn} end`],
])('without another stack, a structure is as in the template: %s', (_what, content) => {
  expect(resolvedByTarget(bucket, content)).toEqual(stack.resolve(content));
});

test('a reference to another stack is its target, also in a text', () => {
  expect(resolvedByTarget(bucket, [other.bucketArn, `begin ${other.bucketArn} end`])).toEqual([
    { Ref: 'Other/Bucket/Resource.Arn' },
    { 'Fn::Join': ['', ['begin ', { Ref: 'Other/Bucket/Resource.Arn' }, ' end']] },
  ]);
});
