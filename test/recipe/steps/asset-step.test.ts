import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  AssetStep, AssetStepProps, BaseImage, Component, ComponentCondition, ComponentConditionAction, ComponentDocument, ComponentLoop,
  ImagePipeline, ImageRecipe, InfrastructureConfiguration, Platform,
} from '../../../src';
import { temporaryFolder } from '../../temporary-folder';

interface Step { readonly name: string; readonly action: string; readonly inputs: any; readonly loop?: object; readonly if?: object }

const folder = temporaryFolder();
const file = join(folder, 'agent.conf');
writeFileSync(file, 'port=80');

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
});

function stepsFor(path: string, destination: string, props: Partial<AssetStepProps> = {}, platform = Platform.LINUX): Step[] {
  const document = ComponentDocument.fromSteps({ buildSteps: [new AssetStep('Ship', { path, destination, ...props })] });
  const data = stack.resolve(document._render(stack, platform).data) as string | { 'Fn::Sub': string };
  return JSON.parse(typeof data === 'string' ? data : data['Fn::Sub']).phases[0].steps;
}

test('asset step › a file is downloaded to its path, after its folder is made', () => {
  const [make, download] = stepsFor(file, '/etc/agent/agent.conf');
  expect(make).toMatchObject({ name: 'Ship-Folder', action: 'ExecuteBash', inputs: { commands: ['set -e', "mkdir -p '/etc/agent'"] } });
  expect(download).toMatchObject({ name: 'Ship', action: 'S3Download', inputs: [{ destination: '/etc/agent/agent.conf' }] });
  expect(download.inputs[0].source).toMatch(/^s3:\/\/cdk-hnb659fds-assets-111122223333-eu-west-1\/[0-9a-f]{64}\.conf$/);
});

test('asset step › a folder is downloaded as an archive and unpacked', () => {
  const [download, unpack] = stepsFor(folder, '/opt/agent');
  expect(download).toMatchObject({ name: 'Ship-Archive', action: 'S3Download', inputs: [{ destination: expect.stringMatching(/^\/tmp\/[0-9a-f]{64}\.zip$/) }] });
  expect(unpack).toMatchObject({ name: 'Ship', action: 'ExecuteBash' });
  expect(unpack.inputs.commands).toContain("mkdir -p '/opt/agent'");
});

describe('asset step › the condition of a file', () => {
  const { folderExists, fileExists, negate, allOf } = ComponentCondition;
  const ship = (props: Partial<AssetStepProps>, platform = Platform.LINUX) => {
    const steps = [new AssetStep('Ship', { path: file, destination: platform === Platform.WINDOWS ? 'C:\\agent\\agent.conf' : '/opt/agent/agent.conf', ...props })];
    return () => ComponentDocument.fromSteps({ buildSteps: steps })._render(stack, platform);
  };
  const { SKIP, EXECUTE, ABORT } = ComponentConditionAction;

  test.each<[string, Partial<AssetStepProps>, Platform]>([
    ['/opt/agent', { condition: negate(folderExists('/opt/agent')) }, Platform.LINUX],
    ['/opt', { condition: allOf(fileExists('/etc/motd'), negate(folderExists('/opt'))) }, Platform.LINUX],
    ['/opt/agent/', { condition: folderExists('/opt/agent/'), onConditionMet: SKIP, onConditionNotMet: EXECUTE }, Platform.LINUX],
    ['/opt/agent', { condition: folderExists('/opt/agent'), onConditionMet: ABORT, onConditionNotMet: EXECUTE }, Platform.LINUX],
    ['C:\\agent', { condition: negate(folderExists('C:\\agent')) }, Platform.WINDOWS],
  ])('is rejected if the step itself makes the folder %s, with advice that works', (name, props, platform) => {
    expect(ship(props, platform)).toThrow(`so its condition on the folder '${name}' would then keep it from the download`);
    const [, path] = /with ComponentCondition\.fileExists\('(.*)'\)\./.exec(messageOf(ship(props, platform)))!;
    expect(ship({ condition: negate(fileExists(path)) }, platform)).not.toThrow();
  });

  test.each<[string, Partial<AssetStepProps>]>([
    ['of its folder that must exist', { condition: folderExists('/opt/agent') }],
    ['of another folder', { condition: negate(folderExists('/opt/agents')) }],
    ['of its folder with a step that runs in any case', { condition: folderExists('/opt/agent'), onConditionNotMet: EXECUTE }],
    ['of the destination of a folder, which only the second step makes', { path: folder, destination: '/opt/agent', condition: negate(folderExists('/opt/agent')) }],
  ])('is accepted %s', (_, props) => {
    expect(ship(props)).not.toThrow();
  });

  function messageOf(render: () => unknown): string {
    try {
      render();
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  }
});

describe('asset step › a loop', () => {
  const loop = (props: { name?: string } = {}) => ComponentLoop.forEach(['blue', 'green'], props);

  test('of a folder unpacks the archive in each round, and removes it after the last one', () => {
    const place = temporaryFolder();
    const steps = stepsFor(folder, join(place, '{{ loop.value }}'), { loop: loop(), condition: ComponentCondition.fileExists('/etc/{{ loop.value }}') });
    expect(steps.map(({ name, loop: rounds, if: condition }) => [name, rounds !== undefined, condition !== undefined]))
      .toEqual([['Ship-Archive', false, false], ['Ship', true, true], ['Ship-Removal', false, false]]);
    const [download, unpack, removal] = steps;
    const archive = join(place, 'archive.zip');
    execFileSync('python3', ['-m', 'zipfile', '-c', archive, file]);
    const play = (commands: string[], round = '') => execFileSync('bash', ['-c', commands.join('\n')
      .replaceAll(download.inputs[0].destination, archive).replaceAll('{{ loop.value }}', round)]);
    for (const round of ['blue', 'green']) play(unpack.inputs.commands, round);
    play(removal.inputs.commands);
    expect(readdirSync(place).sort()).toEqual(['blue', 'green']);
    expect(readdirSync(join(place, 'green'))).toEqual(['agent.conf']);
  });

  test('of a folder on Windows removes the archive after the last round, too', () => {
    const steps = stepsFor(folder, 'C:\\{{ loop.value }}', { loop: loop() }, Platform.WINDOWS);
    expect(steps.map(({ inputs }) => JSON.stringify(inputs).includes('Remove-Item'))).toEqual([false, false, true]);
  });

  test('of a folder may have a name', () => {
    const steps = stepsFor(folder, '/opt/{{ color.value }}', { loop: loop({ name: 'color' }) });
    expect(steps.map(({ loop: rounds }) => rounds)).toEqual([undefined, expect.objectContaining({ name: 'color' }), undefined]);
  });

  test('of a file runs both of its steps, and must have no name', () => {
    const destination = (name: string) => `/opt/{{ ${name}.value }}/agent.conf`;
    expect(stepsFor(file, destination('loop'), { loop: loop() }).every((step) => step.loop)).toBe(true);
    expect(() => stepsFor(file, destination('color'), { loop: loop({ name: 'color' }) }))
      .toThrow("The loop 'color' of the step 'Ship' would run two steps of the document, which cannot share its name: leave the name of the loop out.");
  });
});

test('asset step › accepts its name again in another phase, but not in the same one', () => {
  const ship = (destination: string) => new AssetStep('Ship', { path: file, destination });
  const document = ComponentDocument.fromSteps({ buildSteps: [ship('/etc/a')], validateSteps: [ship('/etc/b')], testSteps: [ship('/etc/c')] });
  expect(document._render(stack, Platform.LINUX).assets).toHaveLength(3);
  expect(() => ComponentDocument.fromSteps({ buildSteps: [ship('/etc/a'), ship('/etc/b')] })._render(new Stack(), Platform.LINUX))
    .toThrow("phases[0].steps[3].name: must be the only 'Ship' in the phase");
});

describe.each(["it's here", "a'; touch injected; echo 'b"])('asset step › a destination is one word of the shell, whatever its name is: %s', (name) => {
  test('of a file', () => {
    const place = temporaryFolder();
    const [make] = stepsFor(file, join(place, name, 'agent.conf'));
    execFileSync('bash', ['-c', make.inputs.commands.join('\n')], { cwd: place });
    expect(readdirSync(place)).toEqual([name]);
  });

  test('of a folder', () => {
    const place = temporaryFolder();
    const [, unpack] = stepsFor(folder, join(place, name));
    const commands = unpack.inputs.commands as string[];
    const script = ['unzip() { mkdir "$4/unpacked"; }', 'rm() { :; }', ...commands].join('\n');
    execFileSync('bash', ['-c', script], { cwd: place });
    expect(readdirSync(place)).toEqual([name]);
    expect(readdirSync(join(place, name))).toEqual(['unpacked']);
  });
});

test('asset step › PowerShell gets a quotation mark in a destination doubled', () => {
  const document = ComponentDocument.fromSteps({ buildSteps: [new AssetStep('Ship', { path: file, destination: "C:\\it's\\agent.conf" })] });
  expect(JSON.stringify(stack.resolve(document._render(stack, Platform.WINDOWS).data))).toContain("it''s' | Out-Null");
});

test('asset step › PowerShell does it on Windows', () => {
  const document = ComponentDocument.fromSteps({ buildSteps: [new AssetStep('Ship', { path: folder, destination: 'C:\\agent' })] });
  const rendered = JSON.stringify(stack.resolve(document._render(stack, Platform.WINDOWS).data));
  expect(rendered).toContain('ExecutePowerShell');
  expect(rendered).toContain('Expand-Archive -Force');
});

describe('asset step › the role of the instances may read the file', () => {
  const READ = { Statement: Match.arrayWith([Match.objectLike({ Action: Match.anyValue(), Resource: Match.anyValue() })]) };

  function build(infrastructureConfiguration?: InfrastructureConfiguration): Template {
    const document = ComponentDocument.fromSteps({ buildSteps: [new AssetStep('Ship', { path: file, destination: '/etc/agent.conf' })] });
    const component = new Component(stack, 'Component', { platform: Platform.LINUX, document });
    const recipe = new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.amazonLinux2023(), components: [{ component }] });
    new ImagePipeline(stack, 'Pipeline', { recipe, infrastructureConfiguration });
    return Template.fromStack(stack);
  }

  test('by a policy of the library where the library makes the role', () => {
    build().hasResourceProperties('AWS::IAM::ManagedPolicy', {
      Description: 'Lets instances of EC2 Image Builder read the files that components ship to them',
      PolicyDocument: { ...READ, Statement: [Match.objectLike({ Action: 's3:GetObject' })] },
    });
  });

  test('by a grant to the role of the user', () => {
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    build(new InfrastructureConfiguration(stack, 'Infrastructure', { role })).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['s3:GetObject*']) })]) },
    });
  });
});
