const { existsSync } = require('node:fs');
const { join } = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

/**
 * The suites that take longest, longest first. Jest knows how long a suite takes only once it has run it; until then it goes by the
 * size of files, and a short file that plays thousands of lives would be left for the end.
 */
const SLOWEST = [
  'conductor/model', 'local-cloud/cdk-commands', 'conductor/simulation', 'local-cloud/examples', 'local-cloud/executions', 'runtime/cli/watch',
  'runtime/monitor/hostile-monitor', 'packaging/release', 'conductor/deployments', 'runtime/release/hostile-release', 'local-cloud/release',
  'runtime/requests/hostile-requests', 'local-cloud/demo',
].map((suite) => join(__dirname, `${suite}.test.ts`));

const missing = SLOWEST.filter((suite) => !existsSync(suite));
if (missing.length > 0) throw new Error(`test/slowest-first.cjs names suites that do not exist: ${missing.join(', ')}`);

module.exports = class SlowestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => (SLOWEST.includes(path) ? SLOWEST.indexOf(path) : SLOWEST.length);
    return super.sort(tests).sort((a, b) => rank(a) - rank(b));
  }
};
