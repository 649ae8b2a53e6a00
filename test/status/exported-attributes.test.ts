import { App, CfnOutput, CrossStackReferences, NestedStack, ReferenceStrength, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { BaseImage, GoldenImage, ImageStatus } from '../../src';

const env = { account: '123456789012', region: 'eu-west-1' };
let own: Stack;
let other: Stack;
let golden: GoldenImage;

beforeEach(() => {
  const app = new App();
  [own, other] = ['Own', 'Other'].map((id) => new Stack(app, id, { env }));
  golden = new GoldenImage(own, 'Golden', { baseImage: BaseImage.amazonLinux2023(), amiDistributions: [{ region: 'eu-west-1' }, { region: 'us-east-1' }] });
});

const warnings = () => Annotations.fromStack(own).findWarning('*', Match.stringLikeRegexp('attributeInOtherStack')).map(({ entry }) => String(entry.data));
const read = (stack: Stack, value: string, id = 'Read') => new CfnOutput(stack, id, { value });

describe('an attribute of an image that another stack reads', () => {
  test('gives a warning, which names each once and says what to read instead', () => {
    read(other, golden.execution!.imageId);
    read(other, golden.execution!.imageId, 'Again');
    read(other, golden.execution!.imageIdIn('us-east-1'), 'Copy');
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]).toMatch(/^Other stacks read 'ImageId', 'ImageIdInUsEast1' of 'Own\/Golden\/Execution', .*toMachineImage\(\).*'parameterName'/);
  });

  test('gives a warning in another Region, to which aws-cdk-lib writes the first value only', () => {
    const app = new App();
    [own, other] = ['eu-west-1', 'us-east-1'].map((region) => new Stack(app, region, { env: { ...env, region }, crossRegionReferences: true }));
    golden = new GoldenImage(own, 'Golden', { baseImage: BaseImage.amazonLinux2023(), amiDistributions: [{ region: 'eu-west-1' }, { region: 'us-east-1' }] });
    read(other, golden.execution!.imageIdIn('us-east-1'));
    read(other, own.stackId, 'StackId');
    expect(warnings()).toEqual([expect.stringMatching(/^Stacks in other Regions read 'ImageIdInUsEast1' of 'eu-west-1\/Golden\/Execution', .* keep the value of the first image/)]);
  });

  test('gives a warning if it is read from a status', () => {
    read(other, new ImageStatus(own, 'Status', { pipeline: golden.pipeline }).gateStatus);
    // No parameter has this one.
    expect(warnings()).toEqual([expect.stringMatching(/^Other stacks read 'GateStatus' of 'Own\/Status', .* Use attributes in their own stack, or/)]);
  });

  test('gives a warning even if the deployment does not wait for the image', () => {
    read(other, golden.pipeline.start('Later', { waitForImage: false }).imageBuildVersionArn);
    expect(warnings()).toEqual([expect.stringContaining("Other stacks read 'ImageBuildVersionArn' of 'Own/Golden/Pipeline/Later'")]);
  });

  test('gives a warning if its own stack is nested in another one, which exports it', () => {
    const nested = new NestedStack(new NestedStack(own, 'Nested'), 'Inner');
    const { execution, pipeline } = new GoldenImage(nested, 'Nested', { baseImage: BaseImage.amazonLinux2023() });
    read(other, execution!.imageId);
    read(other, pipeline.imagePipelineArn, 'Pipeline');
    read(new NestedStack(own, 'Sibling'), execution!.imageState);
    expect(warnings()).toEqual([expect.stringMatching(/^Other stacks read 'ImageId' of 'Own\/Nested\/Inner\/Nested\/Execution'/)]);
  });

  test('gives no warning in its own stack or in a nested one, which get changed values, nor if the parameter is read as the warning says', () => {
    golden.addOutputs();
    read(own, golden.execution!.imageId);
    read(new NestedStack(own, 'Nested'), golden.execution!.imageId);
    read(other, golden.parameterName);
    expect(warnings()).toEqual([]);
  });

  test('gives no warning if the reference is a weak one, whose value may change', () => {
    read(other, golden.execution!.imageId);
    CrossStackReferences.of(golden.execution!).produce(ReferenceStrength.WEAK);
    expect(warnings()).toEqual([]);
  });
});
