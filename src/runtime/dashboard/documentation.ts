import { DEFAULT_BUILDS, MAX_BUILDS } from '../../contract/dashboard';

/** The Markdown that the console shows to a person who edits the widget. */
export function documentation(pipelines: readonly string[]): string {
  return `## The last builds of an EC2 Image Builder pipeline

Draws the workflows and steps of each build by their time and state, with the failed step and its message, the verdict of the vulnerability gate, and the findings. A running build is drawn up to now. The function only reads.

### Parameters

| name | meaning |
|---|---|
| \`pipeline\` | name of the pipeline: ${pipelines.map((name) => `\`${name}\``).join(', ')} |
| \`builds\` | number of builds, at most ${MAX_BUILDS}; ${DEFAULT_BUILDS} by default |

### Example

\`\`\` yaml
pipeline: ${pipelines[0] ?? ''}
builds: ${DEFAULT_BUILDS}
\`\`\`
`;
}
