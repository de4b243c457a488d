import { EventEmitter } from 'node:events';
import { expect, test } from '@playwright/test';
import type { SessionEvents } from '../../../batch/protocol/session-events';
import { followTasks } from '../../../reporters/run-report/task-board';

const NOW = Date.UTC(2026, 10, 24, 9, 0, 0);
const plan = { run: 'r1', orders: ['A', 'B', 'C', 'D'].map((po) => ({ po })) } as never;
const record = (po: string, final: boolean, attempt = 0) =>
  ({ po, final, attempt, status: final ? 'COMPLETED' : 'TIMEOUT', message: 'said so' }) as never;

function board() {
  const events = new EventEmitter<SessionEvents>();
  let changes = 0;
  const tasks = followTasks(
    events,
    () => NOW,
    () => changes++,
  );
  return { events, tasks, changes: () => changes };
}

test('a PO goes from pending to running at a worker, is tried again, and is done', () => {
  const { events, tasks } = board();
  expect(tasks.board()).toBeUndefined();
  events.emit('run-started', { plan, workers: 2, at: NOW, total: 3, pos: ['A', 'B', 'C'] });
  expect(tasks.board()!.counts).toEqual({ pending: 3, running: 0, retried: 0, done: 0, abandoned: 0 });
  events.emit('po-started', { po: 'A', slot: 1, attempt: 0, at: NOW });
  events.emit('po-started', { po: 'B', slot: 0, attempt: 0, at: NOW });
  expect(tasks.board()!.running).toEqual([
    { po: 'A', worker: 2, attempt: 1, since: '2026-11-24T09:00:00.000Z' },
    { po: 'B', worker: 1, attempt: 1, since: '2026-11-24T09:00:00.000Z' },
  ]);
  events.emit('po-finished', { record: record('A', false), totals: {} as never });
  events.emit('po-released', { po: 'B', slot: 0 });
  expect(tasks.board()).toMatchObject({
    counts: { pending: 1, retried: 2 },
    retried: [
      { po: 'A', attempts: 1, why: 'TIMEOUT: said so' },
      { po: 'B', attempts: 1, why: 'its worker or its browser went away' },
    ],
  });
  events.emit('po-started', { po: 'A', slot: 0, attempt: 1, at: NOW });
  events.emit('po-finished', { record: record('A', true, 1), totals: {} as never });
  expect(tasks.board()).toMatchObject({
    ended: false,
    counts: { pending: 1, running: 0, retried: 1, done: 1, abandoned: 0 },
  });
});

test('when the run ends, what was begun and not done is abandoned; what was never begun is still pending', () => {
  const { events, tasks } = board();
  events.emit('run-started', { plan, workers: 2, at: NOW, total: 4 });
  for (const po of ['A', 'B', 'C']) events.emit('po-started', { po, slot: 0, attempt: 0, at: NOW });
  events.emit('po-finished', { record: record('A', true), totals: {} as never });
  events.emit('po-released', { po: 'B', slot: 0 });
  events.emit('run-ended', { totals: {} as never, at: NOW, unfinished: [] });
  expect(tasks.board()).toMatchObject({
    ended: true,
    counts: { pending: 1, running: 0, retried: 0, done: 1, abandoned: 2 },
    abandoned: [
      { po: 'B', attempts: 1 },
      { po: 'C', attempts: 1 },
    ],
  });
});
