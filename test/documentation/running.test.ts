import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { blocksOf, ROOT, textOf } from './pages';
import { runShell } from './recorded-shell';
import { LOCAL_ACCOUNT, LOCAL_REGION, LocalCloud, startLocalCloud } from '../../local-cloud';
import { withFindings } from '../../local-cloud/image-builder';
import { eventually } from '../local-cloud/processes';

jest.setTimeout(180_000);

const PAGE = 'docs/running.md';
const FOLDER = path.join(ROOT, 'examples', '.running');
const PARAMETER = '/golden-images/linux';

let cloud: LocalCloud;
/** The AMIs that were released, in their order, and their images. */
let amis: string[];
let images: string[];

const aws = async (command: string) => (await runShell(command, cloud.environment)).trim();

/** The block of commands below a heading. */
function commands(heading: string, nth = 0): string {
  const chapter = textOf(PAGE).split(/^## /m).find((text) => text.startsWith(`${heading}\n`))!;
  return [...chapter.matchAll(/^( *)```sh\n([^]*?)^\1```/gm)].map(([, indent, code]) => code.replace(new RegExp(`^${indent}`, 'gm'), ''))[nth];
}

const currentAmi = async () => aws(`aws ssm get-parameter --name ${PARAMETER} --query Parameter.Value --output text`);

beforeAll(async () => {
  cloud = await startLocalCloud();
  cloud.imageBuilder.emulator.setScenario('', withFindings({}));
  mkdirSync(FOLDER, { recursive: true });
  const app = path.join(FOLDER, 'app.ts');
  writeFileSync(app, blocksOf(PAGE, 'ts')[0]);
  const cdk = cloud.cdk();
  await cloud.bootstrap();
  const { exitCode, output, outputs } = await cdk.deploy(app);
  if (exitCode !== 0) throw new Error(`${output}\n${cloud.log}`);
  amis = [await currentAmi()];
  images = [outputs.Images.LinuxConsoleUrl.split('#/images/')[1]];
  const pipeline = await aws('aws imagebuilder list-image-pipelines --query \'imagePipelineList[0].arn\' --output text');
  images.push(cloud.imageBuilder.emulator.runSchedule(pipeline));
  await eventually('the scheduled image is released', async () => await currentAmi() !== amis[0]);
  amis.push(await currentAmi());
});

afterAll(async () => {
  rmSync(FOLDER, { recursive: true, force: true });
  await cloud?.stop();
});

test('the commands list the instances that run an old image, and no others', async () => {
  const [old, current, other] = await Promise.all([...amis, 'ami-0123456789abcdef0'].map(async (ami) => (
    aws(`aws ec2 run-instances --image-id ${ami} --instance-type t3.micro --min-count 1 --max-count 1 --query 'Instances[0].InstanceId' --output text`)
  )));
  const listed = await aws(commands('Who still runs an old image'));
  expect(listed).toMatch(new RegExp(`${old}\t${amis[0]}\t`));
  expect(listed).not.toContain(current);
  expect(listed).not.toContain(other);
});

test('the commands let new instances start from the previous image, and move what retention spares', async () => {
  expect(await currentAmi()).toBe(amis[1]);
  expect(await aws(commands('Back to the previous image'))).toMatch(new RegExp(`1\t.*\t${amis[0]}\n2\t.*\t${amis[1]}`));
  expect(await currentAmi()).toBe(amis[0]);

  const tagOf = async (image: string) => aws(`aws imagebuilder get-image --image-build-version-arn ${image} --query 'image.tags."cdk-image-builder:release"' --output text`);
  expect(await Promise.all(images.map(tagOf))).toEqual(['None', 'RELEASED']);
  const move = commands('Back to the previous image', 1).replace(/^GOOD=.*$/m, `GOOD=${images[0]}`).replace(/^BAD=.*$/m, `BAD=${images[1]}`);
  await aws(move);
  expect(await Promise.all(images.map(tagOf))).toEqual(['RELEASED', 'None']);
});

test('the event of a changed parameter starts the state machine, which starts an instance refresh', async () => {
  const rule = (await aws('aws events list-rules --query "Rules[?contains(EventPattern, \'aws.ssm\')].[Name,EventPattern]" --output text')).split('\t');
  // https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html
  const event = {
    'version': '0',
    'id': '1',
    'detail-type': 'Parameter Store Change',
    'source': 'aws.ssm',
    'account': LOCAL_ACCOUNT,
    'region': LOCAL_REGION,
    'time': '2026-11-28T12:00:00Z',
    'resources': [],
    'detail': { operation: 'Update', name: PARAMETER, type: 'String' },
  };
  expect(await aws(`aws events test-event-pattern --event-pattern '${rule[1]}' --event '${JSON.stringify(event)}' --query Result --output text`)).toBe('True');
  const machine = await aws(`aws events list-targets-by-rule --rule ${rule[0]} --query 'Targets[0].Arn' --output text`);
  await aws(`aws stepfunctions start-execution --state-machine-arn ${machine}`);

  const group = await aws('aws autoscaling describe-auto-scaling-groups --query \'AutoScalingGroups[0].AutoScalingGroupName\' --output text');
  const refreshes = async () => aws(`aws autoscaling describe-instance-refreshes --auto-scaling-group-name ${group} --query 'InstanceRefreshes[].Status'`);
  await eventually('a refresh was started', async () => (await refreshes()).includes('Successful'));
});

test('the commands start a refresh by hand, and show it', async () => {
  const group = await aws('aws autoscaling describe-auto-scaling-groups --query \'AutoScalingGroups[0].AutoScalingGroupName\' --output text');
  expect(await aws(commands('Replace running instances').replace(/^GROUP=.*$/m, `GROUP=${group}`))).toMatch(/\tSuccessful\t100$/);
});
