import { IConstruct } from 'constructs';
import { ArnResource, imageBuilderArn, LATEST_VERSION, nameAndVersionFromArn } from './arn-parts';
import { ValidationError } from '../checks/validation-error';

/** The user's details of an existing versioned resource. */
export interface KnownAttributes {
  readonly arn?: string;
  readonly name?: string;
  readonly version?: string;
}

/** Completes the user's details of an existing versioned resource: its ARN, or its name and optionally its version. */
export function importedResource(scope: IConstruct, resource: ArnResource, known: KnownAttributes): Required<KnownAttributes> {
  const what = resource.replace('-', ' ');
  if (known.arn !== undefined && (known.name !== undefined || known.version !== undefined)) {
    throw new ValidationError(scope, `The ARN of the ${what} already contains its name and version: give either the ARN ('${known.arn}'), or the name and the version.`);
  }
  if (known.arn !== undefined) {
    return { arn: known.arn, ...nameAndVersionFromArn(scope, known.arn, resource) };
  }
  if (known.name === undefined) {
    throw new ValidationError(scope, `Give the ARN or the name of the ${what} to import.`);
  }
  const version = known.version ?? LATEST_VERSION;
  return { arn: imageBuilderArn(scope, resource, known.name, version), name: known.name, version };
}
