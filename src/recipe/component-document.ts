import { Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Platform } from './platform';
import { documentProblems } from './private/document-rules';
import { RenderedComponentDocument } from './private/rendered-document';
import { holdsToken } from '../private/holds-token';
import { parsedJson } from '../private/parsed-json';
import { checkText } from '../private/text-rules';
import { ValidationError } from '../private/validation-error';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html';

/**
 * The document of a component: what is done to an image, as phases and steps.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html
 */
export abstract class ComponentDocument {
  /**
   * A document from its text in YAML or JSON, of 1 to 16,000 characters. A text in JSON is checked as
   * {@link ComponentDocument.fromObject} checks its document; of a text in YAML only the length is.
   */
  public static fromInline(text: string): ComponentDocument {
    return new InlineDocument(text);
  }

  /**
   * A document from its structure. Synthesis refuses it, with the path of the offending step, if it breaks the
   * schema or names an action module that the component's platform does not have. It may hold tokens.
   *
   * @param document The document, as `{ schemaVersion: '1.0', phases: [...] }`.
   */
  public static fromObject(document: { [key: string]: any }): ComponentDocument {
    return new ObjectDocument(document);
  }

  protected constructor() {}

  /**
   * Checks the document and renders it.
   *
   * @internal
   */
  public abstract _render(scope: IConstruct, platform: Platform): RenderedComponentDocument;
}

class InlineDocument extends ComponentDocument {
  constructor(private readonly text: string) {
    super();
  }

  public _render(scope: IConstruct, platform: Platform): RenderedComponentDocument {
    checkLength(scope, this.text);
    const json = Token.isUnresolved(this.text) ? undefined : parsedJson(this.text);
    if (json !== undefined) checkStructure(scope, json, platform);
    return { data: this.text };
  }
}

class ObjectDocument extends ComponentDocument {
  constructor(private readonly document: object) {
    super();
  }

  public _render(scope: IConstruct, platform: Platform): RenderedComponentDocument {
    checkStructure(scope, this.document, platform);
    // JSON is YAML, and CDK knows how to write JSON around tokens.
    if (holdsToken(this.document)) return { data: Stack.of(scope).toJsonString(this.document) };
    const data = JSON.stringify(this.document);
    checkLength(scope, data);
    return { data };
  }
}

function checkLength(scope: IConstruct, text: string): void {
  checkText(scope, text, {
    what: 'the component document',
    maxLength: 16000,
    see: 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html',
  });
}

function checkStructure(scope: IConstruct, document: unknown, platform: Platform): void {
  const problems = documentProblems(document, platform);
  if (problems.length > 0) {
    throw new ValidationError(scope, `The component document breaks the schema:\n${problems.map(problem => `  - ${problem}`).join('\n')}\nSee ${SEE}`);
  }
}
