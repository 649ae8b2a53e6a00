import { statusCalls } from '../../bench/status-calls';

test('the status of a failed image with 4 workflows and 60 steps takes two rounds: what there is, then the steps of the failed workflow', async () => {
  const { calls, rounds, attributes } = await statusCalls();

  expect(attributes).toMatchObject({ ImageState: 'FAILED', TotalStepCount: '60', FailedStep: 'TEST/ApplyTestComponents' });
  expect(calls.filter(({ error }) => error)).toEqual([]);
  expect(rounds).toEqual([3, 1]);
  expect(calls.slice(0, 3).map(({ operation }) => operation).sort()).toEqual(['GetImage', 'ListImageScanFindingAggregations', 'ListWorkflowExecutions']);
  expect(calls[3].operation).toBe('ListWorkflowStepExecutions');
}, 30_000);
