/**
 * Shows the console reporter on a made-up run, to look at and to judge: `node -r tsx/cjs
 * tests/reporters/console/demo-live.ts`. Arguments: workers (4), POs (24), speed (1; 10 is ten times as fast).
 */
import type { Status } from '../../../batch/outcome/outcome';
import { sessionEvents } from '../../../batch/protocol/session-events';
import ConsoleReporter from '../../../reporters/console/console';
import { added, noTotals, samplePlan, sampleRecord } from '../sample-run';

const [workers = 4, count = 24, speed = 1] = process.argv.slice(2).map(Number);
const events = sessionEvents();
const reporter = new ConsoleReporter();
const plan = samplePlan({ sample: true }, count);
const waiting = [...plan.orders];
const statuses: Status[] = [
  'COMPLETED',
  'COMPLETED',
  'NO_ATTACHMENTS',
  'COMPLETED',
  'PARTIAL',
  'COMPLETED',
  'FAILED',
  'PO_NOT_FOUND',
];
let totals = noTotals(count);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms / speed));

async function worker(slot: number): Promise<void> {
  await pause(600 + 500 * slot);
  events.emit('worker-ready', { slot, milliseconds: 600 + 500 * slot });
  for (let order = waiting.shift(); order; order = waiting.shift()) {
    const { po } = order;
    const startedAt = Date.now();
    events.emit('po-started', { po, slot, attempt: 0, at: startedAt });
    await pause(300);
    events.emit('po-step', { po, slot, text: 'opening' });
    await pause(700 + 300 * (Number(po.slice(-1)) % 4));
    for (let percent = 0; percent <= 100; percent += 2) {
      events.emit('po-step', { po, slot, text: `downloading ${1 + Math.floor(percent / 34)} of 3, ${percent} %` });
      await pause(40 + 10 * (slot + 1));
    }
    const status = statuses[Number(po.slice(-2)) % statuses.length]!;
    if (status === 'PARTIAL' && Number(po) % 2 === 0) {
      events.emit('po-finished', {
        record: sampleRecord(status, { po, slot, startedAt, endedAt: Date.now(), final: false }),
        totals,
      });
      await pause(500);
    }
    totals = added(totals, status);
    events.emit('po-finished', { record: sampleRecord(status, { po, slot, startedAt, endedAt: Date.now() }), totals });
    if (totals.done === 7) console.warn('(node) a warning from somewhere else goes above the display');
  }
}

async function run(): Promise<void> {
  events.emit('run-started', { plan, workers, at: Date.now(), total: count });
  const stop = new Promise<true>((resolve) => process.once('SIGINT', () => resolve(true)));
  const stopped = await Promise.race([stop, Promise.all(Array.from({ length: workers }, (_, slot) => worker(slot)))]);
  events.emit('run-ended', {
    totals,
    at: Date.now(),
    stop: stopped === true ? { code: 'interrupted', message: 'stopped with Ctrl+C.' } : undefined,
    unfinished: waiting.map(({ po }) => po),
  });
  await reporter.onExit();
  process.exit(totals.failed > 0 ? 1 : 0);
}

void run();
