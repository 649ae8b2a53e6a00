import { commandMeasurements } from './command';
import { dashboardLoadTimeRatio, dashboardSize } from './dashboard-function';
import { callsOfManyBuilds } from './many-builds';
import { isOver, table } from './measurement';
import { callsOfAMonitor } from './monitor-calls';
import { monitorLoadTimeRatio, monitorSize } from './monitor-function';
import { packageLoadTimes } from './package-load';
import { callsOfOneStatus } from './status-calls';
import { bundleSize, loadTimeRatio } from './status-function';
import { synthesisRatios } from './synthesis';
import { templateSizes } from './template-size';

async function main(): Promise<void> {
  const measurements = [
    ...await synthesisRatios(),
    ...templateSizes(),
    ...packageLoadTimes(),
    bundleSize(),
    await loadTimeRatio(),
    dashboardSize(),
    await dashboardLoadTimeRatio(),
    monitorSize(),
    await monitorLoadTimeRatio(),
    ...await callsOfOneStatus(),
    ...await callsOfManyBuilds(),
    ...await callsOfAMonitor(),
    ...commandMeasurements(),
  ];
  console.log(table(measurements));
  if (measurements.some(isOver)) process.exitCode = 1;
}

void main();
