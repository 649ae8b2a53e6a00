import { isOver, table } from './measurement';
import { callsOfOneStatus } from './status-calls';
import { bundleSize, loadTimeRatio } from './status-function';
import { synthesisRatios } from './synthesis';
import { templateSizes } from './template-size';

async function main(): Promise<void> {
  const measurements = [
    ...await synthesisRatios(),
    ...templateSizes(),
    bundleSize(),
    await loadTimeRatio(),
    ...await callsOfOneStatus(),
  ];
  console.log(table(measurements));
  if (measurements.some(isOver)) process.exitCode = 1;
}

void main();
