import { render } from '../../../src/runtime/cli/terminal/text';
import { frame } from '../../../src/runtime/cli/watch/frame';
import { UsualTimes } from '../../../src/runtime/cli/watch/usual-times';
import { timelineOf } from '../monitoring/answered-timeline';

const NOW = new Date('2026-09-09T20:00:00Z');

test('a low terminal shows the steps around the running one, and how many come before and after', async () => {
  const statusOf = (i: number) => (i === 150 ? 'RUNNING' : i < 150 ? 'COMPLETED' : 'PENDING');
  const timeline = await timelineOf({
    image: { arn: 'arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.0.0/1', state: { status: 'BUILDING' } },
    workflows: [{ workflowExecutionId: 'wf-1', type: 'BUILD', status: 'RUNNING', startTime: '2026-09-09T19:00:00Z' }],
    steps: { 'wf-1': Array.from({ length: 300 }, (_, i) => ({ name: `Step${i}`, status: statusOf(i) })) },
  }, NOW);
  const lines = frame({ timeline, usual: UsualTimes.NONE, now: NOW.getTime(), problem: '' }, 12).map((line) => render(line, false));
  expect(lines.length).toBeLessThanOrEqual(12);
  const shown = lines.flatMap((line) => /Step(\d+)/.exec(line)?.[1] ?? []).map(Number);
  expect(shown).toContain(150);
  expect(lines).toContain(`    ${shown[0]} more before`);
  expect(lines).toContain(`    ${299 - shown[shown.length - 1]} more after`);
});
