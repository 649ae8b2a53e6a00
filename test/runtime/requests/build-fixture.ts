import { CustomResourceResponse } from '../../../local-cloud/conductor';
import { EmulatedFunction } from '../emulated-function';

/** The calls of one operation that name a pipeline, or an image of it. */
export function callsOf(cloud: EmulatedFunction, operation: string, pipelineArn: string) {
  const name = pipelineArn.split('/')[1];
  return cloud.service.emulator.calls.filter((call) => call.operation === operation && !call.error && JSON.stringify(call.input).includes(`/${name}`));
}

export async function stateOf(cloud: EmulatedFunction, arn: string): Promise<string> {
  const { Data } = await cloud.requestStatus({ ImageBuildVersionArn: arn, Trigger: '1', OnFailure: 'REPORT' });
  return Data!.ImageState;
}

/** The image that a build answers. */
export function imageOf({ Data }: CustomResourceResponse): string {
  return Data!.ImageBuildVersionArn;
}

/** Lets a day pass. */
export function finish(cloud: EmulatedFunction): void {
  cloud.service.emulator.clock.advance(86_400);
}
