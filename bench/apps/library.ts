import { App, Stack } from 'aws-cdk-lib';
import { addLibraryPipelines } from '../library-pipelines';
import { processUse } from '../process-use';

const [outdir, count] = process.argv.slice(2);
const app = new App({ outdir });
addLibraryPipelines(new Stack(app, 'Bench'), Number(count));
app.synth();
process.stdout.write(JSON.stringify(processUse()));
