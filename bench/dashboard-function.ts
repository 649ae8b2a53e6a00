import { loadTimeRatioOf, MeasuredFunction, sizeOf } from './function-load';
import { Measurement } from './measurement';

/** The console waits for this one: somebody looks at an empty widget meanwhile. */
const DASHBOARD_FUNCTION: MeasuredFunction = {
  what: 'the dashboard function',
  bundle: 'dashboard',
  emptyHandler: `
    import { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
    export async function handler() { return new ImagebuilderClient({}); }
  `,
  maximumBytes: 330_000,
  maximumRatio: 1.15,
};

export function dashboardSize(): Measurement {
  return sizeOf(DASHBOARD_FUNCTION);
}

export function dashboardLoadTimeRatio(): Promise<Measurement> {
  return loadTimeRatioOf(DASHBOARD_FUNCTION);
}
