import { Templates } from './play';
import { Template } from '../../../local-cloud/conductor';
import { executionTemplate } from '../execution-template';

/** The answers are looked at, not the outputs. */
const resources = ({ Resources }: Template): Template => ({ Resources });

export const templates: Templates = {
  1: resources(executionTemplate({ name: 'golden', hours: 1 })),
  2: resources(executionTemplate({ name: 'golden', hours: 2 })),
  3: resources(executionTemplate({ name: 'golden', hours: 3 })),
  GATE: resources(executionTemplate({ name: 'golden', release: 'GATE' })),
  APPROVAL: resources(executionTemplate({ name: 'golden', release: 'APPROVAL' })),
  GATE_AND_APPROVAL: resources(executionTemplate({ name: 'golden', release: 'GATE_AND_APPROVAL' })),
  CONTAINER: resources(executionTemplate({ name: 'golden', release: 'CONTAINER' })),
  UNGATED_CONTAINER: resources(executionTemplate({ name: 'golden', release: 'UNGATED_CONTAINER' })),
};
