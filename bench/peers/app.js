/**
 * Makes pipelines with one of the tools, as an app of a user does, whose modules are CommonJS if `cdk init` has made it:
 * `node app.js <tool> <pipelines> <folder>`. With `nag` behind it, prints what cdk-nag finds; else what the process took.
 */
const { App, Stack } = require('aws-cdk-lib');

const [tool, count, folder, nag] = process.argv.slice(2);
const { add, onePerStack } = require(`./tools/${tool}`);

const app = new App({ outdir: folder });
const shared = onePerStack ? undefined : new Stack(app, 'Peers');
for (let i = 0; i < Number(count); i++) add(shared ?? new Stack(app, `Peers${i}`), i, folder);

if (nag) {
  const { Validations } = require('aws-cdk-lib');
  const { AwsSolutionsChecks } = require('cdk-nag');
  const { violations } = new AwsSolutionsChecks().validateScope(app);
  const acknowledged = app.node.findAll().flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.keys(data));
  const findings = violations.flatMap(({ ruleName, violatingResources }) => violatingResources.map(() => ruleName));
  process.stdout.write(JSON.stringify({ findings, acknowledged: acknowledged.filter((id) => id.startsWith('AwsSolutions-')) }));
} else {
  app.synth();
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stdout.write(JSON.stringify({ seconds: (userCPUTime + systemCPUTime) / 1e6, kilobytes: maxRSS }));
}
