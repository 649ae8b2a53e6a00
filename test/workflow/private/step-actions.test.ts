import { hasDistributed } from '../../../src/runtime/release/distribution-steps';
import { isDistributing, STEP_ACTIONS } from '../../../src/workflow/private/step-actions';

test('the actions that distribute are those that the function knows', () => {
  const actions = [...STEP_ACTIONS.keys()];
  expect(actions.filter(isDistributing)).toEqual(actions.filter((action) => hasDistributed({ action, status: 'COMPLETED' })));
  expect(actions.filter(isDistributing)).toHaveLength(4);
});
