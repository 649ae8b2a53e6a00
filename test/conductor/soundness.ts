import { Cloud, RequestRecord } from '../../local-cloud/conductor';

/** Calls that change nothing. */
const READS = /^(Get|List)/;
/** Calls of CloudFormation itself, not of the function. */
const MADE_BY_CLOUDFORMATION = /^(Create|Update|Delete)(ImageRecipe|InfrastructureConfiguration|ImagePipeline)$/;
const OF_A_BUILD = ['StartImagePipelineExecution', 'CancelImageCreation', 'TagResource'];

/** What must hold whatever CloudFormation asked for and whatever went wrong; each thing that does not, in words. */
export function soundness(cloud: Cloud, log: string): string[] {
  const { answers, emulator, stateMachines } = cloud.options;
  const complaints = [...answers.violations];
  for (const { operation, input, error } of emulator.calls) {
    if (READS.test(operation) || MADE_BY_CLOUDFORMATION.test(operation)) continue;
    if (!OF_A_BUILD.includes(operation)) complaints.push(`${operation} ${JSON.stringify(input)}`);
    if (operation === 'CancelImageCreation' && error === 'InvalidRequestException') complaints.push(`cancelled what had ended: ${JSON.stringify(input)}`);
  }
  for (const record of cloud.requests) complaints.push(...ofRequest(record, answers.mail.get(record.event.RequestId)?.documents ?? []));
  if (answers.leaks(log)) complaints.push('an address stands in the log of the function');
  for (const { name, history, input } of stateMachines.executions.values()) {
    if (answers.leaks([name, input, ...history].join('\n'))) complaints.push(`an address stands in the history of the execution ${name}`);
  }
  for (const parameter of cloud.options.parameters.all.values()) {
    if (parameter.type !== 'SecureString' && answers.leaks(parameter.value)) complaints.push(`an address stands in the parameter ${parameter.name}`);
  }
  return complaints;
}

function ofRequest({ event, sentAt, answeredAt, givenUp }: RequestRecord, documents: string[]): string[] {
  const what = `${event.RequestType} ${event.LogicalResourceId}`;
  const complaints: string[] = [];
  if (givenUp === 'TIMED_OUT') complaints.push(`${what} was not answered in time`);
  if (new Set(documents).size > 1) complaints.push(`${what} was answered with ${new Set(documents).size} documents: ${documents.join(' ')}`);
  if (answeredAt !== undefined && answeredAt - sentAt > 55 * 60_000) complaints.push(`${what} was answered after ${Math.round((answeredAt - sentAt) / 1000)} s`);
  return complaints;
}
