import * as fc from 'fast-check';
import { explain } from '../../../src/runtime/image/explain';
import { explanationOf, EXPLANATIONS } from '../../../src/runtime/image/explanations';
import { ImageReport } from '../../../src/runtime/image/image-report';

const ARN = 'arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.0.0/1';
const NO_GATE = { status: 'NOT_EVALUATED', reason: '' } as const;

const report = (more: Partial<ImageReport>): ImageReport => ({
  arn: ARN, image: {}, state: 'FAILED', stateReason: '', workflows: [], findings: { unknown: '' }, ...more,
});

/** What each entry is there for: [step, action, message] as users have met them, or as the guide has them. */
const SEEN: Record<string, Array<[string, string, string]>> = {
  'ssm-agent': [
    ['', '', 'SSM execution \'8930028b\' failed with status = \'Failed\' in state = \'BUILDING\' and failure message = \'SSM Agent verification failed\''],
    ['BUILD/LaunchBuildInstance', 'LaunchInstance', 'Step timed out while step is verifying the SSM Agent availability on the target instance(s). SSM Agent on Instances: [i-1] are not functioning.'],
    ['', '', 'Step timed out while step is verifying the Systems Manager Agent availability on the target instance(s)'],
    ['TEST/LaunchTestInstance', 'LaunchInstance', 'The step timed out'],
  ],
  'inventory': [
    ['BUILD/CollectImageMetadata', 'CollectImageMetadata', 'The step failed'],
    ['BUILD/AssertInventoryCollection', '', 'Failed'],
    ['', '', 'Cannot create the inventory association for the instance'],
  ],
  'poll-action': [['', '', 'SSM execution failed with status = \'TimedOut\' and failure message = \'Step timed out while step is Poll action status for completion.\'']],
  'instance-profile': [['BUILD/LaunchBuildInstance', 'LaunchInstance', 'Value (golden) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name']],
  'instance-quota': [['BUILD/LaunchBuildInstance', 'LaunchInstance', 'You have requested more vCPU capacity than your current vCPU limit of 32 allows (VcpuLimitExceeded)']],
  'instance-type': [
    ['BUILD/LaunchBuildInstance', 'LaunchInstance', 'We currently do not have sufficient capacity (InsufficientInstanceCapacity)'],
    ['BUILD/LaunchBuildInstance', 'LaunchInstance', 'The requested instance type t4g.small is not supported in your requested Availability Zone (eu-west-1c)'],
    ['BUILD/LaunchBuildInstance', 'LaunchInstance', 'The architecture \'arm64\' of the specified instance type does not match the architecture \'x86_64\' of the specified AMI'],
  ],
  'block-device': [['BUILD/LaunchBuildInstance', 'LaunchInstance', 'InvalidBlockDeviceMapping: Volume of size 8GB is smaller than snapshot \'snap-1\', expect size >= 30GB']],
  'public-sharing': [['DISTRIBUTION/DistributeImage', 'DistributeImage', 'EC2 Client Error: \'You can\'t publicly share this image because block public access for AMIs is enabled for this account.']],
  'encryption-key': [['DISTRIBUTION/DistributeImage', 'DistributeImage', 'Client.InvalidKMSKey.InvalidState: the KMS key provided is in an incorrect state']],
  'distribution': [
    ['', '', 'Not all distribution jobs are completed. 1) AMI Copy Reported Failure For ami-1 when distributing the image from the source account (ID: 1) to the destination account (ID: 2)'],
    ['DISTRIBUTION/DistributeImage', 'DistributeImage', 'Not authorized to copy the image'],
  ],
  'access-denied': [
    ['BUILD/ApplyBuildComponents', 'ExecuteComponents', 'AccessDenied: Access Denied status code: 403'],
    ['BUILD/Notify', 'ExecuteStateMachine', 'User: arn:aws:sts::1:assumed-role/x is not authorized to perform: states:StartExecution'],
  ],
  'rate-exceeded': [['', '', 'Cannot start the SSM automation: Rate exceeded']],
  'noexec': [['BUILD/ApplyBuildComponents', 'ExecuteComponents', '/tmp/imagebuilder/detail.sh: Permission denied']],
  'wait-for-action': [['TEST/Approve', 'WaitForAction', 'The step was stopped']],
  'component': [
    ['BUILD/ApplyBuildComponents', 'ExecuteComponents', 'Document arn:aws:imagebuilder:eu-west-1:123456789012:component/agent/1.0.0/1 failed!'],
    ['BUILD/RunScript', 'RunCommand', 'The command exited with status 1'],
  ],
};

test('each entry is met by what it is there for', () => {
  expect(Object.keys(SEEN).sort()).toEqual(EXPLANATIONS.map(({ id }) => id).sort());
  for (const [id, seen] of Object.entries(SEEN)) {
    for (const [step, action, message] of seen) expect({ message, id: explanationOf({ step, action, message })?.id }).toEqual({ message, id });
  }
});

test.each([
  ['BUILD/LaunchBuildInstance', 'LaunchInstance', 'The AMI does not exist'], ['BUILD/SanitizeInstance', 'SanitizeInstance', 'failed'],
  ['TEST/RunTests', 'RunCommand', 'port 22 is open'], ['', '', 'the agent is not installed'], ['', '', ''],
])('%s %s %j has no usual cause', (step, action, message) => expect(explanationOf({ step, action, message })).toBeUndefined());

test.each(EXPLANATIONS)('$id is written for a heading, a hint and a page', ({ id, symptom, signs, cause, remedy, page }) => {
  expect(id).toMatch(/^[a-z-]+$/);
  expect(symptom).not.toMatch(/\.$/);
  expect(signs.length).toBeGreaterThan(0);
  for (const sentence of [cause, remedy]) expect(sentence).toMatch(/^[A-Z].+\.$/);
  expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/);
  expect(`${cause} ${remedy} See ${page}`.length).toBeLessThanOrEqual(400);
});

describe('the reason of a failed deployment', () => {
  test('tells what failed, the usual cause, and where to look', () => {
    const failedStep = { step: 'BUILD/LaunchBuildInstance', action: 'LaunchInstance', message: 'SSM Agent verification failed' };
    expect(explain(report({ failedStep }), NO_GATE)).toBe(
      `Image ${ARN} is FAILED: BUILD/LaunchBuildInstance (LaunchInstance) failed: SSM Agent verification failed. `
      + 'The build instance did not report to Systems Manager: its network does not reach it, or its role may not. '
      + 'Let it reach the endpoints ssm, ssmmessages, ec2messages and imagebuilder by HTTPS, and give its role AmazonSSMManagedInstanceCore. '
      + 'See https://docs.aws.amazon.com/imagebuilder/latest/userguide/troubleshooting.html '
      + `Log group: /aws/imagebuilder/golden https://eu-west-1.console.aws.amazon.com/imagebuilder/home?region=eu-west-1#/images/${ARN}`,
    );
  });

  test('names the log group that the image was given', () => {
    const image = { loggingConfiguration: { logGroupName: '/golden/builds' } };
    expect(explain(report({ image }), NO_GATE)).toMatch(/ Log group: \/golden\/builds https:\S+$/);
    expect(explain(report({ image, state: 'AVAILABLE' }), NO_GATE)).not.toContain('Log group');
  });

  test('finds the cause in the image\'s own reason, too', () => {
    expect(explain(report({ stateReason: 'Not all distribution jobs are completed.' }), NO_GATE)).toContain('aws imagebuilder retry-image');
  });

  test('of an unknown message is that message', () => {
    const failedStep = { step: 'TEST/RunTests', action: 'RunCommand', message: 'port 22 is open' };
    expect(explain(report({ failedStep }), NO_GATE)).toMatch(/failed: port 22 is open\. Log group: \S+ https:\S+$/);
  });

  test.each(['port 22 is open.', 'port 22 is open', 'port 22 is open. '])('ends %j with one full stop', (message) => {
    expect(explain(report({ failedStep: { step: 'TEST/RunTests', action: 'RunCommand', message } }), NO_GATE)).toMatch(/failed: port 22 is open\. Log group: \S+ https:\S+$/);
    expect(explain(report({ stateReason: message }), NO_GATE)).toMatch(/is FAILED: port 22 is open\. Log group: \S+ https:\S+$/);
  });

  test('of a refused image has no hint', () => {
    expect(explain(report({ state: 'AVAILABLE' }), { status: 'FAILED', reason: 'inventory of 4 (3 allowed)' })).toMatch(/\(3 allowed\)\. https:\S+$/);
  });

  test('fits, keeps its beginning, and ends with the address', () => {
    const arn = fc.integer({ min: 1, max: 126 }).map((length) => ARN.replace('golden', 'g'.repeat(length)));
    const logGroup = fc.integer({ min: 1, max: 512 }).map((length) => '/'.repeat(length));
    const message = fc.tuple(fc.constantFrom(...Object.values(SEEN).flat()), fc.string({ unit: 'grapheme', maxLength: 2_000 }));
    fc.assert(fc.property(arn, logGroup, message, (imageArn, logGroupName, [[step, action, known], more]) => {
      const image = { loggingConfiguration: { logGroupName } };
      const told = explain(report({ arn: imageArn, image, failedStep: { step, action, message: `${known} ${more}` } }), NO_GATE);
      expect(told.length).toBeLessThanOrEqual(1000);
      expect(told.startsWith(`Image ${imageArn} is FAILED: ${step || known.slice(0, 20)}`)).toBe(true);
      expect(told.endsWith(` https://eu-west-1.console.aws.amazon.com/imagebuilder/home?region=eu-west-1#/images/${imageArn}`)).toBe(true);
      expect(told).not.toContain('  ');
    }));
  });
});
