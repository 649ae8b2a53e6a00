import { Schedule } from './next-run';
import { WorkflowDocument, WorkflowType } from './workflows/document';

export type Tags = Record<string, string>;

export type ResourceKind = 'image-recipe' | 'container-recipe' | 'infrastructure-configuration' | 'distribution-configuration' | 'component'
  | 'image-pipeline' | 'workflow' | 'lifecycle-policy';

/** Something that a caller created: what it gave, and what the service added. */
export interface Resource<P = object> {
  readonly kind: ResourceKind;
  readonly arn: string;
  /** The name as given, not as it stands in the ARN. */
  readonly name: string;
  readonly version?: string;
  readonly createdAt: number;
  updatedAt?: number;
  tags: Tags;
  properties: P;
}

export interface ComponentConfiguration {
  readonly componentArn: string;
}

export interface ImageRecipeProperties {
  readonly components?: ComponentConfiguration[];
  readonly parentImage: string;
  readonly platform: string;
  readonly owner: string;
}

export interface ContainerRecipeProperties extends ImageRecipeProperties {
  readonly containerType: string;
  readonly targetRepository: { readonly service: string; readonly repositoryName: string };
}

export interface DistributionProperties {
  readonly distributions: {
    readonly region: string;
    readonly amiDistributionConfiguration?: {
      readonly name?: string;
      readonly targetAccountIds?: string[];
      readonly launchPermission?: object;
    };
    readonly containerDistributionConfiguration?: {
      readonly containerTags?: string[];
      readonly targetRepository: { readonly repositoryName: string };
    };
    readonly ssmParameterConfigurations?: { readonly parameterName: string; readonly dataType?: string; readonly amiAccountId?: string }[];
    readonly launchTemplateConfigurations?: {
      readonly launchTemplateId: string;
      readonly accountId?: string;
      readonly setDefaultVersion?: boolean;
    }[];
  }[];
}

/** The build settings, which images and pipelines share. */
export interface BuildSettings {
  readonly imageRecipeArn?: string;
  readonly containerRecipeArn?: string;
  readonly infrastructureConfigurationArn: string;
  readonly distributionConfigurationArn?: string;
  readonly imageTestsConfiguration?: { readonly imageTestsEnabled?: boolean; readonly timeoutMinutes?: number };
  readonly enhancedImageMetadataEnabled?: boolean;
  readonly imageScanningConfiguration?: ImageScanningConfiguration;
  readonly workflows?: WorkflowConfiguration[];
  readonly executionRole?: string;
}

/** A workflow of a build, with what the build gives it. */
export interface WorkflowConfiguration {
  readonly workflowArn: string;
  readonly parameters?: { readonly name: string; readonly value: string[] }[];
  readonly parallelGroup?: string;
  readonly onFailure?: 'CONTINUE' | 'ABORT';
}

export interface WorkflowProperties {
  readonly type: WorkflowType;
  readonly owner: string;
  readonly data?: string;
  readonly document: WorkflowDocument;
}

export interface ImageScanningConfiguration {
  readonly imageScanningEnabled?: boolean;
  readonly ecrConfiguration?: object;
  readonly imageScanningTypes?: string[];
  readonly scanResultCondition?: { readonly maximumSeverityLabel: string; readonly fixAvailable?: boolean };
}

export interface PipelineProperties extends BuildSettings {
  readonly platform: string;
  readonly status: string;
  readonly imageTags?: Tags;
  readonly loggingConfiguration?: { readonly imageLogGroupName?: string };
  readonly schedule?: Schedule;
}

/** A resource as its Get operation shows it. */
export function describe(resource: Resource) {
  return {
    arn: resource.arn,
    name: resource.name,
    version: resource.version,
    ...resource.properties,
    dateCreated: new Date(resource.createdAt).toISOString(),
    dateUpdated: resource.updatedAt === undefined ? undefined : new Date(resource.updatedAt).toISOString(),
    tags: resource.tags,
  };
}
