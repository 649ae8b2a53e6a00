/**
 * Who may launch instances from a distributed AMI. The AMI stays in your account.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LaunchPermissionConfiguration.html
 */
export interface LaunchPermission {
  /**
   * Ids of the accounts that may launch the AMI, at most 1,536.
   *
   * @default - none
   */
  readonly accounts?: string[];

  /**
   * ARNs of the organizations whose accounts may launch the AMI, at most 25.
   *
   * @default - none
   */
  readonly organizationArns?: string[];

  /**
   * ARNs of the organizational units whose accounts may launch the AMI, at most 25.
   *
   * @default - none
   */
  readonly organizationalUnitArns?: string[];

  /**
   * Whether everybody may launch the AMI. The distribution fails if the account blocks public sharing of AMIs, which it
   * does by default, or if the AMI is encrypted.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html
   */
  readonly makePublic?: boolean;
}
