import { IResource, Resource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnWorkflow } from 'aws-cdk-lib/aws-imagebuilder';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { aws_imagebuilder as interfaces, aws_kms } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { formatWorkflowArn, workflowNameAndVersion } from './private/workflow-arn';
import { WorkflowDocument } from './workflow-document';
import { WorkflowType } from './workflow-type';
import { quoted } from '../private/checks/callers-language';
import { checkName, generatedNameOf } from '../private/checks/names';
import { reserveKnownName } from '../private/checks/reserved-names';
import { checkSameRegion } from '../private/checks/same-place';
import { checkFixedVersion, DEFAULT_VERSION } from '../private/checks/semantic-version';
import { checkedTags } from '../private/checks/tag-rules';
import { checkText } from '../private/checks/text-rules';
import { ValidationError } from '../private/checks/validation-error';
import { FingerprintProperties, nameWithFingerprint, withFingerprint } from '../private/documents/fingerprint';
import { LATEST_VERSION } from '../private/facts/arn-parts';
import { isOfClass, markClass } from '../private/facts/class-mark';
import { recordFacts } from '../private/facts/facts';
import { keyArnFor } from '../private/facts/key-arn';
import { grantOn } from '../private/iam/grant-on';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateWorkflow.html';

/** A workflow: the steps of one stage of an image's creation. */
export interface IWorkflow extends IResource, interfaces.IWorkflowRef {
  /**
   * The ARN of the workflow, with its version.
   * @attribute
   */
  readonly workflowArn: string;

  /**
   * The name of the workflow.
   * @attribute
   */
  readonly workflowName: string;

  /**
   * The version of the workflow.
   * @attribute
   */
  readonly workflowVersion: string;

  /**
   * Grants actions on the workflow, such as `imagebuilder:GetWorkflow`.
   *
   * @param grantee who gets the permission
   * @param actions the actions, with the prefix `imagebuilder:`
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2imagebuilder.html
   */
  grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant;

  /**
   * Grants permission to read the workflow.
   *
   * @param grantee who gets the permission
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;
}

/**
 * Properties of a workflow.
 *
 * Synthesis fails if the document breaks the rules of the service for this type of workflow.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateWorkflow.html
 */
export interface WorkflowProps {
  /** The stage that the workflow is for. */
  readonly workflowType: WorkflowType;

  /** What the workflow does. */
  readonly document: WorkflowDocument;

  /**
   * The name of the workflow: 3 to 128 characters of a-z, 0-9 and hyphen. No other workflow of the same type in the account
   * and Region may have the same name and version: each would become a build of the other.
   *
   * With a given name, a document in S3 needs a new version whenever another property of the workflow, the path of its construct
   * or the name of its stack changes while the document stays the same.
   *
   * @default - a name made from the construct's path; for a document in S3 it also holds a hash of the other properties
   */
  readonly workflowName?: string;

  /**
   * The version of the workflow, three numbers. Image Builder numbers the builds of a version, so a changed workflow does not
   * need a new version. If you give versions, increase them: pipelines use the highest version, and during a deployment the
   * old version still exists.
   *
   * @default '1.0.0'
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/ibhow-semantic-versioning.html
   */
  readonly workflowVersion?: string;

  /**
   * A description of 1 to 1,024 characters.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * What is new in this version, in 1 to 1,024 characters.
   *
   * @default - none
   */
  readonly changeDescription?: string;

  /**
   * The key that encrypts the workflow.
   *
   * @default - a key of the service
   */
  readonly kmsKey?: aws_kms.IKeyRef;

  /**
   * Tags on the workflow itself.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
}

/** Identifies an existing workflow, by its ARN or by its name and type. */
export interface WorkflowAttributes {
  /**
   * The ARN of the workflow, with its version.
   *
   * @default - made from the name, the type and the version, in the stack's account and Region
   */
  readonly workflowArn?: string;

  /**
   * The name of the workflow.
   *
   * @default - read from the ARN
   */
  readonly workflowName?: string;

  /**
   * The type of the workflow, given together with the name.
   *
   * @default - read from the ARN
   */
  readonly workflowType?: WorkflowType;

  /**
   * The version of the workflow, given together with the name.
   *
   * @default 'x.x.x', the highest
   */
  readonly workflowVersion?: string;
}

abstract class WorkflowBase extends Resource implements IWorkflow {
  public abstract readonly workflowArn: string;
  public abstract readonly workflowName: string;
  public abstract readonly workflowVersion: string;

  /** A reference to this workflow. */
  public get workflowRef(): interfaces.WorkflowReference {
    return { workflowArn: this.workflowArn };
  }

  /**
   * Grants actions on the workflow.
   *
   * @param grantee who gets the permission
   * @param actions the actions, with the prefix `imagebuilder:`
   */
  public grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return grantOn(this.workflowArn, grantee, actions);
  }

  /**
   * Grants permission to read the workflow.
   *
   * @param grantee who gets the permission
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, 'imagebuilder:GetWorkflow');
  }
}

/**
 * A workflow: the steps of one stage of an image's creation.
 *
 * Name and version stay the same when the workflow changes: each change creates a new build of the version (`1.0.0/1`,
 * `1.0.0/2`), and pipelines and images of this library refer to the newest build.
 *
 * Image Builder rejects a document that the newest build already has. Therefore a document in the template ends in a
 * comment with a hash of the other properties, so that a new description or key deploys too.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { IImageRecipe, ImagePipeline, ManagedWorkflow, Workflow, WorkflowDocument, WorkflowType } from 'cdk-image-builder';
 *
 * declare const stack: Stack;
 * declare const recipe: IImageRecipe;
 * const workflow = new Workflow(stack, 'Test', {
 *   workflowType: WorkflowType.TEST,
 *   document: WorkflowDocument.fromFile('workflows/test.yml'),
 * });
 * new ImagePipeline(stack, 'Pipeline', {
 *   recipe,
 *   workflows: [{ workflow: ManagedWorkflow.buildImage(stack, 'Build') }, { workflow }],
 * });
 */
@propertyInjectable
export class Workflow extends WorkflowBase {
  /** Identifies the class to `PropertyInjectors`. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-image-builder.Workflow';

  /**
   * Whether a value is a `Workflow` of this library, even one from another copy of it.
   *
   * @param x any value
   */
  public static isWorkflow(x: any): x is Workflow {
    return isOfClass(x, Workflow.PROPERTY_INJECTION_ID);
  }

  /**
   * Imports a workflow by its ARN, which ends in a version or a build of one.
   *
   * @throws if the ARN names a version of an Amazon-managed workflow, which must be `x.x.x`
   */
  public static fromWorkflowArn(scope: Construct, id: string, workflowArn: string): IWorkflow {
    return Workflow.fromWorkflowAttributes(scope, id, { workflowArn });
  }

  /** Imports the highest version of a workflow of the stack's own account by its name and type. */
  public static fromWorkflowName(scope: Construct, id: string, workflowName: string, workflowType: WorkflowType): IWorkflow {
    return Workflow.fromWorkflowAttributes(scope, id, { workflowName, workflowType });
  }

  /**
   * Imports a workflow by its ARN, or by its name, type and version.
   *
   * @throws if neither or both of ARN and name are given, or a name without its type
   */
  public static fromWorkflowAttributes(scope: Construct, id: string, attrs: WorkflowAttributes): IWorkflow {
    const known = knownAttributes(scope, attrs);

    class Import extends WorkflowBase {
      public readonly workflowArn = known.arn;
      public readonly workflowName = known.name;
      public readonly workflowVersion = known.version;
    }
    return new Import(scope, id, { environmentFromArn: known.arn });
  }

  public readonly workflowArn: string;
  public readonly workflowName: string;
  public readonly workflowVersion: string;

  /**
   * The ARN of the highest version of the workflow and its newest build: `workflow/<type>/<name>/x.x.x`. It stays the same
   * when the workflow changes.
   * @attribute
   */
  public readonly workflowLatestVersionArn: string;

  /** The stage that the workflow is for. */
  public readonly workflowType: WorkflowType;

  private readonly resource: CfnWorkflow;

  public constructor(scope: Construct, id: string, props: WorkflowProps) {
    super(scope, id, {
      physicalName: props.workflowName
        ?? (props.document.workflowInS3 ? nameWithFingerprint(scope, id, () => this.otherProperties()) : generatedNameOf(scope, id)),
    });
    markClass(this, Workflow.PROPERTY_INJECTION_ID);
    checkName(this, 'workflow', props.workflowName);
    checkFixedVersion(this, 'workflow', props.workflowVersion);
    if (props.workflowName !== undefined) this.reserveName(props);
    checkText(this, props.description, { what: 'the description', maxLength: 1024, see: SEE });
    checkText(this, props.changeDescription, { what: 'the change description', maxLength: 1024, see: SEE });
    if (props.kmsKey) checkSameRegion(this, { what: 'kmsKey', resource: props.kmsKey, advice: "give a key of the stack's Region", see: SEE });

    const version = props.workflowVersion ?? DEFAULT_VERSION;
    const { data, uri, facts } = props.document._render(this, props.workflowType);
    this.resource = new CfnWorkflow(this, 'Resource', {
      name: this.physicalName,
      version,
      type: props.workflowType,
      data: data === undefined ? undefined : withFingerprint(this, data, () => this.otherProperties()),
      uri,
      description: props.description,
      changeDescription: props.changeDescription,
      kmsKeyId: keyArnFor(this, props.kmsKey),
      tags: checkedTags(this, props.tags, { what: 'the workflow', see: SEE }),
    });

    this.workflowArn = this.getResourceArnAttribute(this.resource.attrArn, {
      service: 'imagebuilder',
      resource: 'workflow',
      resourceName: `${props.workflowType.toLowerCase()}/${this.physicalName}/${version}`,
    });
    this.workflowLatestVersionArn = this.getResourceArnAttribute(this.resource.attrLatestVersionArn, {
      service: 'imagebuilder',
      resource: 'workflow',
      resourceName: `${props.workflowType.toLowerCase()}/${this.physicalName}/${LATEST_VERSION}`,
    });
    recordFacts(this.resource, { workflowDocument: facts, documentText: data, latestVersionArn: this.workflowLatestVersionArn });
    this.workflowName = this.physicalName;
    this.workflowVersion = version;
    this.workflowType = props.workflowType;
  }

  /**
   * The ARN of the newest workflow with the same first number of its version: `workflow/<type>/<name>/1.x.x`.
   * @attribute
   */
  public get workflowLatestVersionMajor(): string {
    return this.resource.attrLatestVersionMajor;
  }

  /**
   * The ARN of the newest workflow with the same first two numbers of its version: `workflow/<type>/<name>/1.0.x`.
   * @attribute
   */
  public get workflowLatestVersionMinor(): string {
    return this.resource.attrLatestVersionMinor;
  }

  /**
   * The ARN of the newest build of this version of the workflow: `workflow/<type>/<name>/1.0.0`.
   * @attribute
   */
  public get workflowLatestVersionPatch(): string {
    return this.resource.attrLatestVersionPatch;
  }

  /** With the same name and version, each of two would become a build of the other. */
  private reserveName({ workflowName: name, workflowVersion: version = DEFAULT_VERSION, workflowType }: WorkflowProps): void {
    const what = `${workflowType.toLowerCase()} workflow with name and version`;
    reserveKnownName(this, { owner: 'workflow', what, name: `${name} ${version}`, advice: "give one of them another 'workflowName' or 'workflowVersion'" });
  }

  /** The properties, besides name, version, type and document, whose change replaces the workflow; its tags change in place. */
  private otherProperties(): FingerprintProperties {
    const { description, changeDescription, kmsKeyId } = this.resource;
    return { description, changeDescription, kmsKeyId };
  }
}

function knownAttributes(scope: Construct, attrs: WorkflowAttributes): { arn: string; name: string; version: string } {
  const { workflowArn: arn, workflowName: name, workflowType: type, workflowVersion: version } = attrs;
  if (arn !== undefined) {
    if (name !== undefined || type !== undefined || version !== undefined) {
      throw new ValidationError(scope, `The ARN of the workflow already contains its name, type and version: give either the ARN ('${arn}'), or the others.`);
    }
    return { arn, ...workflowNameAndVersion(scope, arn) };
  }
  if (name === undefined || type === undefined) {
    throw new ValidationError(scope, `Give the ARN of the workflow to import, or its name and type; got ${name === undefined ? 'no name' : `the name ${quoted(name)} only`}.`);
  }
  const given = version ?? LATEST_VERSION;
  return { arn: formatWorkflowArn(scope, type, name, given), name, version: given };
}
