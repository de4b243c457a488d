import type { Status } from '../../batch/outcome/outcome';
import type { Spent } from '../../batch/protocol';
import type { LoadLine } from '../../reporters/run-page/curves';
import { SummaryBuilder } from '../../reporters/summary/run-summary';
import { added, noTotals, samplePlan, sampleRecord, START } from './sample-run';

const SUPPLIERS = [
  'ACME, Inc',
  'Globex GmbH',
  'Ünïcode Ação Ltda',
  '株式会社サンプル',
  'Initech',
  'Umbrella & Sons',
  'Stark',
];

/** Of a hundred POs, as a night has them. */
const MIX: [Status, number][] = [
  ['COMPLETED', 84],
  ['NO_ATTACHMENTS', 7],
  ['PO_NOT_FOUND', 3],
  ['PARTIAL', 2],
  ['FAILED', 2],
  ['TIMEOUT', 1],
  ['PR_NOT_ACCESSIBLE', 1],
];

/** A run of so many POs with workers that are busy all the time; the same numbers give the same run. */
export function largeRun(count: number, workers = 8) {
  let seed = 7;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const plan = samplePlan({}, count);
  const builder = new SummaryBuilder(plan, workers, START, count);
  const freeAt = Array.from({ length: workers }, (_, slot) => START + 900 + 250 * slot);
  freeAt.forEach((at, slot) => builder.workerReady(slot, at - START));
  let totals = noTotals(count);
  plan.orders.forEach(({ po }, index) => {
    const slot = freeAt.indexOf(Math.min(...freeAt));
    const status = pick(random() * 100);
    const tries = status === 'TIMEOUT' || status === 'FAILED' || random() < 0.02 ? 2 : 1;
    for (let attempt = 0; attempt < tries; attempt++) {
      const spent = spentOf(random, index < workers, status);
      const startedAt = freeAt[slot]! + (spent.permit ?? 0);
      const { permit: _permit, ...work } = spent;
      const endedAt = startedAt + Object.values(work).reduce((sum, ms) => sum + ms, 0) + 60;
      const final = attempt === tries - 1;
      if (final) totals = added(totals, status);
      const supplier = SUPPLIERS[Math.floor(random() ** 2 * SUPPLIERS.length)]!;
      const record = sampleRecord(final ? status : 'TIMEOUT', {
        po,
        supplier,
        slot,
        attempt,
        final,
        startedAt,
        endedAt,
      });
      record.files = record.files.map((file) => ({ ...file, size: Math.round(40_000 + random() ** 3 * 4_000_000) }));
      builder.finished(record, totals, spent);
      freeAt[slot] = endedAt + 90;
    }
  });
  const end = Math.max(...freeAt);
  const summary = builder.build({ at: end });
  return { plan, summary, load: loadOf(random, end, workers) };
}

function pick(percent: number): Status {
  let sum = 0;
  return MIX.find(([, share]) => percent < (sum += share))?.[0] ?? 'COMPLETED';
}

function spentOf(random: () => number, first: boolean, status: Status): Spent {
  return {
    permit: random() < 0.06 ? Math.round(random() * 3_000) : 0,
    ...(first && { browser: 900 + Math.round(random() * 700) }),
    portal: Math.round(700 + random() * 1_500 + (status === 'TIMEOUT' ? 20_000 : 0)),
    files: status === 'COMPLETED' || status === 'PARTIAL' ? Math.round(200 + random() * 1_300) : 0,
    turn: random() < 0.01 ? Math.round(random() * 5_000) : 0,
  };
}

/** A line a second, as the monitor writes them; the limit is cut once and restored. */
function loadOf(random: () => number, end: number, workers: number): LoadLine[] {
  const seconds = Math.floor((end - START) / 1_000);
  return Array.from({ length: seconds }, (_, second) => {
    const share = second / seconds;
    const limit = share > 0.55 && share < 0.68 ? Math.max(1, Math.ceil(workers * 0.6)) : workers;
    return {
      time: new Date(START + second * 1_000).toISOString(),
      limit,
      cpu: Math.min(1, 0.42 + 0.2 * Math.sin(share * 14) + random() * 0.16),
      memory: 0.48 + 0.16 * share + random() * 0.01,
      running: second < 3 ? Math.min(second + 1, limit) : limit,
    };
  });
}
