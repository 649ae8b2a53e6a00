import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { explain, explanation } from '../../../src/runtime/image/explain';
import { Failure } from '../../../src/runtime/image/explanations/explanation';
import { ImageReport } from '../../../src/runtime/image/image-report';

const ARN = 'arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.0.0/1';
const CONSOLE = `https://eu-west-1.console.aws.amazon.com/imagebuilder/home?region=eu-west-1#/images/${ARN}`;
const NO_GATE = { status: 'NOT_EVALUATED', reason: '' } as const;
const EXAMPLES: Failure[] = JSON.parse(readFileSync(path.join(__dirname, 'failures.json'), 'utf8'));

const report = (more: Partial<ImageReport>): ImageReport => ({
  arn: ARN, image: {}, state: 'FAILED', stateReason: '', workflows: [], findings: { unknown: '' }, ...more,
});

describe('reason of a failed deployment', () => {
  test('says what failed, the usual cause and the remedy, then each place to look at on its own line', () => {
    const failedStep = { step: 'BUILD/LaunchBuildInstance', action: 'LaunchInstance', message: 'SSM Agent verification failed' };
    expect(explain(report({ failedStep }), NO_GATE).split('\n')).toEqual([
      `Image ${ARN} is FAILED: BUILD/LaunchBuildInstance (LaunchInstance) failed: SSM Agent verification failed. `
      + 'The instance did not answer Systems Manager: its network cannot reach the service, its role may not use it, or it has no agent. '
      + 'Open HTTPS to the endpoints ssm, ssmmessages and ec2messages, give the instance role AmazonSSMManagedInstanceCore, and let no component stop the agent.',
      'More: https://docs.aws.amazon.com/imagebuilder/latest/userguide/troubleshooting.html',
      'Log group: /aws/imagebuilder/golden',
      `Console: ${CONSOLE}`,
    ]);
  });

  test("names the image's own log group, except for an image that another resource built", () => {
    const image = { loggingConfiguration: { logGroupName: '/golden/builds' } };
    expect(explain(report({ image }), NO_GATE)).toContain('\nLog group: /golden/builds\n');
    expect(explain(report({ image, state: 'AVAILABLE' }), NO_GATE)).not.toContain('Log group');
  });

  test('leaves out a log group whose name would not fit, rather than cut it', () => {
    const image = { loggingConfiguration: { logGroupName: '/golden/'.repeat(40) } };
    expect(explain(report({ image }), NO_GATE)).not.toContain('/golden/golden');
  });

  test("also finds the cause in the image's own reason", () => {
    expect(explain(report({ stateReason: 'Not all distribution jobs are completed.' }), NO_GATE)).toContain('aws imagebuilder retry-image');
  });

  test('takes the phase from the failure context if there is no step', () => {
    expect(explain(report({ image: { state: { failureContext: { imageStatus: 'CREATING' } } } }), NO_GATE)).toContain('The base image was deregistered');
  });

  test.each([{ type: 'DOCKER' }, { containerRecipe: {} }])('does not advise to retry a container image: %j', (image) => {
    const failedStep = { step: 'DISTRIBUTION/DistributeContainerImage', action: 'DistributeContainerImage', message: 'Step timed out' };
    expect(explain(report({ image, failedStep }), NO_GATE)).toMatch(/Then build the image again\.\n/);
  });

  test('is the message itself if the message is unknown', () => {
    const failedStep = { step: 'BUILD/Launch', action: 'LaunchInstance', message: 'the moon is full' };
    expect(explain(report({ failedStep }), NO_GATE)).toBe(`Image ${ARN} is FAILED: BUILD/Launch (LaunchInstance) failed: the moon is full.\nLog group: /aws/imagebuilder/golden\nConsole: ${CONSOLE}`);
  });

  test.each(['the moon is full.', 'the moon is full', 'the moon is full. '])('ends %j with one full stop', (message) => {
    expect(explain(report({ failedStep: { step: 'BUILD/Launch', action: 'LaunchInstance', message } }), NO_GATE)).toMatch(/failed: the moon is full\.\nLog group: /);
    expect(explain(report({ stateReason: message }), NO_GATE)).toMatch(/is FAILED: the moon is full\.\nLog group: /);
  });

  test('gives no hint for a refused image', () => {
    expect(explain(report({ state: 'AVAILABLE' }), { status: 'FAILED', reason: 'inventory of 4 (3 allowed)' })).toMatch(/\(3 allowed\)\.\nConsole: https:\S+$/);
  });

  test('says what to do about the scan if the scan ended badly', () => {
    expect(explain(report({ state: 'AVAILABLE' }), { status: 'NOT_EVALUATED', reason: 'the scan is ABANDONED', scanStatus: 'ABANDONED' })).toContain('Keep a CollectImageScanFindings step');
    expect(explain(report({ state: 'AVAILABLE' }), { status: 'NOT_EVALUATED', reason: 'AccessDenied' })).toMatch(/: AccessDenied\.\nConsole: /);
  });

  test('joins the lines of a text that the service broke', () => {
    expect(explanation('one\ntwo', undefined, ARN)).toBe(`one two\nConsole: ${CONSOLE}`);
  });

  test('fits, keeps its beginning, and cuts no ARN, id or URL', () => {
    const references = [
      'arn:aws:imagebuilder:eu-west-1:123456789012:component/some-quite-long-name-of-a-component/1.0.0/1', 'ami-0123456789abcdef0',
      '11111111-2222-3333-4444-555555555555', 'https://example.com/a/rather/long/address?with=query', 'text', 'and more',
    ];
    const arn = fc.integer({ min: 1, max: 126 }).map((length) => ARN.replace('golden', 'g'.repeat(length)));
    const logGroupName = fc.integer({ min: 1, max: 512 }).map((length) => '/'.repeat(length));
    const more = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 2_000 }),
      fc.array(fc.constantFrom(...references), { minLength: 1, maxLength: 60 }).map((words) => words.join(' ')),
    );
    fc.assert(fc.property(arn, logGroupName, fc.constantFrom(...EXAMPLES), more, (imageArn, name, { step, action, message }, text) => {
      const image = { loggingConfiguration: { logGroupName: name } };
      const reason = explain(report({ arn: imageArn, image, failedStep: { step, action, message: `${message} ${text}` } }), NO_GATE);
      expect(reason.length).toBeLessThanOrEqual(1000);
      expect(reason.startsWith(`Image ${imageArn} is FAILED: ${step}`)).toBe(true);
      expect(reason.endsWith(`\nConsole: ${CONSOLE.replace(ARN, imageArn)}`)).toBe(true);
      expect(reason).not.toContain('  ');
      for (const line of reason.split('\n').slice(1)) expect(line).toMatch(/^(More|Log group|Console): \S+$/);
      const [, before = '', after = ''] = /(\S*)…(\S*)/.exec(reason) ?? [];
      if (references.join(' ').includes(text.slice(0, 4))) expect(`${before} ${after}`).not.toMatch(/[:/]|-\w*\d/);
    }), { numRuns: 500 });
  });
});
