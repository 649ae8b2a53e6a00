import { Json, readJson } from './json';
import { Clock, ImageBuilder, startImageBuilder, withFindings } from '../../../local-cloud/image-builder';

let imageBuilder: ImageBuilder;
let settings: object;

beforeEach(async () => {
  imageBuilder = await startImageBuilder({ clock: new Clock({ manual: true }) });
  const recipe = await put('CreateImageRecipe', { name: 'golden', semanticVersion: '1.0.0', parentImage: 'ami-1' });
  const infrastructure = await put('CreateInfrastructureConfiguration', { name: 'infrastructure', instanceProfileName: 'builder' });
  settings = { imageRecipeArn: recipe.imageRecipeArn, infrastructureConfigurationArn: infrastructure.infrastructureConfigurationArn };
});

afterEach(async () => imageBuilder.close());

async function put(operation: string, input: object): Promise<Json> {
  const response = await fetch(`${imageBuilder.url}/${operation}`, { method: 'PUT', body: JSON.stringify({ clientToken: `${Math.random()}`, ...input }) });
  return { ...await readJson(response), error: response.headers.get('x-amzn-ErrorType') as unknown as Json };
}

async function getImage(arn: Json) {
  const response = await fetch(`${imageBuilder.url}/GetImage?imageBuildVersionArn=${encodeURIComponent(String(arn))}`);
  return (await readJson(response)).image;
}

test('settings newer than the SDK are kept and shown', async () => {
  const imageScanningConfiguration = {
    imageScanningEnabled: true, imageScanningTypes: ['ON_DEMAND_AMI_CVE'], scanResultCondition: { maximumSeverityLabel: 'HIGH', fixAvailable: false },
  };
  const { imageBuildVersionArn } = await put('CreateImage', { ...settings, imageScanningConfiguration: { ...imageScanningConfiguration, colour: 'red' } });
  expect((await getImage(imageBuildVersionArn)).imageScanningConfiguration).toEqual(imageScanningConfiguration);
});

test.each([
  [{ imageScanningTypes: ['TEST_INSTANCE_CVE', 'ON_DEMAND_AMI_CVE'] }, 'InvalidParameterValueException'],
  [{ imageScanningTypes: ['EVERYTHING'] }, 'InvalidParameterValueException'],
  [{ scanResultCondition: { maximumSeverityLabel: 'CRITICAL' } }, 'InvalidParameterValueException'],
  [{ scanResultCondition: {} }, 'InvalidRequestException'],
  [{ scanResultCondition: { maximumSeverityLabel: 'HIGH' } }, 'InvalidParameterCombinationException'],
])('the emulator rejects the scan settings %j with %s', async (scanning, error) => {
  expect(await put('CreateImage', { ...settings, imageScanningConfiguration: { imageScanningEnabled: true, ...scanning } })).toMatchObject({ error });
});

test('findings above the limit fail the image in its tests', async () => {
  imageBuilder.emulator.setScenario('golden', withFindings({ HIGH: 1 }));
  const scanning = (maximumSeverityLabel: string) => ({
    imageScanningEnabled: true, imageScanningTypes: ['ON_DEMAND_AMI_CVE'], scanResultCondition: { maximumSeverityLabel },
  });
  const strict = await put('CreateImage', { ...settings, imageScanningConfiguration: scanning('MEDIUM') });
  const lenient = await put('CreateImage', { ...settings, imageScanningConfiguration: scanning('HIGH') });
  imageBuilder.emulator.clock.advance(7200);
  expect((await getImage(strict.imageBuildVersionArn)).state).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('above MEDIUM: HIGH') });
  expect((await getImage(lenient.imageBuildVersionArn)).state.status).toEqual('AVAILABLE');
});

test('Inspector has to be on for what is scanned, but not for on-demand scans', async () => {
  imageBuilder.emulator.setInspector({ ec2: false });
  const scan = async (scanning: object) => put('CreateImage', { ...settings, imageScanningConfiguration: { imageScanningEnabled: true, ...scanning } });
  expect(await scan({})).toEqual({
    error: 'ResourceDependencyException',
    message: "Resource dependency error: Amazon Inspector is not enabled for 'ec2' resources in account '000000000000'.",
  });
  expect(await scan({ imageScanningTypes: ['ON_DEMAND_AMI_CVE'] })).toMatchObject({ error: null });
  expect(await put('CreateImage', { ...settings, imageScanningConfiguration: { imageScanningEnabled: false } })).toMatchObject({ error: null });
});
