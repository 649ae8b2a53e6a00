import { Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { ComponentConstant } from './component-constant';
import { ComponentParameter } from './component-parameter';
import { Platform } from './platform';
import { documentProblems } from './private/document-rules';
import { documentWarnings } from './private/document-warnings';
import { RenderedComponentDocument } from './private/rendered-document';
import { withPhasesOfOutputs } from './private/step-output';
import { ComponentStep } from './steps/component-step';
import { sortedKeys } from '../private/checks/sorted-keys';
import { stringifiedObjectProblems } from '../private/checks/stringified-objects';
import { checkDocument, checkDocumentText, checkInlineLength, DocumentRules } from '../private/documents/check-document';
import { readDocumentFile, readInlineFile } from '../private/documents/document-file';
import { holdsToken } from '../private/documents/holds-token';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html';
const TOO_LONG = 'write it to a file and give that with ComponentDocument.fromAsset(), which takes up to 64 KB, or split it into several components';

/** The content of a component document: its phases in order, its parameters and its constants. */
export interface ComponentDocumentProps {
  /**
   * The steps that change the image, on the build instance.
   *
   * @default - nothing
   */
  readonly buildSteps?: ComponentStep[];

  /**
   * The steps that check the build instance before the image is created.
   *
   * @default - nothing
   */
  readonly validateSteps?: ComponentStep[];

  /**
   * The steps that test an instance or a container of the new image.
   *
   * @default - nothing
   */
  readonly testSteps?: ComponentStep[];

  /**
   * The steps that run on the host of a container of the new image, to test it. The document needs another phase, too.
   *
   * @default - nothing
   */
  readonly containerHostTestSteps?: ComponentStep[];

  /**
   * The parameters that recipes give values for.
   *
   * @default - none
   */
  readonly parameters?: ComponentParameter[];

  /**
   * Constants, for strings that are used in several places.
   *
   * @default - none
   */
  readonly constants?: ComponentConstant[];

  /**
   * The name in the document.
   *
   * @default - none
   */
  readonly name?: string;

  /**
   * The description in the document.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Whether to switch off logging for all steps.
   *
   * @default false
   */
  readonly disableLogging?: boolean;
}

/**
 * The document of a component: its phases and their steps.
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
   * A document from its text in YAML or JSON, of 1 to 15,872 characters. Synthesis checks it like
   * `ComponentDocument.fromObject()`, and errors name the line. A text with tokens is checked only if it can be parsed
   * without their values.
   *
   * @param text the document in YAML or JSON
   */
  public static fromInline(text: string): ComponentDocument {
    return new InlineDocument(text);
  }

  /**
   * A document from its structure. Synthesis fails, with the path of the step, if the document breaks the rules of
   * the service; see `ComponentDocument.fromSteps()`. It may hold tokens.
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
   * A document from a file in YAML or JSON that is uploaded with the app. Use it above 15,872 characters; the limit is
   * 64 KB. Synthesis checks it like `ComponentDocument.fromInline()`. The principal that deploys needs read access to the
   * asset bucket of the app; after `cdk bootstrap`, the role of CloudFormation has it.
   *
   * @param path path of the file, relative to the directory in which the app runs
   */
  public static fromAsset(path: string): ComponentDocument {
    return new AssetDocument(path);
  }

  /**
   * A document from an object in S3. Synthesis does not check it, and a deployment does not notice a change of the object:
   * give changed content a new key.
   *
   * @param bucket the bucket of the object
   * @param key key of the object in the bucket
   */
  public static fromBucket(bucket: s3.IBucket, key: string): ComponentDocument {
    return new BucketDocument(bucket, key);
  }

  /** Whether the document is a file in S3, whose limits are higher than those of a document in the template. */
  public readonly componentInS3: boolean = false;

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
    const stepAssets: assets.Asset[] = [];
    const renderStep = (step: ComponentStep) => {
      const rendered = step._renderIn(scope, platform);
      stepAssets.push(...rendered.assets);
      return rendered.steps;
    };
    const phases = { 'build': buildSteps, 'validate': validateSteps, 'test': testSteps, 'container-host-test': containerHostTestSteps };
    const rendered = renderStructure(scope, platform, {
      schemaVersion: '1.0',
      name,
      description,
      disableLogging,
      parameters: parameters.length > 0 ? parameters.map((parameter) => parameter._render()) : undefined,
      constants: constants.length > 0 ? constants.map((constant) => constant._render()) : undefined,
      phases: withPhasesOfOutputs(Object.entries(phases)
        .filter(([, steps]) => steps?.length)
        .map(([phase, steps = []]) => ({ name: phase, steps: steps.flatMap(renderStep) }))),
    });
    return { ...rendered, assets: stepAssets };
  }
}

class InlineDocument extends ComponentDocument {
  public constructor(private readonly text: string) {
    super();
  }

  public _render(scope: Construct, platform: Platform): RenderedComponentDocument {
    const rules = rulesFor(platform);
    checkInlineLength(scope, this.text, rules, TOO_LONG);
    return { data: this.text, document: checkDocumentText(scope, this.text, rules) };
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
  public readonly componentInS3 = true;

  public constructor(private readonly path: string) {
    super();
  }

  public _render(scope: Construct, platform: Platform): RenderedComponentDocument {
    const text = readDocumentFile(scope, 'The component document', this.path, SEE);
    const document = checkDocumentText(scope, text, rulesFor(platform));
    return { uri: new assets.Asset(scope, 'Document', { path: this.path }).s3ObjectUrl, document };
  }
}

class BucketDocument extends ComponentDocument {
  public readonly componentInS3 = true;

  public constructor(private readonly bucket: s3.IBucket, private readonly key: string) {
    super();
  }

  public _render(): RenderedComponentDocument {
    return { uri: this.bucket.s3UrlForObject(this.key) };
  }
}

function renderStructure(scope: Construct, platform: Platform, given: object): RenderedComponentDocument {
  const rules = rulesFor(platform);
  const document = sortedKeys(given);
  checkDocument(scope, document, rules);
  // JSON is valid YAML, and CDK can write JSON around tokens.
  const data = holdsToken(document) ? Stack.of(scope).toJsonString(document) : JSON.stringify(document);
  checkInlineLength(scope, data, rules, TOO_LONG);
  return { data, document };
}

function rulesFor(platform: Platform): DocumentRules {
  const problemsOfText = (document: unknown) => stringifiedObjectProblems(document, platform === Platform.WINDOWS);
  return {
    what: 'The component document',
    problems: (document) => [...documentProblems(document, platform), ...problemsOfText(document)],
    warnings: documentWarnings,
    problemsOfText,
    see: SEE,
  };
}
