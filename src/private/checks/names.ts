import { Names, Token } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { quoted } from './callers-language';
import { checkText } from './text-rules';
import { ValidationError } from './validation-error';

const NAME_PATTERN = /^[-_A-Za-z0-9][-_A-Za-z0-9 ]{1,126}[-_A-Za-z0-9]$/;
const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImagePipeline.html';

/** A name that is unique in the app, in the form that the ARN has. */
export function generatedName(scope: IConstruct, maxLength = 126): string {
  return Names.uniqueResourceName(scope, { maxLength, separator: '-', allowedSpecialCharacters: '-' }).toLowerCase();
}

/**
 * The generated name of a construct before it exists, for `super(scope, id, { physicalName: ... })`.
 *
 * CDK only allows cross-account and cross-Region references if the physical name is a literal, not a lazy value. A literal
 * also saves resolving it each time.
 */
export function generatedNameOf(scope: Construct, id: string, maxLength?: number): string {
  const placeholder = new Construct(scope, id);
  scope.node.tryRemoveChild(placeholder.node.id);
  return generatedName(placeholder, maxLength);
}

/**
 * Rejects a physical name that breaks the rules of Image Builder; a token passes, and so does undefined.
 *
 * Image Builder lower-cases a name and turns spaces and underscores into hyphens to make the ARN,
 * and names that differ only in these clash. Therefore only the form of the ARN is accepted.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/how-image-builder-works.html
 */
export function checkName(scope: IConstruct, what: string, name: string | undefined): void {
  if (name === undefined || Token.isUnresolved(name)) return;
  if (!NAME_PATTERN.test(name)) {
    throw new ValidationError(scope, `The name of the ${what} must have 3 to 128 characters of a-z, 0-9 and '-', got '${name}'. See ${SEE}`);
  }
  const normalised = arnName(name);
  if (normalised !== name) {
    throw new ValidationError(scope, `The name of the ${what} must be in the form that Image Builder gives it in the ARN (lower case, hyphens for spaces and underscores): use ${quoted(normalised)} instead of ${quoted(name)}.`);
  }
}

/** Rejects the name of an existing resource if no resource can have it, such as an ARN, or a name with a version. */
export function checkReferencedName(scope: IConstruct, what: string, name: string): void {
  checkText(scope, name, {
    what: `the name of the ${what}`,
    pattern: /^[-_A-Za-z0-9 ]+$/,
    allowed: 'letters, digits, hyphens, underscores and spaces; an ARN and a version are parameters of their own',
    see: SEE,
  });
}

/** A name in the form that the ARN has. */
export function arnName(name: string): string {
  return Token.isUnresolved(name) ? name : name.toLowerCase().replace(/[ _]/g, '-');
}
