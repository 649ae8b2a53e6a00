import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnParameter, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as fc from 'fast-check';
import { ComponentConstant } from '../../src/recipe/component-constant';
import { ComponentDocument, ComponentDocumentProps } from '../../src/recipe/component-document';
import { ComponentParameter } from '../../src/recipe/component-parameter';
import { Platform } from '../../src/recipe/platform';
import { ExecuteBashStep } from '../../src/recipe/steps';
import { temporaryFolder } from '../temporary-folder';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

type Fields = Record<string, unknown>;

function step(fields: Fields = {}): Fields {
  return { name: 'Step', action: 'ExecuteBash', inputs: { commands: ['true'] }, ...fields };
}

function document(fields: Fields = {}): Fields {
  return { schemaVersion: '1.0', phases: [{ name: 'build', steps: [step()] }], ...fields };
}

function withStep(fields: Fields): Fields {
  return document({ phases: [{ name: 'build', steps: [step({ name: 'First' }), step(fields)] }] });
}

function render(value: Fields, platform = Platform.LINUX): unknown {
  const { data } = ComponentDocument.fromObject(value)._render(stack, platform);
  return { data: stack.resolve(data) };
}

test('a component document from an object becomes JSON, which is YAML', () => {
  expect(render(document())).toEqual({ data: JSON.stringify(document()) });
});

test('a component document keeps the tokens of its object', () => {
  const parameter = new CfnParameter(stack, 'Parameter');
  const { data } = render(withStep({ inputs: { commands: [`echo "${parameter.valueAsString}"`] }, timeoutSeconds: Lazy.number({ produce: () => 60 }) })) as Fields;
  const [, parts] = (data as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  expect(parts).toHaveLength(3);
  expect(parts[0]).toMatch(/"echo \\"$/);
  expect(parts[1]).toEqual({ Ref: 'Parameter' });
  expect(parts[2]).toContain('"timeoutSeconds":60');
});

test.each([
  ['phases', { phases: Lazy.any({ produce: () => [] }) }],
  ['schemaVersion', { schemaVersion: Lazy.string({ produce: () => '1.0' }) }],
  ['a phase', { phases: [Lazy.any({ produce: () => ({}) })] }],
  ['names and actions', { phases: [{ name: Lazy.string({ produce: () => 'build' }), steps: [step({ name: Lazy.string({ produce: () => 'x' }), action: Lazy.string({ produce: () => 'x' }), onFailure: Lazy.string({ produce: () => 'x' }) })] }] }],
])('a component document accepts a token for %s', (_, fields) => {
  expect(() => render(document(fields))).not.toThrow();
});

test.each<[string, Fields, string]>([
  ['no schema version', { schemaVersion: undefined }, "schemaVersion: must be '1.0', got none"],
  ['another schema version', { schemaVersion: '2.0' }, "schemaVersion: must be '1.0', got \"2.0\""],
  ['no phases', { phases: undefined }, 'phases: must be a list of phases, got none'],
  ['phases that are a map', { phases: { build: [] } }, 'phases: must be a list, got {"build":[]}\nSee'],
  ['empty phases', { phases: [] }, "phases: must hold at least one of build, validate, test ('buildSteps', 'validateSteps' or 'testSteps' of ComponentDocument.fromSteps()), got none"],
  ['no phase that Image Builder runs', { phases: [{ name: 'install', steps: [] }] }, "must hold at least one of build, validate, test ('buildSteps', 'validateSteps' or 'testSteps' of ComponentDocument.fromSteps()), got install"],
  ['a phase that is a text', { phases: ['build'] }, 'phases[0]: must be a map with name and steps, got "build"'],
  ['a phase without a name', { phases: [{ steps: [] }] }, "phases[0].name: must have 3 to 128 characters of letters, digits, '-' and '_', got none"],
  ['a phase with a short name', { phases: [{ name: 'ab', steps: [] }] }, 'phases[0].name: must have 3 to 128 characters'],
  ['a phase twice', { phases: [{ name: 'build', steps: [] }, { name: 'build', steps: [] }] }, "phases[1].name: must be the only 'build' in the document"],
  ['a phase without steps', { phases: [{ name: 'build' }] }, 'phases[0].steps: must be a list of steps, got none'],
  ['steps that are a map', { phases: [{ name: 'build', steps: {} }] }, 'phases[0].steps: must be a list, got {}'],
  ['a step that is null', { phases: [{ name: 'build', steps: [null] }] }, 'phases[0].steps[0]: must be a map with name and action, got null'],
  ['parameters that are a map', { parameters: { Version: {} } }, 'parameters: must be a list'],
  ['a parameter of another type', { parameters: [{ Version: { type: 'number' } }] }, "parameters[0].Version.type: must be 'string', got \"number\""],
  ['a parameter with two names', { parameters: [{ One: { type: 'string' }, Two: { type: 'string' } }] }, 'parameters[0]: must be a map of one name to its fields'],
  ['a parameter with a short name', { parameters: [{ V: { type: 'string' } }] }, 'parameters[0]: must have 3 to 128 characters'],
  ['a constant without a value', { constants: [{ Version: { type: 'string' } }] }, 'constants[0].Version.value: must be given for a constant'],
  ['a constant that is a list', { constants: [{ Version: { type: 'string', value: ['a'] } }] }, 'constants[0].Version.value: must be a string, got ["a"]: write one string, such as \'a,b\''],
  ['a default that is a map', { parameters: [{ Version: { type: 'string', default: {} } }] }, 'parameters[0].Version.default: must be a string, got {}: write one string'],
  ['a constant with the name of a parameter', {
    parameters: [{ Version: { type: 'string' } }],
    constants: [{ Version: { type: 'string', value: '1' } }],
  }, "constants[0]: must be the only 'Version' in parameters and constants"],
])('a component document rejects %s', (_, fields, message) => {
  expect(() => render(document(fields))).toThrow(message);
});

test.each<[string, Fields, string]>([
  ['a long name', { name: 'a'.repeat(129) }, 'phases[0].steps[1].name: must have 3 to 128 characters'],
  ['a name with a space', { name: 'my step' }, 'phases[0].steps[1].name: must have'],
  ['a name twice', { name: 'First' }, "phases[0].steps[1].name: must be the only 'First' in the phase"],
  ['no action', { action: undefined }, 'phases[0].steps[1].action: must be one of AppendFile, Assert'],
  ['an unknown action', { action: 'RunShell' }, 'phases[0].steps[1].action: must be one of'],
  ['an action in another case', { action: 'executeBash' }, 'got "executeBash"'],
  ['an action of Windows', { action: 'ExecutePowerShell' }, 'phases[0].steps[1].action: ExecutePowerShell runs on Windows only, and the component is for Linux'],
  ['no time', { timeoutSeconds: 0 }, 'phases[0].steps[1].timeoutSeconds (timeout): must be a whole number of seconds above 0, or -1 for no limit, got 0'],
  ['negative time', { timeoutSeconds: -2 }, 'got -2'],
  ['time as a text', { timeoutSeconds: '60' }, 'got "60"'],
  ['onFailure in another case', { onFailure: 'abort' }, 'phases[0].steps[1].onFailure: must be one of Abort, Continue, Ignore, got "abort"'],
  ['no attempts', { maxAttempts: 0 }, 'phases[0].steps[1].maxAttempts: must be a whole number above 0, got 0'],
  ['an input that is missing', { inputs: {} }, 'phases[0].steps[1].inputs.commands: must be given for ExecuteBash'],
  ['a condition without an operator', { if: {} }, 'phases[0].steps[1].if: must have exactly one of'],
  ['a loop of no kind', { loop: {} }, 'phases[0].steps[1].loop: must be a map with either for or forEach, got {}'],
  ['a reference to a later step', { inputs: { commands: ['{{ build.Later.outputs.stdout }}'] } }, "phases[0].steps[1].inputs.commands[0]: must refer to an earlier step, got 'build.Later'"],
  ['a time-out for a restart', { action: 'Reboot', inputs: {}, timeoutSeconds: 60 }, 'phases[0].steps[1].timeoutSeconds (timeout): must not be given, since Reboot has no time-out'],
  ['a time-out for a document', { action: 'ExecuteDocument', inputs: { document: 'a.yml' }, timeoutSeconds: 60 }, 'must not be given, since ExecuteDocument has no time-out'],
  ['attempts for a document', { action: 'ExecuteDocument', inputs: { document: 'a.yml' }, maxAttempts: 2 }, 'phases[0].steps[1].maxAttempts: must not be given'],
  ['inputs that are a text', { inputs: 'true' }, 'phases[0].steps[1].inputs: must be a map, got "true"'],
])('a component document rejects a step with %s', (_, fields, message) => {
  expect(() => render(withStep(fields))).toThrow(message);
});

test.each<[string, Fields]>([
  ['the longest name', { name: 'a'.repeat(128) }],
  ['the shortest name', { name: 'a-1' }],
  ['a time', { timeoutSeconds: 1 }],
  ['no limit of time', { timeoutSeconds: -1 }],
  ['Ignore', { onFailure: 'Ignore' }],
  ['a list of inputs', { action: 'CreateFile', inputs: [{ path: '/tmp/a' }] }],
  ['no inputs', { action: 'Reboot', inputs: undefined }],
  ['one attempt', { maxAttempts: 1 }],
  ['a document without a limit of time', { action: 'ExecuteDocument', inputs: { document: 'a.yml' }, timeoutSeconds: -1, maxAttempts: 1 }],
  ['a condition and a loop', { if: { fileExists: '/a', then: 'Skip', else: 'Execute' }, loop: { name: 'each', forEach: ['a'] } }],
  ['a reference to an earlier step', { inputs: { commands: ['{{ build.First.outputs.stdout }}'] } }],
])('a component document accepts a step with %s', (_, fields) => {
  expect(() => render(withStep(fields))).not.toThrow();
});

test.each<[string, Fields]>([
  ['a short schema version', { schemaVersion: '1' }],
  ['a schema version that is a number', { schemaVersion: 1 }],
  ['a test phase only', { phases: [{ name: 'test', steps: [step()] }] }],
  ['a phase of its own beside build', { phases: [{ name: 'build', steps: [] }, { name: 'container-host-test', steps: [] }] }],
  ['the same step name in two phases', { phases: [{ name: 'build', steps: [step()] }, { name: 'test', steps: [step()] }] }],
  ['an empty default and a constant that is a token', {
    parameters: [{ Version: { type: 'string', default: '' } }, { Count: { type: 'string', default: 8080 } }], constants: [{ Port: { type: 'string', value: Token.asString({ Ref: 'Port' }) } }],
  }],
  ['parameters and constants', { parameters: [{ Version: { type: 'string', default: '1' } }], constants: [{ Port: { type: 'string', value: '80' } }] }],
])('a component document accepts %s', (_, fields) => {
  expect(() => render(document(fields))).not.toThrow();
});

test('a component document rejects two loops of the same name in a phase', () => {
  const loop = { name: 'each', forEach: ['a'] };
  const steps = [step({ name: 'One', loop }), step({ name: 'Two', loop })];
  expect(() => render(document({ phases: [{ name: 'build', steps }] }))).toThrow("phases[0].steps[1].loop.name: must be the only loop 'each' in the phase");
  expect(() => render(document({ phases: [{ name: 'build', steps: steps.slice(0, 1) }, { name: 'test', steps: steps.slice(1) }] }))).not.toThrow();
});

test('a component document rejects actions that its platform lacks', () => {
  const powerShell = withStep({ action: 'ExecutePowerShell', name: 'Second' });
  expect(() => render(document({ phases: [{ name: 'build', steps: [step({ action: 'ExecutePowerShell' })] }] }), Platform.WINDOWS)).not.toThrow();
  expect(() => render(powerShell, Platform.WINDOWS)).toThrow('phases[0].steps[0].action: ExecuteBash runs on Linux and macOS only, and the component is for Windows');
  const link = document({ phases: [{ name: 'build', steps: [step({ action: 'CreateSymlink', inputs: [{ path: '/a', target: '/b' }] })] }] });
  expect(() => render(link)).not.toThrow();
  expect(() => render(link, Platform.WINDOWS)).toThrow('phases[0].steps[0].action: CreateSymlink runs on Linux and macOS only');
});

test('a component document reports all problems in one error', () => {
  expect(() => render({ phases: [{ name: 'build', steps: [step({ action: 'A', onFailure: 'B' })] }] }))
    .toThrow(/schemaVersion: .*\n.*steps\[0\]\.action: .*\n.*steps\[0\]\.onFailure: /);
});

describe('component document from steps', () => {
  const rendered = (props: ComponentDocumentProps, platform = Platform.LINUX) =>
    stack.resolve(ComponentDocument.fromSteps(props)._render(stack, platform)) as { data: string };
  const bash = (name: string, ...commands: string[]) => new ExecuteBashStep(name, { commands });

  test('holds phases, parameters, constants and steps', () => {
    const version = new ComponentParameter('Version', { defaultValue: '1.2', description: 'Which one' });
    const port = new ComponentConstant('Port', '80');
    const { data } = rendered({
      name: 'web',
      description: 'A server',
      disableLogging: true,
      parameters: [version, new ComponentParameter('Channel')],
      constants: [port],
      buildSteps: [bash('Install', `install ${version.value}`)],
      validateSteps: [bash('Check', 'which web')],
      testSteps: [bash('Probe', `curl :${port.value}`)],
      containerHostTestSteps: [bash('Ask', 'docker ps')],
    });
    const phase = (name: string, stepName: string, command: string) =>
      ({ name, steps: [{ name: stepName, action: 'ExecuteBash', inputs: { commands: ['set -e', command] } }] });
    expect(JSON.parse(data)).toEqual({
      schemaVersion: '1.0',
      name: 'web',
      description: 'A server',
      disableLogging: true,
      parameters: [{ Version: { type: 'string', default: '1.2', description: 'Which one' } }, { Channel: { type: 'string' } }],
      constants: [{ Port: { type: 'string', value: '80' } }],
      phases: [
        phase('build', 'Install', 'install {{ Version }}'),
        phase('validate', 'Check', 'which web'),
        phase('test', 'Probe', 'curl :{{ Port }}'),
        phase('container-host-test', 'Ask', 'docker ps'),
      ],
    });
  });

  test('renders only the properties that are given', () => {
    expect(JSON.parse(rendered({ testSteps: [bash('Probe', 'true')], parameters: [], constants: [], buildSteps: [] }).data)).toEqual({
      schemaVersion: '1.0',
      phases: [{ name: 'test', steps: [{ name: 'Probe', action: 'ExecuteBash', inputs: { commands: ['set -e', 'true'] } }] }],
    });
  });

  test('rejects no steps at all, and steps for container-host-test only', () => {
    expect(() => rendered({})).toThrow("phases: must hold at least one of build, validate, test ('buildSteps', 'validateSteps' or 'testSteps' of ComponentDocument.fromSteps()), got none");
    expect(() => rendered({ containerHostTestSteps: [bash('Ask', 'true')] })).toThrow('got container-host-test');
  });

  test('names the phase of the step in a reference to its output', () => {
    const first = bash('Find', 'ls');
    const { data } = rendered({
      buildSteps: [first, bash('Show', `echo ${first.stdout}`)],
      validateSteps: [bash('Check', `test ${first.stdout}`)],
      testSteps: [bash('Find', 'true'), bash('Probe', `echo ${first.stdout}`)],
    });
    expect(data).toContain('echo {{ build.Find.outputs.stdout }}');
    expect(data).toContain('test {{ build.Find.outputs.stdout }}');
    expect(data).toContain('echo {{ test.Find.outputs.stdout }}');
  });

  test('rejects a reference to the output of a later step, or of the other stage', () => {
    const find = bash('Find', 'ls');
    const show = bash('Show', `echo ${find.stdout}`);
    expect(() => rendered({ buildSteps: [show, find] })).toThrow("step 'Show' of build: phases[0].steps[0].inputs.commands[1]: must refer to an earlier step, got 'Find'");
    expect(() => rendered({ buildSteps: [find], testSteps: [show] })).toThrow("must refer to a step of the same stage, got 'build.Find' in the phase test");
    expect(() => rendered({ buildSteps: [find, show] })).not.toThrow();
  });

  test('rejects an action that the platform lacks', () => {
    expect(() => rendered({ buildSteps: [bash('Install', 'true')] }, Platform.WINDOWS))
      .toThrow('phases[0].steps[0].action: ExecuteBash runs on Linux and macOS only');
  });

  test('keeps tokens beside outputs of steps', () => {
    const find = bash('Find', 'ls');
    const { data } = rendered({ buildSteps: [find, bash('Copy', `cp ${find.stdout} ${stack.region}`)] });
    expect(data).toEqual({ 'Fn::Join': ['', [expect.stringMatching(/"cp \{\{ build\.Find\.outputs\.stdout \}\} $/), { Ref: 'AWS::Region' }, '"]}}]}]}']] });
  });

  test('names the phase of the step in a token that holds a reference to its output', () => {
    const find = bash('Find', 'ls');
    const copy = Fn.join(' ', ['cp', find.stdout, stack.region]);
    const shows = [
      bash('Show', copy),
      bash('Show', `sudo ${copy}`),
      bash('Show', Lazy.string({ produce: () => `echo ${find.stdout}` })),
      new ExecuteBashStep('Show', { commands: Lazy.list({ produce: () => [`echo ${find.stdout}`] }) }),
    ];
    for (const show of shows) {
      const text = JSON.stringify(rendered({ buildSteps: [find, show] }).data);
      expect(text).toContain('{{ build.Find.outputs.stdout }}');
      expect(text).not.toContain('*.Find');
      expect(() => rendered({ buildSteps: [show, find] })).toThrow("The step 'Show' must refer to the output of an earlier step, got 'Find': move one of the steps.");
    }
  });

  test('keeps a list that is a token', () => {
    const commands = new CfnParameter(stack, 'Commands', { type: 'CommaDelimitedList' }).valueAsList;
    expect(() => rendered({ buildSteps: [new ExecuteBashStep('Run', { commands })] })).not.toThrow();
  });
});

test('a component document in JSON is checked like an object', () => {
  const text = JSON.stringify(document());
  expect(ComponentDocument.fromInline(text)._render(stack, Platform.LINUX).data).toBe(text);
  expect(() => ComponentDocument.fromInline('{}')._render(stack, Platform.LINUX)).toThrow("schemaVersion: must be '1.0'");
  expect(() => ComponentDocument.fromInline('[]')._render(stack, Platform.LINUX)).toThrow('the document: must be a map');
});

test('a component document that is a token is not checked', () => {
  const text = new CfnParameter(stack, 'Document').valueAsString;
  expect(stack.resolve(ComponentDocument.fromInline(text)._render(stack, Platform.LINUX))).toEqual({ data: { Ref: 'Document' } });
});

test('a component document has 1 to 15,872 characters', () => {
  const inline = (text: string) => () => ComponentDocument.fromInline(text)._render(stack, Platform.LINUX);
  const yaml = JSON.stringify(document());
  expect(inline(yaml.padEnd(15872))).not.toThrow();
  expect(inline(yaml.padEnd(15873))).toThrow('The component document must have 1 to 15872 characters, got 15873: write it to a file and give that with ComponentDocument.fromAsset(), which takes up to 64 KB');
  expect(inline('')).toThrow('The component document must have 1 to 15872 characters, got 0. See');
  const room = 15872 - JSON.stringify(document({ description: '' })).length;
  expect(() => render(document({ description: 'a'.repeat(room) }))).not.toThrow();
  expect(() => render(document({ description: 'a'.repeat(room + 1) }))).toThrow('got 15873');
});

test('a component document comes from a file, an asset or a bucket', () => {
  const path = join(temporaryFolder(), 'component.yml');
  const text = 'schemaVersion: 1.0\nphases:\n  - {name: build, steps: []}\n';
  writeFileSync(path, text);
  expect(ComponentDocument.fromFile(path)._render(stack, Platform.LINUX).data).toBe(text);
  const { uri } = ComponentDocument.fromAsset(path)._render(stack, Platform.LINUX);
  expect(JSON.stringify(stack.resolve(uri))).toMatch(/"s3:\/\/cdk-.*\.yml"/);
  const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'documents');
  expect(ComponentDocument.fromBucket(bucket, 'a/component.yml')._render(stack, Platform.LINUX)).toEqual({ uri: 's3://documents/a/component.yml' });
});

test('an uploaded component document is checked and has at most 64 KB', () => {
  const path = join(temporaryFolder(), 'component');
  const upload = (content: string) => {
    writeFileSync(path, content);
    return () => ComponentDocument.fromAsset(path)._render(new Stack(), Platform.LINUX);
  };
  const yaml = 'schemaVersion: 1.0\nphases:\n  - {name: build, steps: []}\n';
  expect(upload(yaml.padEnd(65536))).not.toThrow();
  expect(upload(yaml.padEnd(65537))).toThrow('The component document may have at most 65536 bytes (64 KB), got 65537');
  const json = (action: string) => JSON.stringify({ schemaVersion: '1.0', phases: [{ name: 'build', steps: [{ name: 'Run', action, inputs: { commands: ['true'] } }] }] });
  expect(upload(json('ExecuteBash'))).not.toThrow();
  expect(upload(json('ExecuteBasic'))).toThrow('phases[0].steps[0].action');
});

test.each(['fromFile', 'fromAsset'] as const)('a component document in YAML is checked by %s, and the error names the line', (factory) => {
  const path = join(temporaryFolder(), 'component.yml');
  const read = (content: string) => {
    writeFileSync(path, content);
    return () => ComponentDocument[factory](path)._render(new Stack(), Platform.LINUX);
  };
  const yaml = 'schemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n      - name: Run\n        action: ExecuteBash\n        inputs: {commands: [make]}\n';
  expect(read(yaml)).not.toThrow();
  expect(read(yaml.replace('ExecuteBash', 'ExecuteBasic'))).toThrow("line 6, step 'Run' of build: phases[0].steps[0].action: must be one of");
  expect(read('#!/bin/bash\nset -e\ndnf install -y nginx\n')).toThrow('the document: must be a map with schemaVersion and phases');
});

test('a component document has at most 25 parameters', () => {
  const withParameters = (count: number) => () => render({
    schemaVersion: '1.0',
    parameters: Array.from({ length: count }, (_, index) => ({ [`Name${index}`]: { type: 'string' } })),
    phases: [{ name: 'build', steps: [] }],
  });
  expect(withParameters(25)).not.toThrow();
  expect(withParameters(26)).toThrow('parameters: must be at most 25, got 26');
});

test('the check of a component document never throws an unexpected error, whatever the structure', () => {
  fc.assert(fc.property(fc.object({ key: fc.constantFrom('schemaVersion', 'phases', 'name', 'steps', 'action', 'parameters', 'constants', 'inputs', 'if', 'and', 'loop', 'forEach', 'for') }), (value) => {
    try {
      render(value as Fields);
    } catch (error) {
      expect((error as Error).message).toMatch(/The component document (is not valid|must have)/);
    }
  }), { numRuns: 300 });
});

describe('component document with an object in place of its text', () => {
  const object = '<aws_cdk.aws_s3.Bucket object at 0x7f3a5c1d2e80>';

  test('rejects it in a step', () => {
    expect(() => render(withStep({ inputs: { commands: [`ls ${object}`] } }))).toThrow(`phases[0].steps[1].inputs.commands[0]: holds '${object}', which is an object instead of a string: in Python write {value.to_string()}`);
    expect(() => render(withStep({ inputs: { commands: ['ls object at 0x7f'] } }))).not.toThrow();
  });

  test('rejects it in a text in YAML', () => {
    const inline = (text: string) => ComponentDocument.fromInline(text)._render(stack, Platform.LINUX);
    expect(() => inline(`phases: ${object}`)).toThrow(`phases: holds '${object}'`);
    // Of a text whose structure only tokens give, the text itself is looked at.
    const token = Lazy.string({ produce: () => '' });
    expect(() => inline(`${token}: { [${object}`)).toThrow(`the document: holds '${object}'`);
    expect(() => inline(`${token}: { [object at 0x7f`)).not.toThrow();
  });

  test('accepts a call in PowerShell that looks like one', () => {
    const withCall = (action: string) => withStep({ action, inputs: { commands: ['&{0}'] } });
    expect(() => render(withCall('ExecuteBash'))).toThrow("holds '&{0}'");
    const powerShell = { name: 'Call', action: 'ExecutePowerShell', inputs: { commands: ['&{0}'] } };
    expect(() => render(document({ phases: [{ name: 'build', steps: [powerShell] }] }), Platform.WINDOWS)).not.toThrow();
  });
});

test('a component document gives warnings, which can be acknowledged, for what is probably a mistake', () => {
  render(withStep({ action: 'CreateFile', inputs: [{ path: 'motd', permissions: 'rw' }] }));
  for (const [id, path] of [['relativePath', 'path'], ['filePermissions', 'permissions']]) {
    Annotations.fromStack(stack).hasWarning('/Stack', Match.stringLikeRegexp(`The component document may not do what you mean: step 'Step' of build: phases\\[0\\]\\.steps\\[1\\]\\.inputs\\[0\\]\\.${path}: .*cdk-image-builder:${id}`));
  }
  const other = new Stack(new App(), 'Other');
  ComponentDocument.fromObject(withStep({ action: 'CreateFile', inputs: [{ path: '/motd', permissions: '0644' }] }))._render(other, Platform.LINUX);
  Annotations.fromStack(other).hasNoWarning('*', Match.anyValue());
});
