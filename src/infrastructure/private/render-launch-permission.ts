import { IConstruct } from 'constructs';
import { checkedAccounts, checkedTexts } from '../../private/checks/checked-list';
import { LaunchPermission } from '../launch-permission';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LaunchPermissionConfiguration.html';

/** Launch permissions in the case of CloudFormation. */
export interface RenderedLaunchPermission {
  readonly UserIds?: string[];
  readonly UserGroups?: string[];
  readonly OrganizationArns?: string[];
  readonly OrganizationalUnitArns?: string[];
}

/** Checks and renders launch permissions; those that let nobody in are none. */
export function renderLaunchPermission(scope: IConstruct, permission: LaunchPermission = {}): RenderedLaunchPermission | undefined {
  const rendered: RenderedLaunchPermission = {
    UserIds: checkedAccounts(scope, permission.accounts, 'accounts of the launch permission', SEE),
    UserGroups: permission.makePublic ? ['all'] : undefined,
    OrganizationArns: checkedTexts(scope, permission.organizationArns, { what: 'organizations', maxCount: 25, see: SEE }, {
      what: 'the ARN of an organization',
      pattern: /^arn:aws[^:]*:organizations::[0-9]{12}:organization\/o-[a-z0-9]{10,32}$/,
      form: "of the form 'arn:<partition>:organizations::<account>:organization/o-<id>'",
      see: SEE,
    }),
    OrganizationalUnitArns: checkedTexts(scope, permission.organizationalUnitArns, { what: 'organizational units', maxCount: 25, see: SEE }, {
      what: 'the ARN of an organizational unit',
      pattern: /^arn:aws[^:]*:organizations::[0-9]{12}:ou\/o-[a-z0-9]{10,32}\/ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/,
      form: "of the form 'arn:<partition>:organizations::<account>:ou/o-<id>/ou-<id>'",
      see: SEE,
    }),
  };
  return Object.values(rendered).some((value) => value !== undefined) ? rendered : undefined;
}
