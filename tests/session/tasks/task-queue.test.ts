import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { isSuccess, STATUSES, type OutcomeRecord } from '../../../batch/outcome';
import { TaskQueue, type Task } from '../../../session/tasks';

const order = (po: string) => ({ po, number: po.slice(2), supplier: '', hierarchy: [] });
const STATES = ['pending', 'running', 'retrying', 'done', 'released'] as const;

const change = fc.record({
  po: fc.constantFrom('PO1', 'PO2', 'PO3', 'PO4'),
  to: fc.oneof(
    fc.record({ state: fc.constantFrom(...STATES) }),
    fc.record({ status: fc.constantFrom(...STATUSES), final: fc.boolean() }),
    fc.constant('forgotten' as const),
  ),
});

test('the numbers that are kept up are those that counting gives, whatever happens to the POs', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const queue = new TaskQueue(['PO1', 'PO2', 'PO3'].map((po) => order(po)));
      for (const { po, to } of changes) {
        const task = queue.get(po) ?? queue.add(order(po));
        if (to === 'forgotten') task.record = undefined;
        else if ('state' in to) task.state = to.state;
        else task.record = to as OutcomeRecord;
      }
      const tasks = [...queue];
      expect(queue.hasPending()).toBe(tasks.some(({ state }) => state === 'pending'));
      expect(queue.totals()).toEqual(counted(tasks));
    }),
  );
});

test('statuses come in the order of the documents, whichever PO ended first', () => {
  const queue = new TaskQueue(['PO1', 'PO2'].map((po) => order(po)));
  for (const [po, status] of [
    ['PO1', STATUSES.at(-1)],
    ['PO2', STATUSES[0]],
  ] as const)
    queue.get(po)!.record = { status, final: true } as OutcomeRecord;
  expect(Object.keys(queue.totals().byStatus)).toEqual([STATUSES[0], STATUSES.at(-1)]);
});

function counted(tasks: Task[]) {
  const final = tasks.flatMap(({ record }) => (record?.final ? [record.status] : []));
  const successful = final.filter((status) => isSuccess(status)).length;
  return {
    total: tasks.length,
    done: final.length,
    successful,
    failed: final.length - successful,
    byStatus: Object.fromEntries([...new Set(final)].map((one) => [one, final.filter((each) => each === one).length])),
  };
}
