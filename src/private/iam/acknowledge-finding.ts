import { Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** Acknowledges one finding of a validation plugin on one resource of this library. */
export function acknowledgeFinding(construct: IConstruct | undefined, finding: string, reason: string): void {
  acknowledgeFindings(construct, { [finding]: reason });
}

/**
 * Acknowledges findings of a validation plugin on one resource of this library, each with its reason.
 * More may be added to them until synthesis.
 *
 * Roles and policies have no resource in an app that customizes its roles, so there is nothing to acknowledge.
 *
 * The metadata is written here and not by `Validations.acknowledge()`, which rejects ids with more than one `::`. Findings
 * on policies have such ids: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:...]`.
 */
export function acknowledgeFindings(construct: IConstruct | undefined, findings: Readonly<Record<string, string>>): void {
  construct?.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, findings);
}
