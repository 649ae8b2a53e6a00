const { writeFileSync } = require('node:fs');
const path = require('node:path');
const pipelines = require('cdk-image-pipeline');
const { COMPONENTS, documentOf, PARENT_IMAGE, SCHEDULE } = require('../pipeline');

/** Documents come from files; JSON is YAML. */
exports.add = (stack, i, folder) => {
  new pipelines.ImagePipeline(stack, `Pipeline${i}`, {
    components: COMPONENTS.map((component) => {
      const document = path.join(folder, `${component.name}.yml`);
      writeFileSync(document, JSON.stringify(documentOf(component)));
      return { name: component.name, version: '1.0.0', document };
    }),
    parentImage: PARENT_IMAGE,
    enableVulnScans: true,
    schedule: { scheduleExpression: SCHEDULE },
  });
};
