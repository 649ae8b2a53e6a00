import { IResource, Resource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnComponent } from 'aws-cdk-lib/aws-imagebuilder';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { aws_imagebuilder as interfaces, aws_kms } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { ComponentDocument } from './component-document';
import { OsVersion } from './os-version';
import { Platform } from './platform';
import { checkName, generatedNameOf } from '../private/checks/names';
import { reserveKnownName } from '../private/checks/reserved-names';
import { checkSameRegion } from '../private/checks/same-place';
import { checkFixedVersion, DEFAULT_VERSION } from '../private/checks/semantic-version';
import { checkedTags } from '../private/checks/tag-rules';
import { checkText } from '../private/checks/text-rules';
import { ValidationError } from '../private/checks/validation-error';
import { FingerprintProperties, nameWithFingerprint, withFingerprint } from '../private/documents/fingerprint';
import { imageBuilderArn, LATEST_VERSION } from '../private/facts/arn-parts';
import { isOfClass, markClass } from '../private/facts/class-mark';
import { recordFacts } from '../private/facts/facts';
import { importedResource } from '../private/facts/imported-resource';
import { keyArnFor } from '../private/facts/key-arn';
import { grantOn } from '../private/iam/grant-on';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html';
const MAX_OS_VERSIONS = 25;

/** A component: steps that build, validate or test an image. */
export interface IComponent extends IResource, interfaces.IComponentRef {
  /**
   * The ARN of the component, with its version.
   * @attribute
   */
  readonly componentArn: string;

  /**
   * The name of the component.
   * @attribute
   */
  readonly componentName: string;

  /**
   * The version of the component.
   * @attribute
   */
  readonly componentVersion: string;

  /**
   * Grants actions on the component, such as `imagebuilder:GetComponent`.
   *
   * @param grantee who gets the permission
   * @param actions the actions, with the prefix `imagebuilder:`
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2imagebuilder.html
   */
  grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant;

  /**
   * Grants permission to read the component.
   *
   * @param grantee who gets the permission
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;
}

/**
 * Properties of a component.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html
 */
export interface ComponentProps {
  /** The platform that the component runs on. */
  readonly platform: Platform;

  /** What the component does. */
  readonly document: ComponentDocument;

  /**
   * The name of the component: 3 to 128 characters of a-z, 0-9 and hyphen. No other component of the account and Region may
   * have the same name and version: each would become a build of the other.
   *
   * With a given name, a document in S3 needs a new version whenever another property of the component, the path of its construct
   * or the name of its stack changes while the document stays the same.
   *
   * @default - a name made from the construct's path; for a document in S3 it also holds a hash of the other properties
   */
  readonly componentName?: string;

  /**
   * The version of the component, three numbers. Image Builder numbers the builds of a version, so a changed component does
   * not need a new version. If you give versions, increase them: recipes use the highest version, and during a deployment
   * the old version still exists.
   *
   * @default '1.0.0'
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/ibhow-semantic-versioning.html
   */
  readonly componentVersion?: string;

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
   * The operating system versions that the component is for, at most 25, all of its `platform`.
   *
   * @default - all of the platform
   */
  readonly supportedOsVersions?: OsVersion[];

  /**
   * The key that encrypts the component. The role of the build instances must be allowed to decrypt with it.
   *
   * @default - a key of the service
   */
  readonly kmsKey?: aws_kms.IKeyRef;

  /**
   * Tags on the component itself.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
}

/**
 * Identifies a component of the AWS Marketplace.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/use-marketplace-components.html
 */
export interface MarketplaceComponentAttributes {
  /** The name of the component, without the id of the product. */
  readonly componentName: string;

  /** The id of the product, which the account must be subscribed to. */
  readonly productId: string;

  /**
   * The version of the component.
   *
   * @default 'x.x.x', the highest
   */
  readonly componentVersion?: string;
}

/** Identifies an existing component, by its ARN or by its name. */
export interface ComponentAttributes {
  /**
   * The ARN of the component, with its version.
   *
   * @default - made from the name and the version, in the stack's account and Region
   */
  readonly componentArn?: string;

  /**
   * The name of the component.
   *
   * @default - read from the ARN
   */
  readonly componentName?: string;

  /**
   * The version of the component, given together with the name.
   *
   * @default 'x.x.x', the highest
   */
  readonly componentVersion?: string;
}

abstract class ComponentBase extends Resource implements IComponent {
  public abstract readonly componentArn: string;
  public abstract readonly componentName: string;
  public abstract readonly componentVersion: string;

  /** A reference to this component. */
  public get componentRef(): interfaces.ComponentReference {
    return { componentArn: this.componentArn };
  }

  /**
   * Grants actions on the component.
   *
   * @param grantee who gets the permission
   * @param actions the actions, with the prefix `imagebuilder:`
   */
  public grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return grantOn(this.componentArn, grantee, actions);
  }

  /**
   * Grants permission to read the component.
   *
   * @param grantee who gets the permission
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, 'imagebuilder:GetComponent');
  }
}

/**
 * A component: steps that build, validate or test an image.
 *
 * Name and version stay the same when the component changes: each change creates a new build of the version (`1.0.0/1`,
 * `1.0.0/2`), and recipes of this library refer to the newest build. So the ARN of the latest version never changes, a
 * changed component does not change the recipe, and a schedule with the default start condition builds it.
 *
 * Image Builder rejects a document that the newest build already has. Therefore a document in the template ends in a
 * comment with a hash of the other properties, so that a new description or key deploys too.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-components.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { Component, ComponentDocument, ExecuteBashStep, Platform } from 'cdk-image-builder';
 *
 * declare const stack: Stack;
 * new Component(stack, 'Nginx', {
 *   platform: Platform.LINUX,
 *   document: ComponentDocument.fromSteps({
 *     buildSteps: [new ExecuteBashStep('Install', { commands: ['dnf install -y nginx'] })],
 *   }),
 * });
 */
@propertyInjectable
export class Component extends ComponentBase {
  /** Identifies the class to `PropertyInjectors`. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-image-builder.Component';

  /**
   * Whether a value is a `Component` of this library, even one from another copy of it.
   *
   * @param x any value
   */
  public static isComponent(x: any): x is Component {
    return isOfClass(x, Component.PROPERTY_INJECTION_ID);
  }

  /** Imports a component by its ARN, which ends in a version or a build of one. */
  public static fromComponentArn(scope: Construct, id: string, componentArn: string): IComponent {
    return Component.fromComponentAttributes(scope, id, { componentArn });
  }

  /** Imports the highest version of a component by its name. */
  public static fromComponentName(scope: Construct, id: string, componentName: string): IComponent {
    return Component.fromComponentAttributes(scope, id, { componentName });
  }

  /**
   * A component of the AWS Marketplace.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/use-marketplace-components.html
   */
  public static fromMarketplace(scope: Construct, id: string, attrs: MarketplaceComponentAttributes): IComponent {
    const { componentName, productId, componentVersion = LATEST_VERSION } = attrs;
    const arn = imageBuilderArn(scope, 'component', `${componentName}-${productId}`, componentVersion, 'aws-marketplace');
    return Component.fromComponentArn(scope, id, arn);
  }

  /**
   * Imports a component by its ARN, or by its name and version.
   *
   * @throws if neither or both of ARN and name are given, or a version together with the ARN
   */
  public static fromComponentAttributes(scope: Construct, id: string, attrs: ComponentAttributes): IComponent {
    const known = importedResource(scope, 'component', {
      arn: attrs.componentArn,
      name: attrs.componentName,
      version: attrs.componentVersion,
    });

    class Import extends ComponentBase {
      public readonly componentArn = known.arn;
      public readonly componentName = known.name;
      public readonly componentVersion = known.version;
    }
    return new Import(scope, id, { environmentFromArn: known.arn });
  }

  public readonly componentArn: string;
  public readonly componentVersion: string;

  /**
   * The ARN of the highest version of the component and its newest build: `component/<name>/x.x.x`. It stays the same when
   * the component changes.
   * @attribute
   */
  public readonly componentLatestVersionArn: string;

  private readonly resource: CfnComponent;

  /** @throws if the document or another property breaks a rule of the service */
  public constructor(scope: Construct, id: string, props: ComponentProps) {
    super(scope, id, {
      physicalName: props.componentName
        ?? (props.document.componentInS3 ? nameWithFingerprint(scope, id, () => this.otherProperties()) : generatedNameOf(scope, id)),
    });
    markClass(this, Component.PROPERTY_INJECTION_ID);
    checkName(this, 'component', props.componentName);
    checkFixedVersion(this, 'component', props.componentVersion);
    if (props.componentName !== undefined) this.reserveName(props);
    checkText(this, props.description, { what: 'the description', maxLength: 1024, see: SEE });
    checkText(this, props.changeDescription, { what: 'the change description', maxLength: 1024, see: SEE });
    if (props.kmsKey) checkSameRegion(this, { what: 'kmsKey', resource: props.kmsKey, advice: "give a key of the stack's Region", see: SEE });
    const osVersions = props.supportedOsVersions ?? [];
    if (osVersions.length > MAX_OS_VERSIONS) {
      throw new ValidationError(this, `A component may be for at most ${MAX_OS_VERSIONS} operating system versions, got ${osVersions.length}. See ${SEE}`);
    }
    osVersions.forEach((osVersion) => osVersion._checkPlatform(this, 'supportedOsVersions', props.platform));

    const version = props.componentVersion ?? DEFAULT_VERSION;
    const { data, uri, document, assets } = props.document._render(this, props.platform);
    this.resource = new CfnComponent(this, 'Resource', {
      name: this.physicalName,
      version,
      platform: props.platform,
      data: data === undefined ? undefined : withFingerprint(this, data, () => this.otherProperties()),
      uri,
      description: props.description,
      changeDescription: props.changeDescription,
      supportedOsVersions: osVersions.length > 0 ? osVersions.map(({ name }) => name) : undefined,
      kmsKeyId: keyArnFor(this, props.kmsKey),
      tags: checkedTags(this, props.tags, { what: 'the component', see: SEE }),
    });
    this.componentLatestVersionArn = this.getResourceArnAttribute(this.resource.attrLatestVersionArn, {
      service: 'imagebuilder',
      resource: 'component',
      resourceName: `${this.physicalName}/${LATEST_VERSION}`,
    });
    recordFacts(this.resource, { document, documentText: data, assets, latestVersionArn: this.componentLatestVersionArn });

    this.componentArn = this.getResourceArnAttribute(this.resource.attrArn, {
      service: 'imagebuilder',
      resource: 'component',
      resourceName: `${this.physicalName}/${version}`,
    });
    this.componentVersion = version;
  }

  public get componentName(): string {
    return this.getResourceNameAttribute(this.resource.attrName);
  }

  /**
   * The ARN of the newest component with the same first number of its version: `component/<name>/1.x.x`.
   * @attribute
   */
  public get componentLatestVersionMajor(): string {
    return this.resource.attrLatestVersionMajor;
  }

  /**
   * The ARN of the newest component with the same first two numbers of its version: `component/<name>/1.0.x`.
   * @attribute
   */
  public get componentLatestVersionMinor(): string {
    return this.resource.attrLatestVersionMinor;
  }

  /**
   * The ARN of the newest build of this version of the component: `component/<name>/1.0.0`.
   * @attribute
   */
  public get componentLatestVersionPatch(): string {
    return this.resource.attrLatestVersionPatch;
  }

  /**
   * The type that the service gave the component: `TEST` if its only phase is `test`, otherwise `BUILD`.
   * @attribute
   */
  public get componentType(): string {
    return this.resource.attrType;
  }

  /** With the same name and version, each of two would become a build of the other. */
  private reserveName({ componentName: name, componentVersion: version = DEFAULT_VERSION }: ComponentProps): void {
    const what = 'component with name and version';
    reserveKnownName(this, { owner: 'component', what, name: `${name} ${version}`, advice: "give one of them another 'componentName' or 'componentVersion'" });
  }

  /** The properties, besides name, version and document, whose change replaces the component. */
  private otherProperties(): FingerprintProperties {
    const { platform, description, changeDescription, supportedOsVersions, kmsKeyId, tags } = this.resource;
    return { platform, description, changeDescription, supportedOsVersions, kmsKeyId, tags: tags.renderTags() };
  }
}
