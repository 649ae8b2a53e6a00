import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { addL1Pipelines } from './l1-pipelines';
import { addLibraryPipelines } from './library-pipelines';
import { Measurement } from './measurement';

/** The maximum size of a managed policy. */
export const MAX_POLICY_CHARACTERS = 6_144;

export interface TemplateResource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

export type TemplateResources = Record<string, TemplateResource>;

export function libraryResources(count: number): TemplateResources {
  return resourcesOf((stack) => addLibraryPipelines(stack, count));
}

export function l1Resources(count: number): TemplateResources {
  const policies = numberOfPolicies(count);
  return resourcesOf((stack) => addL1Pipelines(stack, count, policies));
}

/** IAM limits the length of a policy, so that the library spreads the permissions for many images over several. */
export function numberOfPolicies(count: number): number {
  return numberOf(libraryResources(count), 'AWS::IAM::ManagedPolicy');
}

/** How the resources of a template come about, told from templates of one and of two pipelines. */
export function templateSizes(): Measurement[] {
  const [one, two, fifty] = [1, 2, 50].map(libraryResources);
  const more = (resources: TemplateResources, than: TemplateResources) => Object.keys(resources).length - Object.keys(than).length;
  const moreOf = (type: string) => numberOf(two, type) - numberOf(one, type);
  const aStatus = moreOf('Custom::ImageBuilderImageStatus');
  const components = moreOf('AWS::ImageBuilder::Component');
  const aPipeline = more(two, one) - aStatus - components;
  const aStack = (resources: TemplateResources, count: number) => Object.keys(resources).length - count * (aPipeline + aStatus + components);
  return [
    { what: 'resources: a pipeline with its recipe and infrastructure', value: aPipeline, bound: 5 },
    { what: 'resources: a status', value: aStatus, bound: 1 },
    { what: 'resources: a stack with 1 status', value: aStack(one, 1), bound: 4 },
    // The bound cannot be met: without its name, an ARN takes half of what each of 100 could have in one policy.
    { what: `resources: a stack with 50 statuses, whose 100 ARNs take two policies (${MAX_POLICY_CHARACTERS} characters)`, value: aStack(fifty, 50), bound: 4 },
  ];
}

function numberOf(resources: TemplateResources, type: string): number {
  return Object.values(resources).filter(({ Type }) => Type === type).length;
}

function resourcesOf(add: (stack: Stack) => void): TemplateResources {
  const stack = new Stack(new App(), 'Bench');
  add(stack);
  return Template.fromStack(stack).toJSON().Resources;
}
