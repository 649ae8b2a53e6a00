import { actions } from '../../../local-cloud/image-builder/workflows/actions';
import { hasDistributed } from '../../../src/runtime/release/distribution-steps';
import { isDistributing, STEP_ACTIONS } from '../../../src/workflow/private/step-actions';
import * as steps from '../../../src/workflow/steps';

test('the actions that distribute are those that the function knows', () => {
  const names = [...STEP_ACTIONS.keys()];
  expect(names.filter(isDistributing)).toEqual(names.filter((action) => hasDistributed({ action, status: 'COMPLETED' })));
  expect(names.filter(isDistributing)).toHaveLength(4);
});

test('the emulator runs the same actions, with the same stages, time-outs, inputs and outputs', () => {
  const ours = [...STEP_ACTIONS].map(([action, { defaultTimeout, maxTimeout, stages, required, optional, outputs }]) => (
    [action, { stages, timeout: defaultTimeout, maxTimeout, required, optional, outputNames: outputs }]
  ));
  const emulated = Object.entries(actions).map(([action, { stages, timeout, maxTimeout, required, optional, outputNames }]) => (
    [action, { stages, timeout, maxTimeout, required, optional, outputNames }]
  ));
  expect(Object.fromEntries(emulated)).toEqual(Object.fromEntries(ours));
});

test('each action has a typed step', () => {
  const classes = Object.keys(steps).map((name) => name.toLowerCase());
  expect([...STEP_ACTIONS.keys()].filter((action) => !classes.includes(`${action}Step`.toLowerCase()))).toEqual([]);
});
