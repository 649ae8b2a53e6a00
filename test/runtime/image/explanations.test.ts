import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { EXPLANATION_GROUPS, hintFor, matchesOf } from '../../../src/runtime/image/explanations';
import { Failure } from '../../../src/runtime/image/explanations/explanation';

interface Example extends Failure {
  /** The id of the explanation, or an empty text if there is none. */
  readonly explanation: string;
}

/** Messages of failed builds, `seen` in a public report or an AWS text, or made after the form that the named service documents. */
const EXAMPLES: Example[] = JSON.parse(readFileSync(path.join(__dirname, 'failures.json'), 'utf8'));
const EXPLANATIONS = EXPLANATION_GROUPS.flatMap(({ explanations }) => explanations());

const idsOf = (failure: Failure) => matchesOf(failure).map(({ explanation }) => explanation.id);
const failed = (step: string, action: string, message: string, more: Partial<Failure> = {}): Failure => ({ step, action, message, state: 'FAILED', ...more });

test.each(EXAMPLES)('$step $action "$message" is explained by $explanation alone', ({ explanation, ...failure }) => {
  expect(idsOf(failure)).toEqual(explanation === '' ? [] : [explanation]);
});

test('each explanation has an example that it matches', () => {
  const met = new Set(EXAMPLES.map(({ explanation }) => explanation));
  expect(EXPLANATIONS.map(({ id }) => id).filter((id) => !met.has(id))).toEqual([]);
});

test('ids of causes and groups are unique', () => {
  const ids = [...EXPLANATION_GROUPS, ...EXPLANATIONS].map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
});

test.each(EXPLANATIONS)('the texts of $id fit a heading, a hint and a page', ({ id, symptom, signs, cause, remedy, page }) => {
  expect(id).toMatch(/^[a-z-]+$/);
  expect(symptom).not.toMatch(/\.$/);
  expect(signs.length).toBeGreaterThan(0);
  for (const sentence of [cause, remedy]) expect(sentence).toMatch(/^[A-Z].+\.$/);
  expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/);
  expect(`${cause} ${remedy}\nMore: ${page}`.length).toBeLessThanOrEqual(400);
  expect(remedy).not.toMatch(/retry-image|log group that the error names/);
});

describe('names that users choose', () => {
  /** The places of such names in the examples. */
  const NAMES: RegExp[] = [
    /(?<=^(?:BUILD|TEST|DISTRIBUTION)\/)\w+$/,
    /(?<=component )base(?=\/1\.0\.0\/1, phase)/,
    /(?<=, step )\w+(?= \(\w+\): )/,
    /(?<=in workflow step )\w+/,
    /(?<=^Step )\w+(?= timed out)/,
    /(?<=assumed-role\/)exec(?=\/x)/,
    /(?<=arn:aws:\S+(?<!:aws):(?:role|repository|parameter|image|component)\/)[\w/.-]+/,
    /(?<=with name ')app(?=')/,
    /(?<=AMI name )app(?= is)/,
    /(?<=Value \()golden(?=\))/,
    /(?<=step ')Download(?=')/,
    /(?<=\/opt\/)app(?=\.tar)/,
    /(?<=\/var\/opt\/)app(?=\/)/,
    /(?<=lookup )example(?=\.com)/,
    /(?<=instance profile )build(?= because)/,
  ];
  /** Everything that a sign looks for, as a name may hold it. */
  const TRIGGERS = [...new Set(EXPLANATIONS.flatMap(({ signs }) => signs).flatMap(({ code, phrase, action, configuration }) => [
    ...[code, phrase].flatMap((pattern) => pattern?.source.replace(/\\[a-zA-Z]/g, ' ').match(/[A-Za-z]{4,}(?: [A-Za-z]{2,})*/g) ?? []),
    ...[action ?? []].flat(), configuration ?? '',
  ]))].filter(Boolean).map((text) => text.replace(/ /g, '-')).concat(['KMS', 'AccessDenied', 'inventory', 'ssmAgent', 'timed-out', 'exit-status-126', 'OptInRequired', 'noexec']);
  const name = fc.tuple(fc.constantFrom('', 'my-', 'X'), fc.constantFrom(...TRIGGERS), fc.constantFrom('', 'Setup', '-2')).map((parts) => parts.join(''));

  test('are in enough examples to matter', () => {
    expect(TRIGGERS.length).toBeGreaterThan(100);
    for (const pattern of NAMES) expect(EXAMPLES.filter(({ step, message }) => pattern.test(step) || pattern.test(message))).not.toEqual([]);
  });

  test('never change the explanation', () => {
    const example = fc.constantFrom(...EXAMPLES.filter(({ step, message }) => NAMES.some((pattern) => pattern.test(step) || pattern.test(message))));
    fc.assert(fc.property(example, name, ({ explanation, step, message, ...more }, chosen) => {
      const renamed = (text: string) => NAMES.reduce((result, pattern) => result.replace(pattern, chosen), text);
      expect(idsOf({ ...more, step: renamed(step), message: renamed(message) })).toEqual([explanation].filter(Boolean));
    }), { numRuns: 3_000 });
  });
});

describe('wrappers that the service puts around a message', () => {
  const wrappers: Array<(text: string) => string> = [
    (text) => `Workflow Execution ID: 'wf-0a1b2c3d' failed with reason: ${text}`,
    (text) => `SSM execution '8930028b' failed for image arn: 'arn:aws:imagebuilder:eu-west-1:111122223333:image/app/1.0.0/1' with status = 'Failed' in state = 'BUILDING' and failure message = '${text}'`,
  ];

  test.each(EXAMPLES.filter(({ explanation, message }) => explanation !== '' && !message.startsWith('the scan')))('around "$message" change nothing', ({ explanation, ...failure }) => {
    for (const wrap of wrappers) expect(idsOf({ ...failure, message: wrap(failure.message) })).toEqual([explanation]);
  });
});

describe('next step after a failure', () => {
  const after = (step: string, message: string, more: Partial<Failure> = {}) => hintFor(failed(step, '', message, more))!.nextStep;

  test.each([
    ['TEST/Check', 'toomanyrequests', /with aws imagebuilder retry-image\.$/],
    ['DISTRIBUTING', 'Rate exceeded', /^Then run aws imagebuilder retry-image.* once it is AVAILABLE\.$/],
    ['INTEGRATING/PUT_SSM_PARAMETERS', 'denied', /^The AMI exists: then try aws imagebuilder retry-image\. If that is refused, /],
  ])('retries an AMI, but never a container image, after a failure in %s', (step, message, expected) => {
    expect(after(step, message)).toMatch(expected);
    expect(after(step, message, { state: 'CANCELLED' })).toMatch(/retry-image/);
    expect(after(step, message, { isContainer: true })).toBe('Then build the image again.');
    expect(after(step, message, { lostPipeline: 'ROLLED_BACK' })).toMatch(/ nothing to retry: the next deployment builds the image again\.$/);
    expect(after(step, message, { lostPipeline: 'DELETED' })).toMatch(/do not retry the image: deploy again, or build with the pipeline that has replaced it\.$/);
    expect(after(step, message, { lostPipeline: 'NONE' })).toBe(`${after(step, message)} If its stack was deleted or rolled back, deploy again instead.`);
    expect(after(step, message, { lostPipeline: 'NONE', isContainer: true })).toBe('Then build the image again.');
  });

  test.each([
    ['BUILD/Check', 'Rate exceeded', {}], ['', 'Rate exceeded', {}], ['DISTRIBUTING', 'Rate exceeded', { state: 'DELETED' }],
    ['DISTRIBUTING', 'Snapshots encrypted with the AWS Managed CMK can\'t be shared', {}],
  ])('does not retry after a failure in "%s" with "%s" %j', (step, message, more) => {
    expect(after(step, message, more)).toBe('');
  });

  test('is known if only the message says that an AMI was being distributed', () => {
    expect(after('', 'Not all distribution jobs are completed.')).toContain('retry-image');
  });
});

describe('explanation of a step that waits for a person', () => {
  test('says how to answer while the step runs', () => {
    const { explanation, nextStep } = hintFor({ step: 'TEST/Approve', action: 'WaitForAction', message: '', isRunning: true })!;
    expect(explanation.remedy).toMatch(/^Answer with npx cdk-image-builder approve or reject/);
    expect(nextStep).toBe('');
  });

  test.each(['Step timed out', 'The step was stopped'])('does not say how to answer after "%s"', (message) => {
    const { explanation, nextStep } = hintFor(failed('TEST/Approve', 'WaitForAction', message))!;
    expect(`${explanation.cause} ${explanation.remedy} ${nextStep}`).not.toContain('cdk-image-builder approve');
    expect(explanation.cause).toContain('can no longer be answered');
  });

  test.each(['ExecuteComponents', 'LaunchInstance', 'RunCommand'])('is the only one for a running step: %s has none', (action) => {
    expect(hintFor({ step: 'BUILD/Step', action, message: 'Step timed out', isRunning: true })).toBeUndefined();
  });
});
