import { Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { documentFacts, RenderedWorkflowDocument } from './private/document-facts';
import { workflowDocumentProblems } from './private/workflow-document-rules';
import { workflowDocumentWarnings } from './private/workflow-document-warnings';
import { WorkflowStep } from './steps/workflow-step';
import { WorkflowParameter } from './workflow-parameter';
import { WorkflowType } from './workflow-type';
import { WorkflowValue } from './workflow-value';
import { sortedEntries, sortedKeys } from '../private/checks/sorted-keys';
import { stringifiedObjectProblems } from '../private/checks/stringified-objects';
import { isMap } from '../private/checks/structure-check';
import { withoutUndefined } from '../private/checks/without-undefined';
import { checkDocument, checkDocumentText, checkInlineLength, DocumentRules } from '../private/documents/check-document';
import { readDocumentFile, readInlineFile } from '../private/documents/document-file';
import { holdsToken } from '../private/documents/holds-token';
import { WorkflowDocumentFacts } from '../private/facts/workflow-facts';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html';
const TOO_LONG = 'write it to a file and give that with WorkflowDocument.fromAsset(), which takes up to 64 KB, or split it into several workflows';

/** The content of a workflow document: its steps, parameters and outputs. */
export interface WorkflowDocumentProps {
  /** The steps, 1 to 15, in the order in which they run. */
  readonly steps: WorkflowStep[];

  /**
   * The parameters that pipelines and images give values for, at most 25.
   *
   * @default - none
   */
  readonly parameters?: WorkflowParameter[];

  /**
   * The outputs for later workflows, by name, at most 25. A build workflow that creates an AMI must return its ID as
   * `ImageId`.
   *
   * @default - none
   */
  readonly outputs?: { [name: string]: WorkflowValue };

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
}

/**
 * The document of a workflow: its steps, parameters and outputs.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html
 */
export abstract class WorkflowDocument {
  /**
   * A document from its steps. Synthesis fails, with the path of the step, if the document breaks the rules of the service:
   * an action in the wrong type of workflow, a time-out above the action's maximum, a reference to a later step.
   *
   * @param props the steps, parameters and outputs
   *
   * @example
   * import { Duration } from 'aws-cdk-lib';
   * import * as sns from 'aws-cdk-lib/aws-sns';
   * import { WaitForActionStep, WorkflowDocument } from 'cdk-image-builder';
   *
   * declare const topic: sns.Topic;
   * const document = WorkflowDocument.fromSteps({
   *   steps: [new WaitForActionStep('Approve', { topic, timeout: Duration.days(2) })],
   * });
   */
  public static fromSteps(props: WorkflowDocumentProps): WorkflowDocument {
    return new StepsDocument(props);
  }

  /**
   * A document from its structure, a map with the keys `schemaVersion` and `steps`. Synthesis checks it like
   * `WorkflowDocument.fromSteps()`. It may hold tokens.
   *
   * @param document the document: a map with the keys `schemaVersion` and `steps`
   */
  public static fromObject(document: { [key: string]: any }): WorkflowDocument {
    return new ObjectDocument(document);
  }

  /**
   * A document from its text in YAML or JSON, of 1 to 15,872 characters. Synthesis checks it like
   * `WorkflowDocument.fromObject()`, and errors name the line. A text with tokens is checked only if it can be parsed
   * without their values; otherwise, grant the execution role the permissions that the steps need yourself.
   *
   * @param text the document in YAML or JSON
   */
  public static fromInline(text: string): WorkflowDocument {
    return new InlineDocument(text);
  }

  /**
   * A document from a file in YAML or JSON, which becomes part of the template; see `WorkflowDocument.fromInline()`.
   *
   * @param path path of the file, relative to the directory in which the app runs
   */
  public static fromFile(path: string): WorkflowDocument {
    return new InlineDocument(readInlineFile('The workflow document', path));
  }

  /**
   * A document from a file in YAML or JSON that is uploaded with the app. Use it above 15,872 characters; the limit is
   * 64 KB. Synthesis checks it like `WorkflowDocument.fromInline()`.
   *
   * @param path path of the file, relative to the directory in which the app runs
   * @see https://docs.aws.amazon.com/general/latest/gr/imagebuilder.html
   */
  public static fromAsset(path: string): WorkflowDocument {
    return new AssetDocument(path);
  }

  /**
   * A document from an object in S3. Synthesis does not check it, and a deployment does not notice a change of the object:
   * give changed content a new key.
   *
   * @param bucket the bucket of the object
   * @param key key of the object in the bucket
   */
  public static fromBucket(bucket: s3.IBucket, key: string): WorkflowDocument {
    return new BucketDocument(bucket, key);
  }

  /** Whether the document is a file in S3, whose limits are higher than those of a document in the template. */
  public readonly workflowInS3: boolean = false;

  protected constructor() {}

  /**
   * Checks the document and renders it.
   *
   * @internal
   */
  public abstract _render(scope: Construct, type: WorkflowType): RenderedWorkflowDocument;
}

class StepsDocument extends WorkflowDocument {
  public constructor(private readonly props: WorkflowDocumentProps) {
    super();
  }

  public _render(scope: Construct, type: WorkflowType): RenderedWorkflowDocument {
    const { name, description, parameters = [], steps, outputs = {} } = this.props;
    const rendered = renderStructure(scope, type, withoutUndefined({
      schemaVersion: '1.0',
      name,
      description,
      parameters: parameters.length > 0 ? parameters.map((parameter) => withoutUndefined(parameter._render())) : undefined,
      steps: steps.map((step) => withoutUndefined(step._render())),
      outputs: Object.keys(outputs).length > 0
        ? sortedEntries(outputs).map(([output, value]) => ({ name: output, value: value._render() }))
        : undefined,
    }));
    steps.forEach((step) => step._check(scope));
    const statements = steps.flatMap((step) => step._policyStatements(scope));
    return { ...rendered, facts: rendered.facts && withStatements(rendered.facts, statements) };
  }
}

class ObjectDocument extends WorkflowDocument {
  public constructor(private readonly document: object) {
    super();
  }

  public _render(scope: Construct, type: WorkflowType): RenderedWorkflowDocument {
    return renderStructure(scope, type, withReferences(this.document) as object);
  }
}

class InlineDocument extends WorkflowDocument {
  public constructor(private readonly text: string) {
    super();
  }

  public _render(scope: Construct, type: WorkflowType): RenderedWorkflowDocument {
    const rules = rulesFor(type);
    checkInlineLength(scope, this.text, rules, TOO_LONG);
    return { data: this.text, facts: documentFacts(scope, checkDocumentText(scope, this.text, rules)) };
  }
}

class AssetDocument extends WorkflowDocument {
  public readonly workflowInS3 = true;

  public constructor(private readonly path: string) {
    super();
  }

  public _render(scope: Construct, type: WorkflowType): RenderedWorkflowDocument {
    const document = checkDocumentText(scope, readDocumentFile(scope, 'The workflow document', this.path, SEE), rulesFor(type));
    return { uri: new assets.Asset(scope, 'Document', { path: this.path }).s3ObjectUrl, facts: documentFacts(scope, document) };
  }
}

class BucketDocument extends WorkflowDocument {
  public readonly workflowInS3 = true;

  public constructor(private readonly bucket: s3.IBucket, private readonly key: string) {
    super();
  }

  public _render(): RenderedWorkflowDocument {
    return { uri: this.bucket.s3UrlForObject(this.key) };
  }
}

function renderStructure(scope: Construct, type: WorkflowType, document: object): RenderedWorkflowDocument {
  const rules = rulesFor(type);
  checkDocument(scope, document, rules);
  const facts = documentFacts(scope, document);
  // JSON is valid YAML, and CDK can write JSON around tokens.
  const sorted = sortedKeys(document);
  const data = holdsToken(document) ? Stack.of(scope).toJsonString(sorted) : JSON.stringify(sorted);
  checkInlineLength(scope, data, rules, TOO_LONG);
  return { data, facts };
}

function rulesFor(type: WorkflowType): DocumentRules {
  return {
    what: 'The workflow document',
    problems: (document) => [...workflowDocumentProblems(document, type), ...stringifiedObjectProblems(document)],
    warnings: workflowDocumentWarnings,
    problemsOfText: stringifiedObjectProblems,
    see: SEE,
  };
}

function withStatements(facts: WorkflowDocumentFacts, statements: WorkflowDocumentFacts['policyStatements']): WorkflowDocumentFacts {
  return { ...facts, policyStatements: [...facts.policyStatements, ...statements] };
}

/** Renders the values in a structure for Image Builder: the key of an input that is a reference ends in `.$`. */
function withReferences(structure: unknown, isInput = false): unknown {
  if (WorkflowValue._isWorkflowValue(structure)) return isInput ? structure.toString() : structure._render();
  if (Array.isArray(structure)) return structure.map((entry) => withReferences(entry, isInput));
  if (!isMap(structure)) return structure;
  return Object.fromEntries(Object.entries(structure).map(([key, value]) => (
    isInput && WorkflowValue._isWorkflowValue(value) ? value._renderInput(key) : [key, withReferences(value, isInput || key === 'inputs')]
  )));
}
