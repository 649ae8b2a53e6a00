import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Clock, ImageBuilder, startImageBuilder } from '../../../local-cloud/image-builder';
import { handlers } from '../../../local-cloud/image-builder/operations';

const VENV = join(__dirname, '..', '..', '..', '.venv');
const PYTHON = join(VENV, 'bin', 'python');
/** Newer than the botocore that MiniStack pins. */
const BOTOCORE = join(VENV, 'newest-botocore');

/** The operations that workflow details and vulnerability scans came with. */
const SCAN_AND_WORKFLOW_OPERATIONS = [
  'GetWorkflowStepExecution',
  'GetWorkflowExecution',
  'ListWorkflowExecutions',
  'ListWorkflowStepExecutions',
  'ListImageScanFindings',
  'ListImageScanFindingAggregations',
  'CreateImage',
  'CreateImagePipeline',
  'GetImage',
  'GetImagePipeline',
  'ListImagePipelines',
  'UpdateImagePipeline',
];

/** Operations on custom workflows, waiting steps, images and lifecycle policies. */
const WORKFLOW_AND_LIFECYCLE_OPERATIONS = [
  'CreateWorkflow',
  'GetWorkflow',
  'DeleteWorkflow',
  'ListWorkflows',
  'ListWorkflowBuildVersions',
  'ListWaitingWorkflowSteps',
  'SendWorkflowStepAction',
  'StartImagePipelineExecution',
  'CancelImageCreation',
  'RetryImage',
  'CreateLifecyclePolicy',
  'GetLifecyclePolicy',
  'UpdateLifecyclePolicy',
  'ListLifecyclePolicies',
  'DeleteLifecyclePolicy',
  'StartResourceStateUpdate',
  'GetLifecycleExecution',
  'ListLifecycleExecutions',
];

async function runConformance(url: string): Promise<{ answered: string[]; refused: string[] }> {
  if (!existsSync(BOTOCORE)) throw new Error('botocore is not installed: run `npm run local-cloud:install` first.');
  return new Promise((resolve, reject) => {
    const child = spawn(PYTHON, [join(__dirname, 'conformance.py'), url], { env: { ...process.env, PYTHONPATH: BOTOCORE } });
    let output = '';
    let errors = '';
    child.stdout.on('data', (data) => { output += data; });
    child.stderr.on('data', (data) => { errors += data; });
    child.on('error', reject);
    child.on('close', (code) => code === 0 ? resolve(JSON.parse(output)) : reject(new Error(errors)));
  });
}

describe('botocore with its own model', () => {
  let imageBuilder: ImageBuilder;
  let seen: { answered: string[]; refused: string[] };

  beforeAll(async () => {
    imageBuilder = await startImageBuilder({ clock: new Clock({ manual: true }) });
    seen = await runConformance(imageBuilder.url);
  }, 60_000);

  afterAll(async () => imageBuilder.close());

  test('drives every operation that the emulator implements', () => {
    expect(seen.answered).toEqual(Object.keys(handlers).sort());
  });

  test.each([...SCAN_AND_WORKFLOW_OPERATIONS, ...WORKFLOW_AND_LIFECYCLE_OPERATIONS])('is answered and refused by %s', (operation) => {
    expect(seen.answered).toContain(operation);
    expect(seen.refused.map((refusal) => refusal.split(' ')[0])).toContain(operation);
  });
});
