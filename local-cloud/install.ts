import { LocalCloudError } from './local-cloud-error';
import { checkNode } from './node-version';
import { installPythonParts } from './python-parts';

async function install(): Promise<void> {
  checkNode();
  await installPythonParts(console.log);
}

install().catch((error) => {
  if (!(error instanceof LocalCloudError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
});
