import { isOverdue, isResponseUrl } from '../../../src/runtime/requests/response-url';

const BUCKET = 'cloudformation-custom-resource-response';

describe('the function responds to a URL', () => {
  test.each([
    [`https://${BUCKET}-euwest1.s3.eu-west-1.amazonaws.com/x?y`, 'eu-west-1'],
    [`https://${BUCKET}-euwest1.s3-eu-west-1.amazonaws.com/x`, 'eu-west-1'],
    [`https://${BUCKET}-useast1.s3.amazonaws.com/x`, 'us-east-1'],
    [`https://${BUCKET}-useast1.s3.dualstack.us-east-1.amazonaws.com/x`, 'us-east-1'],
    [`https://${BUCKET}-cnnorth1.s3.cn-north-1.amazonaws.com.cn/x`, 'cn-north-1'],
  ])('of CloudFormation: %s', (url, region) => expect(isResponseUrl(url, region)).toBe(true));

  test.each([
    [`http://${BUCKET}-euwest1.s3.eu-west-1.amazonaws.com/x`],
    [`https://${BUCKET}-euwest1.s3.eu-west-1.amazonaws.com.example.com/x`],
    [`https://${BUCKET}-euwest1.s3.example.com/x`],
    [`https://${BUCKET}-euwest1x.s3.eu-west-1.amazonaws.com/x`],
    [`https://${BUCKET}-useast1.s3.us-east-1.amazonaws.com/x`],
    [`https://my-${BUCKET}-euwest1.s3.eu-west-1.amazonaws.com/x`],
    [`https://user@example.com/${BUCKET}-euwest1.s3.eu-west-1.amazonaws.com`],
    ['http://127.0.0.1/x'],
    ['http://169.254.169.254/latest/meta-data'],
    [''],
    ['x'],
  ])('but not of anybody else: %s', (url) => expect(isResponseUrl(url, 'eu-west-1')).toBe(false));
});

describe('a request is overdue', () => {
  const request = (ServiceTimeout?: string) => ({
    RequestType: 'Create', RequestId: 'r', StackId: 's', LogicalResourceId: 'l', ResourceType: 't', ResourceProperties: { ServiceTimeout },
  } as const);
  const url = 'https://example.com/x?X-Amz-Date=20260131T120000Z&X-Amz-Expires=7200';
  const at = (time: string) => new Date(`2026-01-31T${time}Z`);

  test('once its time-out has passed since its URL was signed', () => {
    expect(isOverdue(request('600'), url, at('12:10:00'))).toBe(false);
    expect(isOverdue(request('600'), url, at('12:10:01'))).toBe(true);
  });

  test('after an hour where it says nothing of its time-out', () => {
    expect(isOverdue(request(), url, at('13:00:00'))).toBe(false);
    expect(isOverdue(request('soon'), url, at('13:00:01'))).toBe(true);
  });

  test.each(['https://example.com/x', 'https://example.com/x?X-Amz-Date=yesterday', 'https://example.com/x?X-Amz-Date=20269931T120000Z', ''])(
    'never where its URL does not say when it was signed: %s', (other) => expect(isOverdue(request('1'), other, at('23:00:00'))).toBe(false),
  );
});
