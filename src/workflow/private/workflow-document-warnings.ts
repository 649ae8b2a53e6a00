import { referencesIn } from './references';
import { isMap } from '../../private/checks/structure-check';
import { DocumentWarning } from '../../private/documents/check-document';

const SYSTEM_VARIABLES = [
  'cloudWatchLogGroup', 'cloudWatchLogStream', 'collectImageMetadata', 'collectImageScanFindings', 'imageBuildNumber', 'imageId', 'imageName',
  'imageType', 'imageVersionNumber', 'instanceProfileName', 'platform', 's3Logs', 'securityGroups', 'sourceImageARN', 'subnetId',
  'terminateInstanceOnFailure', 'workflowPhase', 'workingDirectory',
];

/** The account placeholder in samples of AWS; a shell variable may have the same name. */
const PLACEHOLDER = /^ACCOUNT_ID$|:ACCOUNT_ID:|(?:^|\/)ACCOUNT_ID\.dkr\./;

/**
 * Finds likely mistakes in a workflow document that Image Builder may accept.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-dynamic-vars.html
 */
export function workflowDocumentWarnings(document: unknown): DocumentWarning[] {
  return [...placeholders('', document), ...systemVariables(document)];
}

function placeholders(path: string, value: unknown): DocumentWarning[] {
  if (Array.isArray(value)) return value.flatMap((entry, index) => placeholders(`${path}[${index}]`, entry));
  if (isMap(value)) return Object.entries(value).flatMap(([key, entry]) => placeholders(path === '' ? key : `${path}.${key}`, entry));
  if (typeof value !== 'string' || !PLACEHOLDER.test(value)) return [];
  return [{ id: 'placeholderAccountId', message: 'ACCOUNT_ID stands for an account in samples: write the number of the account', path }];
}

function systemVariables(document: unknown): DocumentWarning[] {
  if (!isMap(document)) return [];
  return [...referencesIn('steps', document.steps), ...referencesIn('outputs', document.outputs)]
    .filter(({ source, name }) => source === 'imagebuilder' && !SYSTEM_VARIABLES.includes(name))
    .map(({ name, path }) => ({ id: 'unknownSystemVariable', message: `'$.imagebuilder.${name}' is none of the variables in the guide: write one of ${SYSTEM_VARIABLES.join(', ')}`, path }));
}
