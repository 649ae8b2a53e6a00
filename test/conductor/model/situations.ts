import { Observed } from './observed';
import { Build } from '../../../local-cloud/image-builder';
import { IMAGE_BUILD_RESOURCE_TYPE } from '../../../src/contract/contract';
import { GATE_STATUS_TAG, RELEASE_TAG, ReleaseInput } from '../../../src/contract/release';

type Reached = (observed: Observed) => boolean;

/** Situations that the lives must reach. If no life reaches one, it is not tested, whatever the scripts say. */
export const SITUATIONS: Readonly<Record<string, Reached>> = {
  'the image of a deployment is released': (observed) => released(observed).some(({ arn }) => !observed.people.started.has(arn)),
  'the image of a schedule is released': startedBy('schedule'),
  'an image that a person started is released': startedBy('hand'),
  'an image is released after a retry': startedBy('retry'),
  'an image without a gate is released': (observed) => observed.script.release === 'UNGATED_CONTAINER' && released(observed).length > 0,
  'a container image is released': (observed) => observed.script.release === 'CONTAINER' && released(observed).length > 0,
  'a gate refuses an image': tagged(GATE_STATUS_TAG, 'FAILED'),
  'a gate is not evaluated': tagged(GATE_STATUS_TAG, 'NOT_EVALUATED'),
  'a newer image is released first': tagged(RELEASE_TAG, 'SUPERSEDED'),
  'two builds are at one gate': twoAtOneGate,
  'an image is approved': ({ people }) => people.approvals.some(({ action }) => action === 'RESUME'),
  'an image is rejected': ({ people }) => people.approvals.some(({ action }) => action === 'STOP'),
  'nobody answers for an image': ({ people }) => people.unanswered > 0,
  'somebody runs the steps of a release before the gate': ({ memory: { stateMachines } }) =>
    [...stateMachines.executions.values()].some(({ name }) => name.startsWith('meddler-')),
  'the end of an execution is lost': ({ fates }) => fates.some(({ isHeard }) => !isHeard),
  'an execution is started twice': ({ fates }) => fates.some(({ starts }) => starts > 1),
  'a request arrives twice': ({ script, memory }) => memory.cloud.requests.some((_, index) => script.deliveries[index % script.deliveries.length].length > 1),
  'a request arrives minutes after its first delivery': ({ script, memory }) =>
    memory.cloud.requests.some((_, index) => script.deliveries[index % script.deliveries.length].some((seconds) => seconds >= 300)),
  'a call is throttled': ({ faults }) => faults.has('throttled'),
  'the answer to a call is lost': ({ faults }) => faults.has('lost'),
  'the function dies': ({ faults }) => faults.has('dies before') || faults.has('dies after'),
  'the gate changes between a start and its gate': changesMeanwhile(({ gate }) => gate),
  'the recipe changes between a start and its gate': changesMeanwhile(({ trigger }) => trigger),
  'an image is retried under another gate': retriedUnderAnotherGate,
  'the function may not read an image that is to be released': ({ script }) => script.outage === 'denied',
  'the function dies whenever it is to release an image': ({ script }) => script.outage === 'dies before',
  'a build is retried before its Delete arrives a second time': retriedBeforeLateDelete,
  'a stack is created again after a creation that built an image': createdAgain,
  'a deployment is cancelled': ({ script }) => script.acts.some((act) => act.do === 'deploy' && act.interrupt?.how === 'cancel'),
  'a deployment is rolled back': ({ ends }) => ends.some(({ results }) => results.some(({ status }) => status.endsWith('ROLLBACK_COMPLETE'))),
};

/** While it runs, so that the second delivery could cancel it. */
function retriedBeforeLateDelete({ people, memory: { cloud, emulator }, script }: Observed): boolean {
  return people.retries.some((retry) => cloud.requests.some(({ event, sentAt }, index) => {
    const late = sentAt + 1000 * Math.max(...script.deliveries[index % script.deliveries.length]);
    const named = event.RequestType === 'Delete' && event.PhysicalResourceId?.startsWith(`${retry.imageArn}|`);
    return named && sentAt < retry.at && retry.at < late && emulator.builds.some(({ arn, since }) => arn === retry.imageArn && since > late);
  }));
}

function createdAgain({ ends, memory: { cloud, emulator } }: Observed): boolean {
  const creations = cloud.requests.filter(({ event }) => event.ResourceType === IMAGE_BUILD_RESOURCE_TYPE && event.RequestType === 'Create');
  const triggers = creations.map(({ event }) => event.ResourceProperties.Trigger);
  return ends.some(({ results }) => results.some(({ status }) => status === 'ROLLBACK_COMPLETE'))
    && emulator.builds.some(({ state }) => state === 'AVAILABLE') && new Set(triggers).size < triggers.length;
}

/** The situations that a life came to. */
export function situationsOf(observed: Observed): string[] {
  return Object.keys(SITUATIONS).filter((name) => SITUATIONS[name](observed));
}

function released({ script, memory }: Observed): Build[] {
  return script.release ? memory.emulator.builds.filter(({ tags, state }) => tags[RELEASE_TAG] === 'RELEASED' && state === 'AVAILABLE') : [];
}

function startedBy(how: 'schedule' | 'hand' | 'retry'): Reached {
  return (observed) => released(observed).some(({ arn }) => observed.people.started.get(arn) === how);
}

function tagged(key: string, value: string): Reached {
  return ({ memory }) => memory.emulator.builds.some(({ tags }) => tags[key] === value);
}

function twoAtOneGate({ memory }: Observed): boolean {
  const executions = [...memory.stateMachines.executions.values()].filter(({ input }) => input.includes('"GATE"'))
    .map(({ input, startDate, stopDate = Infinity }) => ({ image: (JSON.parse(input) as ReleaseInput).Image, startDate, stopDate }));
  return executions.some((one) => executions.some((other) =>
    other.image !== one.image && other.startDate <= one.stopDate && one.startDate <= other.stopDate));
}

function changesMeanwhile(of: (act: Observed['deployed'][number]['act']) => unknown): Reached {
  return ({ deployed, evaluations, memory: { emulator: { builds } } }) => deployed.some(({ act, at }, index) => {
    if (index === 0 || JSON.stringify(of(act)) === JSON.stringify(of(deployed[index - 1].act))) return false;
    const started = builds.filter(({ startedAt }) => startedAt < at).map(({ arn }) => arn);
    return evaluations.some((one) => one.step === 'GATE' && one.at > at && started.includes(one.imageArn));
  });
}

function retriedUnderAnotherGate({ people, evaluations }: Observed): boolean {
  return people.retries.some(({ imageArn, at }) => {
    const gates = evaluations.filter((one) => one.step === 'GATE' && one.imageArn === imageArn);
    const [before, after] = [gates.filter((one) => one.at < at).pop(), gates.find((one) => one.at >= at)];
    return before !== undefined && after !== undefined && JSON.stringify(before.gate) !== JSON.stringify(after.gate);
  });
}
