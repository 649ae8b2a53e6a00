import { App, Stack } from 'aws-cdk-lib';
import { addL1Pipelines } from '../l1-pipelines';
import { processUse } from '../process-use';

const [outdir, count, policies] = process.argv.slice(2);
const app = new App({ outdir });
addL1Pipelines(new Stack(app, 'Bench'), Number(count), Number(policies));
app.synth();
process.stdout.write(JSON.stringify(processUse()));
