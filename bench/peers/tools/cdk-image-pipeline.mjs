import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import pipelines from 'cdk-image-pipeline';
import { COMPONENTS, documentOf, PARENT_IMAGE, SCHEDULE } from '../pipeline.mjs';

/** Documents come from files; JSON is YAML. */
export function add(stack, i, folder) {
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
}
