/** A launch template that gets an AMI. */
export interface WorkflowLaunchTemplate {
  /** The ID of the launch template. */
  readonly launchTemplateId: string;

  /**
   * The account that owns it.
   *
   * @default - the account of the build
   */
  readonly accountId?: string;

  /**
   * Whether the new version becomes the default of the launch template.
   *
   * @default - the default of Image Builder
   */
  readonly setDefaultVersion?: boolean;
}

/** The formats in which an AMI can be exported. */
export enum WorkflowDiskImageFormat {
  /** VMware. */
  VMDK = 'VMDK',
  /** A raw disk. */
  RAW = 'RAW',
  /** Hyper-V. */
  VHD = 'VHD',
}

/** An export of an AMI to S3. */
export interface WorkflowS3Export {
  /** The name of the role that VM Export assumes. */
  readonly roleName: string;

  /** The format of the exported disk image. */
  readonly diskImageFormat: WorkflowDiskImageFormat;

  /** The name of the bucket. */
  readonly s3Bucket: string;

  /**
   * The prefix of the object key.
   *
   * @default - none
   */
  readonly s3Prefix?: string;
}

/** The launch template with which Fast Launch prepares snapshots, by ID or by name. */
export interface WorkflowFastLaunchTemplate {
  /**
   * The ID of the launch template.
   *
   * @default - the template is identified by its name
   */
  readonly launchTemplateId?: string;

  /**
   * The name of the launch template.
   *
   * @default - the template is identified by its ID
   */
  readonly launchTemplateName?: string;

  /**
   * The version of the launch template.
   *
   * @default - the default of Image Builder
   */
  readonly launchTemplateVersion?: string;
}

/** How many snapshots Fast Launch prepares. */
export interface WorkflowFastLaunchSnapshots {
  /**
   * How many prepared snapshots are kept in reserve: 1 to 10,000.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_FastLaunchSnapshotConfiguration.html
   * @default - the default of Amazon EC2
   */
  readonly targetResourceCount?: number;
}

/** EC2 Fast Launch of a Windows AMI. */
export interface WorkflowFastLaunch {
  /** Whether Fast Launch is on. */
  readonly enabled: boolean;

  /**
   * The snapshots that are prepared.
   *
   * @default - the default of Image Builder
   */
  readonly snapshotConfiguration?: WorkflowFastLaunchSnapshots;

  /**
   * The maximum number of instances that prepare snapshots at the same time: at least 6, which is EC2's rule.
   *
   * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableFastLaunch.html
   * @default - the default of Amazon EC2
   */
  readonly maxParallelLaunches?: number;

  /**
   * The launch template of the instances that prepare snapshots.
   *
   * @default - none
   */
  readonly launchTemplate?: WorkflowFastLaunchTemplate;
}

/** The data types of a parameter that holds an AMI. */
export enum WorkflowSsmParameterDataType {
  /** Any string. */
  TEXT = 'text',
  /** An AMI ID that Systems Manager checks. */
  AWS_EC2_IMAGE = 'aws:ec2:image',
}

/** A parameter of the Parameter Store that gets the AMI's ID. */
export interface WorkflowSsmParameter {
  /** The name of the parameter. The execution role may write it, if it is in the account of the build. */
  readonly parameterName: string;

  /**
   * The account that owns the AMI.
   *
   * @default - the account of the build
   */
  readonly amiAccountId?: string;

  /**
   * The data type of the parameter's value.
   *
   * @default - the default of Image Builder
   */
  readonly dataType?: WorkflowSsmParameterDataType;
}

/** The settings to apply to an AMI in a Region. */
export interface WorkflowImageConfiguration {
  /** The Region whose AMI is configured. */
  readonly region: string;

  /**
   * ARNs of licence configurations.
   *
   * @default - none
   */
  readonly licenseConfigurationArns?: string[];

  /**
   * Launch templates that get a version with the AMI.
   *
   * @default - none
   */
  readonly launchTemplateConfigurations?: WorkflowLaunchTemplate[];

  /**
   * An export to S3.
   *
   * @default - none
   */
  readonly s3ExportConfiguration?: WorkflowS3Export;

  /**
   * EC2 Fast Launch.
   *
   * @default - none
   */
  readonly fastLaunchConfigurations?: WorkflowFastLaunch[];

  /**
   * Parameters that get the AMI's ID.
   *
   * @default - none
   */
  readonly ssmParameterConfigurations?: WorkflowSsmParameter[];
}
