import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Clock, ImageBuilder, startImageBuilder, succeeds } from '../../local-cloud/image-builder';

const PYTHON = join(__dirname, '..', '..', '.venv', 'bin', 'python');

let imageBuilder: ImageBuilder;

beforeAll(async () => { imageBuilder = await startImageBuilder({ clock: new Clock({ speed: 100 }) }); });
afterAll(async () => imageBuilder.close());

test('an AWS::ImageBuilder::Image that is building is cancelled, and deleted once it is', async () => {
  imageBuilder.emulator.setScenario('golden', succeeds({ cancelSeconds: 30 }));
  const { stdout } = await promisify(execFile)(PYTHON, [join(__dirname, 'image_type.py'), imageBuilder.url]);
  const { before, after } = JSON.parse(stdout) as Record<string, string>;
  expect(['PENDING', 'CREATING', 'BUILDING']).toContain(before);
  expect(after).toContain('NotFound');
  const changes = imageBuilder.emulator.calls.filter(({ operation }) => /^(Cancel|Delete)/.test(operation));
  expect(changes.map(({ operation, error }) => [operation, error])).toEqual([['CancelImageCreation', undefined], ['DeleteImage', undefined]]);
}, 30_000);
