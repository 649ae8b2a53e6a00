import { AwsSolutionsChecks, HIPAASecurityChecks, NagPack, NIST80053R5Checks, PCIDSS321Checks, ServerlessChecks } from 'cdk-nag';

/** The rule packs of cdk-nag, each of which must find nothing unacknowledged. */
export const NAG_PACKS: [name: string, pack: new () => NagPack][] = [
  ['AwsSolutions', AwsSolutionsChecks],
  ['Serverless', ServerlessChecks],
  ['NIST 800-53 R5', NIST80053R5Checks],
  ['HIPAA', HIPAASecurityChecks],
  ['PCI DSS', PCIDSS321Checks],
];
