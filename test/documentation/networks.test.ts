import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { textOf } from './pages';
import { ami, container, gate, POLICY } from '../golden-image/golden';

/** How the page names the services that the function of a stack calls, by the prefix of their actions. */
const NAMES: Record<string, string> = {
  imagebuilder: 'Image Builder',
  secretsmanager: 'Secrets Manager',
  states: 'Step Functions',
  logs: 'CloudWatch Logs',
  ssm: 'Systems Manager',
  ecr: 'Amazon ECR',
};
/** Services that Lambda itself calls, outside of the VPC. */
const BY_LAMBDA = ['xray'];

/** The services that the policies of the function allow it to call. */
function servicesOf(make: (stack: Stack) => void): string[] {
  const stack = new Stack(new App(), 'Stack');
  make(stack);
  const policies = Object.entries(Template.fromStack(stack).findResources(POLICY)).filter(([id]) => /^CdkImageBuilderProvider(?!Waiting)/.test(id));
  const actions = policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
    .flatMap(({ Action }: { Action: string | string[] }) => Action);
  return [...new Set(actions.map((action) => action.split(':')[0]))].filter((prefix) => !BY_LAMBDA.includes(prefix)).map((prefix) => NAMES[prefix]).sort();
}

test.each(['docs/networks.md', 'docs/troubleshooting.md'])('%s names the services that the function must reach in a VPC', (page) => {
  const [, text] = /(?:It must then|In a VPC, the function must)\sreach\s([^]*?)(?:For an|An) `InspectorActivation`/.exec(textOf(page).replace(/\s+/g, ' '))!;
  const named = (part: string) => Object.values(NAMES).filter((name) => part.includes(name)).sort();
  const [ofAmi] = text.split(/to release a container image|if it is a container image/);
  expect(named(ofAmi)).toEqual(servicesOf((stack) => ami(stack, { gate })));
  expect(named(text)).toEqual(servicesOf((stack) => container(stack, { gate })));
});
