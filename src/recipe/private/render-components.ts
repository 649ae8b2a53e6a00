import { IConstruct } from 'constructs';
import { sortedEntries } from '../../private/sorted-keys';
import { checkText } from '../../private/text-rules';
import { ValidationError } from '../../private/validation-error';
import { ComponentConfiguration } from '../component-configuration';

const MAX_COMPONENTS = 20;
const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ComponentConfiguration.html';
const SEE_QUOTA = 'https://docs.aws.amazon.com/general/latest/gr/imagebuilder.html';

/** A component as image and container recipes render it. */
export interface RenderedComponent {
  readonly componentArn: string;
  readonly parameters?: Array<{ name: string; value: string[] }>;
}

/** The components of a recipe, checked: at most 20, and each only once. */
export function renderComponents(scope: IConstruct, components: ComponentConfiguration[] = []): RenderedComponent[] | undefined {
  if (components.length === 0) return undefined;
  if (components.length > MAX_COMPONENTS) {
    throw new ValidationError(scope, `A recipe may have at most ${MAX_COMPONENTS} components, got ${components.length}: join some of them. See ${SEE_QUOTA}`);
  }
  const seen = new Set<string>();
  return components.map(({ component, parameters = {} }) => {
    const { componentArn } = component.componentRef;
    if (seen.has(componentArn)) {
      throw new ValidationError(scope, `A recipe may have each component only once, got '${component.node.path}' twice. See https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImageRecipe.html`);
    }
    seen.add(componentArn);
    return { componentArn, parameters: renderParameters(scope, parameters) };
  });
}

function renderParameters(scope: IConstruct, parameters: { [name: string]: string[] }): RenderedComponent['parameters'] {
  const entries = sortedEntries(parameters);
  if (entries.length === 0) return undefined;
  return entries.map(([name, value]) => {
    checkText(scope, name, { what: 'the name of a component parameter', maxLength: 256, see: SEE });
    return { name, value };
  });
}
