import { Lazy } from 'aws-cdk-lib';
import { referenceProblems } from '../../../src/recipe/private/reference-rules';

function phases(text: string, name: unknown = 'First'): unknown {
  return [{ name: 'build', steps: [{ name }, { name: 'Second', inputs: [{ path: text }] }] }];
}

test.each(['{{ build.Second.outputs.stdout }}', '{{build.Third.outputs.stdout}}', '{{ test.First.outputs.stdout }}', '{{ *.Third.outputs.stdout }}'])('a step rejects a reference to %s, which is no earlier step', (text) => {
  expect(referenceProblems(phases(text)).join()).toContain('phases[0].steps[1].inputs[0].path: must refer to an earlier step');
});

test.each(['{{ build.First.outputs.stdout }}', '{{ Version }}', '{{ aws:ssm:/a.b.outputs }}', 'build.Third.outputs.stdout'])('a step accepts a reference to %s', (text) => {
  expect(referenceProblems(phases(text))).toEqual([]);
});

test('a condition may refer to a step, too', () => {
  const steps = [{ name: 'First', if: { stringIsEmpty: '{{ build.Other.outputs.stdout }}' } }];
  expect(referenceProblems([{ name: 'build', steps }]).join()).toContain("phases[0].steps[0].if.stringIsEmpty: must refer to an earlier step, got 'build.Other': use one of the steps before (there is none), or move the step");
});

test('a loop may refer to a step, too', () => {
  const loop = (list: string) => [{ name: 'build', steps: [{ name: 'First' }, { name: 'Second', loop: { forEach: { list } } }] }];
  expect(referenceProblems(loop('{{ build.First.outputs.stdout }}'))).toEqual([]);
  expect(referenceProblems(loop('{{ build.Second.outputs.stdout }}')).map(String)).toEqual([expect.stringContaining("phases[0].steps[1].loop.forEach.list: must refer to an earlier step, got 'build.Second'")]);
});

test('a test step rejects a reference to a build step', () => {
  const test = { name: 'container-host-test', steps: [{ name: 'Ask', inputs: { commands: ['{{ build.First.outputs.stdout }}'] } }] };
  expect(referenceProblems([{ name: 'build', steps: [{ name: 'First' }] }, test]).join()).toContain('build and tests run on different instances');
});

test("a reference accepts any step if a step's name is a token", () => {
  expect(referenceProblems(phases('{{ build.Third.outputs.stdout }}', Lazy.string({ produce: () => 'Third' })))).toEqual([]);
});

test('a reference to inputs that are no map is left to the check of the inputs', () => {
  const steps = [{ name: 'First', inputs: ['/etc/motd'] }, { name: 'Second', inputs: [{ path: '{{ build.First.inputs[0].path }}' }] }];
  expect(referenceProblems([{ name: 'build', steps }])).toEqual([]);
});
