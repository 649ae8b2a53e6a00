/** The pipeline that each tool makes: an AMI with three components, built each Sunday and scanned. */

/** An AMI id, since not every tool takes a parameter. */
exports.PARENT_IMAGE = 'ami-0123456789abcdef0';

exports.SCHEDULE = 'cron(0 3 ? * sun *)';

/** @type {{ name: string, commands: string[] }[]} */
exports.COMPONENTS = require('../components.json');

/** The document of a component. */
exports.documentOf = ({ name, commands }) => (
  { schemaVersion: '1.0', phases: [{ name: 'build', steps: [{ name, action: 'ExecuteBash', inputs: { commands } }] }] }
);
