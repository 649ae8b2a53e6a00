import { invalidRequest } from '../errors';
import { Tags } from '../resource';
import { Handlers } from './call';
import { configurationOperations } from './configuration';

export interface PolicyDetail {
  readonly action: {
    readonly type: string;
    readonly includeResources?: { readonly amis?: boolean; readonly snapshots?: boolean; readonly containers?: boolean };
  };
  readonly filter: { readonly type: string; readonly value: number; readonly unit?: string; readonly retainAtLeast?: number };
  readonly exclusionRules?: { readonly amis?: object; readonly tagMap?: Tags };
}

export interface PolicyProperties {
  readonly resourceType: string;
  readonly policyDetails: PolicyDetail[];
  readonly resourceSelection: { readonly recipes?: { readonly name: string; readonly semanticVersion: string }[]; readonly tagMap?: Tags };
}

/** The policies are kept; `runLifecyclePolicy` applies one. */
export const lifecyclePolicyOperations: Handlers = configurationOperations<PolicyProperties>({
  kind: 'lifecycle-policy',
  operationSuffix: 'LifecyclePolicy',
  quota: 50,
  filters: ['name', 'status', 'executionRole', 'resourceType'],
  toProperties: (input) => {
    check(input);
    return { status: 'ENABLED', ...input };
  },
});

/** @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetail.html */
function check({ resourceType, policyDetails, resourceSelection }: PolicyProperties): void {
  const { recipes, tagMap } = resourceSelection;
  if ((recipes === undefined) === (tagMap === undefined)) throw invalidRequest('resourceSelection must have either recipes or tagMap.');
  const types = policyDetails.map(({ action }) => action.type);
  if (new Set(types).size < types.length) throw invalidRequest('Each action can stand in one policy detail only.');
  for (const { action, filter, exclusionRules } of policyDetails) {
    const { amis, snapshots, containers } = action.includeResources ?? {};
    if (filter.type === 'AGE' && filter.unit === undefined) throw invalidRequest('A filter by AGE needs a unit.');
    if (filter.type === 'COUNT' && (filter.unit !== undefined || filter.retainAtLeast !== undefined)) {
      throw invalidRequest('A filter by COUNT has neither unit nor retainAtLeast.');
    }
    if (resourceType === 'AMI_IMAGE' && containers) throw invalidRequest('A policy for AMI_IMAGE cannot include containers.');
    if (resourceType === 'CONTAINER_IMAGE' && (amis || snapshots || exclusionRules?.amis)) {
      throw invalidRequest('A policy for CONTAINER_IMAGE has neither AMIs nor snapshots.');
    }
    if (resourceType === 'CONTAINER_IMAGE' && action.type !== 'DELETE') throw invalidRequest('A policy for CONTAINER_IMAGE can only DELETE.');
  }
}
