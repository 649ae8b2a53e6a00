import { BatchGetAccountStatusCommand, DisableCommand, Inspector2Client } from '@aws-sdk/client-inspector2';
import { LOCAL_REGION, LocalCloud, startLocalCloud } from '../../local-cloud';
import { withFindings } from '../../local-cloud/image-builder';

jest.setTimeout(180_000);

let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await startLocalCloud();
  cloud.imageBuilder.emulator.setScenario('activated-', withFindings({ HIGH: 1 }));
});

afterAll(() => cloud?.stop());

test('a deployment activates Amazon Inspector, and builds and scans an image after it', async () => {
  const cdk = cloud.cdk();
  await cloud.bootstrap();
  const client = new Inspector2Client({ region: LOCAL_REGION, endpoint: cloud.endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  const statuses = async () => {
    const { accounts } = await client.send(new BatchGetAccountStatusCommand({}));
    const { ec2, ecr, lambda } = accounts![0].resourceState!;
    return [ec2, ecr, lambda].map((state) => state!.status);
  };
  await client.send(new DisableCommand({ resourceTypes: ['EC2', 'ECR', 'LAMBDA'] }));
  expect(await statuses()).toEqual(['DISABLED', 'DISABLED', 'DISABLED']);
  const { exitCode, output, outputs } = await cdk.deploy('test/local-cloud/fixtures/inspector-app.ts');
  if (exitCode !== 0) throw new Error(`The CDK CLI failed:\n${output}\n${cloud.log}`);
  expect(await statuses()).toEqual(['ENABLED', 'ENABLED', 'DISABLED']);
  expect(outputs.Activated).toMatchObject({ LinuxGateStatus: 'PASSED' });
  client.destroy();
});
