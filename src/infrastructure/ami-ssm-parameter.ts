import * as ssm from 'aws-cdk-lib/aws-ssm';

/**
 * A Systems Manager parameter that gets the id of each distributed AMI. Image Builder creates it if it does not exist.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_SsmParameterConfiguration.html
 */
export interface AmiSsmParameter {
  /**
   * The name of the parameter: 1 to 1,011 letters, digits and `_.-/`.
   *
   * The managed policies of Image Builder allow it to write only parameters under `/imagebuilder/`. For any other name,
   * the library lets the execution role of the pipeline write the parameter: yours, or one that it creates. An imported role
   * that it cannot change needs `ssm:PutParameter` and `ssm:AddTagsToResource` on the parameter.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/security-iam-awsmanpol.html
   */
  readonly parameterName: string;

  /**
   * The id of the account that owns the parameter: one of the target accounts of the Region. Its role
   * EC2ImageBuilderDistributionCrossAccountRole must be allowed `ssm:PutParameter`.
   *
   * @default - the account of the pipeline
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/cross-account-dist.html
   */
  readonly accountId?: string;

  /**
   * The data type of the parameter.
   *
   * @default ssm.ParameterDataType.AWS_EC2_IMAGE
   */
  readonly dataType?: ssm.ParameterDataType;
}
