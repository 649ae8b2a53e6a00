import { commandMeasurements } from './command';
import { loadTimeRatioOf, sizeOf } from './function-load';
import { FUNCTIONS } from './functions';
import { callsOfManyBuilds } from './many-builds';
import { isOver, Measurement, table } from './measurement';
import { callsOfAMonitor } from './monitor-calls';
import { packageLoadTimes } from './package-load';
import { callsOfOneStatus } from './status-calls';
import { synthesisRatios } from './synthesis';
import { templateSizes } from './template-size';

async function functionMeasurements(): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  // One after the other: they measure time.
  for (const one of FUNCTIONS) measurements.push(sizeOf(one), await loadTimeRatioOf(one));
  return measurements;
}

async function main(): Promise<void> {
  const measurements = [
    ...await synthesisRatios(),
    ...templateSizes(),
    ...packageLoadTimes(),
    ...await functionMeasurements(),
    ...await callsOfOneStatus(),
    ...await callsOfManyBuilds(),
    ...await callsOfAMonitor(),
    ...commandMeasurements(),
  ];
  console.log(table(measurements));
  if (measurements.some(isOver)) process.exitCode = 1;
}

void main();
