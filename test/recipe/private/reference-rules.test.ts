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

test.each<[string, string, string | undefined]>([
  ['ExecuteBash', 'stdout', undefined],
  ['ExecuteBash', 'stdOut', "must refer to an output of 'build.First' (stdout), got \"stdOut\""],
  ['ReadFile', 'stdout', "must refer to an output of 'build.First' (content), got \"stdout\""],
  ['InstallMSI', 'msiExitCode', undefined],
  ['Reboot', 'stdout', "must refer to an output of 'build.First' (it has none), got \"stdout\""],
  ['ExecuteDocument', 'status', undefined],
  ['Unknown', 'stdout', undefined],
])('a step checks a reference to an output of %s: %s', (action, output, problem) => {
  const texts = [`{{ build.First.outputs.${output} }}`, `{{build.First.outputs[0].${output}}}`];
  for (const text of texts) {
    const steps = [{ name: 'First', action }, { name: 'Second', inputs: { commands: [text] } }];
    expect(referenceProblems([{ name: 'build', steps }]).map(({ message }) => message)).toEqual(problem === undefined ? [] : [problem]);
  }
});

test('a reference without the name of an output is rejected', () => {
  const steps = [{ name: 'First', action: 'ExecuteBash' }, { name: 'Second', inputs: { commands: ['{{ build.First.outputs }}'] } }];
  expect(referenceProblems([{ name: 'build', steps }]).join()).toContain("must refer to an output of 'build.First' (stdout), got none");
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
