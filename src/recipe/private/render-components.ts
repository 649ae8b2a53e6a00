import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { parametersOf } from './known-document';
import { quoted } from '../../private/checks/callers-language';
import { checkSameRegion } from '../../private/checks/same-place';
import { sortedEntries } from '../../private/checks/sorted-keys';
import { checkText } from '../../private/checks/text-rules';
import { ValidationError } from '../../private/checks/validation-error';
import { holdsToken } from '../../private/documents/holds-token';
import { latestArnOf } from '../../private/facts/latest-version-arn';
import { ComponentConfiguration } from '../component-configuration';

const MAX_COMPONENTS = 20;
const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ComponentConfiguration.html';
const VERSION = /\/[0-9x]+\.[0-9x]+\.[0-9x]+(?:\/[0-9]+)?$/;
const SEE_QUOTA = 'https://docs.aws.amazon.com/general/latest/gr/imagebuilder.html';

/** A component as image and container recipes render it. */
export interface RenderedComponent {
  readonly componentArn: string;
  readonly parameters?: Array<{ name: string; value: string[] }>;
}

/** The components of a recipe, checked: at most 20, and each only once. */
export function renderComponents(scope: IConstruct, components: ComponentConfiguration[]): RenderedComponent[] | undefined {
  if (components.length === 0) return undefined;
  if (components.length > MAX_COMPONENTS) {
    throw new ValidationError(scope, `A recipe may have at most ${MAX_COMPONENTS} components, got ${components.length}: join some of them. See ${SEE_QUOTA}`);
  }
  const seen = new Set<string>();
  return components.map(({ component, parameters = {} }) => {
    const componentArn = latestArnOf(component);
    const identity = componentArn.replace(VERSION, '');
    if (seen.has(identity)) {
      throw new ValidationError(scope, `A recipe may have each component only once, whatever its version, got '${component.node.path}' twice: leave one of them out. See https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImageRecipe.html`);
    }
    seen.add(identity);
    checkSameRegion(scope, { what: 'component', resource: component, see: SEE });
    checkParameters(scope, component, parameters);
    return { componentArn, parameters: renderParameters(scope, parameters) };
  });
}

/** Rejects values for unknown parameters, and missing values for required ones, if the document of the component is known. */
function checkParameters(scope: IConstruct, component: ComponentConfiguration['component'], values: { [name: string]: string[] }): void {
  const parameters = parametersOf(component);
  if (!parameters || holdsToken(Object.keys(values))) return;
  const names = [...parameters.keys()];
  const unknown = Object.keys(values).find((name) => !parameters.has(name));
  if (unknown !== undefined) {
    throw new ValidationError(scope, `The component '${component.node.path}' has no parameter ${quoted(unknown)}, ${names.length > 0 ? `only ${names.map(quoted).join(', ')}` : 'and no other one'}: leave it out, or add it to the document. See ${SEE}`);
  }
  const lacking = names.find((name) => parameters.get(name)!.default === undefined && !(name in values));
  if (lacking !== undefined) {
    throw new ValidationError(scope, `The component '${component.node.path}' needs a value for its parameter ${quoted(lacking)}, which has no default: add ${quoted(lacking)} to the 'parameters' of the component in the recipe. See ${SEE}`);
  }
}

function renderParameters(scope: IConstruct, parameters: { [name: string]: string[] }): RenderedComponent['parameters'] {
  const entries = sortedEntries(parameters);
  if (entries.length === 0) return undefined;
  return entries.map(([name, value]) => {
    checkText(scope, name, { what: 'the name of a component parameter', maxLength: 256, see: SEE });
    if (!Token.isUnresolved(value)) {
      for (const text of value) checkText(scope, text, { what: `the value of the component parameter ${quoted(name)}`, minLength: 0, maxLength: 1024, see: SEE_QUOTA });
    }
    return { name, value };
  });
}
