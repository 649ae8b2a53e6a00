import { Resource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { grantOn } from '../../private/iam/grant-on';
import { IInfrastructureConfiguration } from '../i-infrastructure-configuration';

/**
 * Shared behaviour of new and imported infrastructure configurations.
 *
 * @internal
 */
export abstract class InfrastructureConfigurationBase extends Resource implements IInfrastructureConfiguration {
  public abstract readonly infrastructureConfigurationArn: string;
  public abstract readonly infrastructureConfigurationName: string;

  /** A reference to this infrastructure configuration. */
  public get infrastructureConfigurationRef(): interfaces.InfrastructureConfigurationReference {
    return { infrastructureConfigurationArn: this.infrastructureConfigurationArn };
  }

  /**
   * Grants actions on the infrastructure configuration.
   *
   * @param grantee who gets the permission
   * @param actions the actions, with the prefix `imagebuilder:`
   */
  public grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return grantOn(this.infrastructureConfigurationArn, grantee, actions);
  }

  /**
   * Grants permission to read the infrastructure configuration.
   *
   * @param grantee who gets the permission
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, 'imagebuilder:GetInfrastructureConfiguration');
  }
}
