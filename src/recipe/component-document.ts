import { Stack, Token } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { ComponentConstant } from './component-constant';
import { ComponentParameter } from './component-parameter';
import { Platform } from './platform';
import { documentDoubts } from './private/document-doubts';
import { documentProblems } from './private/document-rules';
import { RenderedComponentDocument } from './private/rendered-document';
import { withPhasesOfOutputs } from './private/step-output';
import { ComponentStep } from './steps/component-step';
import { sortedKeys } from '../private/checks/sorted-keys';
import { stringifiedObjectProblems } from '../private/checks/stringified-objects';
import { checkText } from '../private/checks/text-rules';
import { ValidationError } from '../private/checks/validation-error';
import { warn } from '../private/checks/warnings';
import { readDocumentFile, readInlineFile } from '../private/documents/document-file';
import { holdsToken } from '../private/documents/holds-token';
import { parsedJson } from '../private/documents/parsed-json';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html';
const SEE_ACTIONS = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html';

/** What a component does, in the order of its phases. */
export interface ComponentDocumentProps {
  /**
   * What is done to the image, on the build instance.
   *
   * @default - nothing
   */
  readonly buildSteps?: ComponentStep[];

  /**
   * What is checked on the build instance before the image is made.
   *
   * @default - nothing
   */
  readonly validateSteps?: ComponentStep[];

  /**
   * What is checked on an instance, or in a container, of the new image.
   *
   * @default - nothing
   */
  readonly testSteps?: ComponentStep[];

  /**
   * What is checked on the host that runs a container of the new image. Needs another phase too.
   *
   * @default - nothing
   */
  readonly containerHostTestSteps?: ComponentStep[];

  /**
   * What recipes that use the component may or must give it.
   *
   * @default - none
   */
  readonly parameters?: ComponentParameter[];

  /**
   * Texts that stand in several places.
   *
   * @default - none
   */
  readonly constants?: ComponentConstant[];

  /**
   * A name within the document.
   *
   * @default - none
   */
  readonly name?: string;

  /**
   * A description within the document.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Whether logging is switched off, for all steps.
   *
   * @default false
   */
  readonly disableLogging?: boolean;
}

/**
 * The document of a component: what is done to an image, as phases and steps.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html
 */
export abstract class ComponentDocument {
  /**
   * A document from its steps. Synthesis fails, with the path of the step, if the document breaks the rules of the service:
   * an action module that the component's platform does not have, an input that is missing, a reference to a later step.
   *
   * @param props the steps of each phase, parameters and constants
   *
   * @example
   * import { ComponentDocument, ExecuteBashStep } from 'cdk-image-builder';
   *
   * const document = ComponentDocument.fromSteps({
   *   buildSteps: [new ExecuteBashStep('Install', { commands: ['dnf install -y nginx'] })],
   *   testSteps: [new ExecuteBashStep('Test', { commands: ['nginx -t'] })],
   * });
   */
  public static fromSteps(props: ComponentDocumentProps): ComponentDocument {
    return new StepsDocument(props);
  }

  /**
   * A document from its text in YAML or JSON, of 1 to 16,000 characters. JSON is checked as
   * `ComponentDocument.fromObject()` checks its document; of YAML little more than the length is checked.
   *
   * @param text the document in YAML or JSON
   */
  public static fromInline(text: string): ComponentDocument {
    return new InlineDocument(text);
  }

  /**
   * A document from its structure. Synthesis fails, with the path of the step, if it breaks the schema or names an action
   * module that the component's platform does not have. It may hold tokens.
   *
   * @param document the document: a map with the keys `schemaVersion` and `phases`
   */
  public static fromObject(document: { [key: string]: any }): ComponentDocument {
    return new ObjectDocument(document);
  }

  /**
   * A document from a file in YAML or JSON, which becomes part of the template; see `ComponentDocument.fromInline()`.
   *
   * @param path path of the file, relative to the directory in which the app runs
   */
  public static fromFile(path: string): ComponentDocument {
    return new InlineDocument(readInlineFile('The component document', path));
  }

  /**
   * A document from a file in YAML or JSON that is uploaded with the app, for more than 16,000 characters, and at most
   * 64 KB. One in JSON is checked as `ComponentDocument.fromObject()` checks its document. Who deploys must be
   * allowed to read the bucket of the app's assets, as the role of CloudFormation is after `cdk bootstrap`.
   *
   * @param path path of the file, relative to the directory in which the app runs
   */
  public static fromAsset(path: string): ComponentDocument {
    return new AssetDocument(path);
  }

  /**
   * A document from an object in S3. Not checked; and since a change of the object is not seen, give changed content
   * another key.
   *
   * @param bucket the bucket of the object
   * @param key key of the object in the bucket
   */
  public static fromBucket(bucket: s3.IBucket, key: string): ComponentDocument {
    return new BucketDocument(bucket, key);
  }

  protected constructor() {}

  /**
   * Checks the document and renders it.
   *
   * @internal
   */
  public abstract _render(scope: Construct, platform: Platform): RenderedComponentDocument;
}

class StepsDocument extends ComponentDocument {
  public constructor(private readonly props: ComponentDocumentProps) {
    super();
  }

  public _render(scope: Construct, platform: Platform): RenderedComponentDocument {
    const { name, description, disableLogging, parameters = [], constants = [] } = this.props;
    const { buildSteps, validateSteps, testSteps, containerHostTestSteps } = this.props;
    const phases = { 'build': buildSteps, 'validate': validateSteps, 'test': testSteps, 'container-host-test': containerHostTestSteps };
    return renderStructure(scope, platform, {
      schemaVersion: '1.0',
      name,
      description,
      disableLogging,
      parameters: parameters.length > 0 ? parameters.map((parameter) => parameter._render()) : undefined,
      constants: constants.length > 0 ? constants.map((constant) => constant._render()) : undefined,
      phases: withPhasesOfOutputs(Object.entries(phases)
        .filter(([, steps]) => steps?.length)
        .map(([phase, steps = []]) => ({ name: phase, steps: steps.map((step) => step._render()) }))),
    });
  }
}

class InlineDocument extends ComponentDocument {
  public constructor(private readonly text: string) {
    super();
  }

  public _render(scope: Construct, platform: Platform): RenderedComponentDocument {
    checkLength(scope, this.text);
    if (!Token.isUnresolved(this.text)) checkContent(scope, this.text, platform);
    return { data: this.text };
  }
}

class ObjectDocument extends ComponentDocument {
  public constructor(private readonly document: object) {
    super();
  }

  public _render(scope: Construct, platform: Platform): RenderedComponentDocument {
    return renderStructure(scope, platform, this.document);
  }
}

class AssetDocument extends ComponentDocument {
  public constructor(private readonly path: string) {
    super();
  }

  public _render(scope: Construct, platform: Platform): RenderedComponentDocument {
    checkContent(scope, readDocumentFile(scope, 'The component document', this.path, SEE), platform);
    return { uri: new assets.Asset(scope, 'Document', { path: this.path }).s3ObjectUrl };
  }
}

class BucketDocument extends ComponentDocument {
  public constructor(private readonly bucket: s3.IBucket, private readonly key: string) {
    super();
  }

  public _render(): RenderedComponentDocument {
    return { uri: this.bucket.s3UrlForObject(this.key) };
  }
}

function renderStructure(scope: Construct, platform: Platform, document: object): RenderedComponentDocument {
  const sorted = sortedKeys(document);
  checkStructure(scope, sorted, platform);
  // JSON is YAML, and CDK knows how to write JSON around tokens.
  if (holdsToken(sorted)) return { data: Stack.of(scope).toJsonString(sorted) };
  const data = JSON.stringify(sorted);
  checkLength(scope, data);
  return { data };
}

function checkLength(scope: Construct, text: string): void {
  checkText(scope, text, {
    what: 'the component document',
    maxLength: 16000,
    isDocument: true,
    see: 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html',
  });
}

/** Of a text in YAML, only what is no text of the user is looked for. */
function checkContent(scope: Construct, text: string, platform: Platform): void {
  const json = parsedJson(text);
  if (json !== undefined) return checkStructure(scope, json, platform);
  refuse(scope, objectProblems(text, platform));
}

function checkStructure(scope: Construct, document: unknown, platform: Platform): void {
  refuse(scope, [...documentProblems(document, platform), ...objectProblems(document, platform)]);
  for (const { id, message } of documentDoubts(document)) {
    warn(scope, id, `The component document may not do what is meant: ${message}. See ${SEE_ACTIONS}`);
  }
}

function objectProblems(document: unknown, platform: Platform): string[] {
  return stringifiedObjectProblems(document, platform === Platform.WINDOWS);
}

function refuse(scope: Construct, problems: string[]): void {
  if (problems.length > 0) {
    throw new ValidationError(scope, `The component document breaks the schema:\n${problems.map((problem) => `  - ${problem}`).join('\n')}\nSee ${SEE}`);
  }
}
