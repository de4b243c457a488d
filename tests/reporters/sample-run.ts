import type { EventEmitter } from 'node:events';
import path from 'node:path';
import type { OutcomeRecord, Reason, Status } from '../../batch/outcome/outcome';
import type { RunPlan } from '../../batch/protocol/run-plan';
import type { RunTotals, SessionEvents } from '../../batch/protocol/session-events';
import { settingsSchema } from '../../batch/settings/settings';

/** Monday, 2026-11-23 20:31:43 local time. */
export const START = new Date(2026, 10, 23, 20, 31, 43).getTime();

const SUPPLIERS = ['ACME, Inc', 'Globex GmbH', 'Ünïcode Ação Ltda', '株式会社サンプル', 'Initech', 'Umbrella & Sons'];

export function samplePlan(change: Partial<RunPlan> = {}, count = 24): RunPlan {
  return {
    run: '2026-11-23T20-31-43-8f3a',
    rootDir: path.resolve('/batch'),
    commands: {
      start: 'npm start',
      retry: 'npm run retry-failed',
      report: 'npm run report',
      test: 'npx playwright test',
    },
    envFile: '/batch/.env',
    sample: false,
    settings: settingsSchema.parse({ baseUrl: 'https://acme.coupahost.com', downloadFolder: '/d' }),
    browser: { name: 'Microsoft Edge', channel: 'msedge', line: '🌐 Microsoft Edge, because it is installed' },
    input: { path: '/batch/data/input.csv', delimiter: ';', encoding: 'utf-8-sig' },
    selection: {
      entries: count + 3,
      skipped: ['PO15000001'],
      invalid: [{ po: 'BADPO', line: 4 }],
      leftOut: [],
      hierarchyColumns: [],
    },
    orders: Array.from({ length: count }, (_, index) => ({
      po: `PO${15262984 + index}`,
      number: String(15262984 + index),
      supplier: SUPPLIERS[index % SUPPLIERS.length]!,
      hierarchy: [],
    })),
    fingerprints: {},
    journals: {},
    downloadRoot: '/d',
    runDir: '/tmp/run',
    stagingRoot: '/d/.staging',
    reportDir: '/batch/batch-report/2026-11-23T20-31-43-8f3a',
    ...change,
  };
}

const KINDS: Record<Status, { reason: Reason; message: string; found: number; downloaded: number }> = {
  COMPLETED: {
    reason: 'ALL_ATTACHMENTS_DOWNLOADED',
    message: 'Downloaded 3 attachment(s) from PO page.',
    found: 3,
    downloaded: 3,
  },
  NO_ATTACHMENTS: {
    reason: 'PR_LINK_NOT_FOUND',
    message: 'No attachments found on PO page; PR link unavailable.',
    found: 0,
    downloaded: 0,
  },
  PARTIAL: {
    reason: 'PARTIAL_DOWNLOAD',
    message: 'Partial download from PO page: 2 of 3 attachment(s). Issues: c.pdf: HTTP 500',
    found: 3,
    downloaded: 2,
  },
  FAILED: {
    reason: 'DOWNLOADS_FAILED',
    message: 'Failed to download 3 attachment(s) from PO page. Issues: a.pdf: HTTP 500',
    found: 3,
    downloaded: 0,
  },
  PO_NOT_FOUND: {
    reason: 'COUPA_ERROR_PAGE',
    message: "Coupa displayed an error page: Oops! We couldn't find what you wanted",
    found: 0,
    downloaded: 0,
  },
  PR_NOT_ACCESSIBLE: {
    reason: 'PR_FALLBACK_ERROR_PAGE',
    message: 'Coupa displayed an error page: Access denied',
    found: 0,
    downloaded: 0,
  },
  TIMEOUT: {
    reason: 'LIMIT_PASSED',
    message: 'Timed out waiting for the page to finish loading.',
    found: 0,
    downloaded: 0,
  },
};

export function sampleRecord(status: Status, change: Partial<OutcomeRecord> = {}): OutcomeRecord {
  const po = change.po ?? 'PO15262984';
  const kind = KINDS[status];
  return {
    po,
    status,
    ...kind,
    supplier: 'ACME, Inc',
    coupaUrl: `https://acme.coupahost.com/order_headers/${po.replace(/^P[OM]/, '')}`,
    attempt: 0,
    final: true,
    startedAt: START + 1000,
    endedAt: START + 9000,
    slot: 0,
    files: Array.from({ length: kind.downloaded }, (_, index) => ({
      link: `https://acme.coupahost.com/attachment_file/${index}?token=secret`,
      name: `${'abc'[index]}.pdf`,
      size: 1000 * (index + 1),
    })),
    folder: `/d/ACME_Inc/${po}_${status}`,
    ...change,
  };
}

/** Totals after one more final record. */
export function added(totals: RunTotals, status: Status): RunTotals {
  const good = status === 'COMPLETED' || status === 'NO_ATTACHMENTS';
  return {
    total: totals.total,
    done: totals.done + 1,
    successful: totals.successful + (good ? 1 : 0),
    failed: totals.failed + (good ? 0 : 1),
    byStatus: { ...totals.byStatus, [status]: (totals.byStatus[status] ?? 0) + 1 },
  };
}

export const noTotals = (total: number): RunTotals => ({ total, done: 0, successful: 0, failed: 0, byStatus: {} });

const MIX: Status[] = [
  'COMPLETED',
  'COMPLETED',
  'NO_ATTACHMENTS',
  'COMPLETED',
  'PARTIAL',
  'COMPLETED',
  'FAILED',
  'PO_NOT_FOUND',
  'COMPLETED',
  'PR_NOT_ACCESSIBLE',
  'COMPLETED',
  'TIMEOUT',
];

/** Plays a whole run at once, with times of its own: every worker takes the next PO when it is free. */
export function playRun(events: EventEmitter<SessionEvents>, plan: RunPlan, workers = 4): RunTotals {
  let totals = noTotals(plan.orders.length);
  events.emit('run-started', { plan, workers, at: START, total: plan.orders.length });
  const freeAt = Array.from({ length: workers }, (_, slot) => START + 900 + 250 * slot);
  freeAt.forEach((at, slot) => events.emit('worker-ready', { slot, milliseconds: at - START }));
  plan.orders.forEach(({ po, supplier }, index) => {
    const slot = freeAt.indexOf(Math.min(...freeAt));
    const status = MIX[index % MIX.length]!;
    for (let attempt = 0; attempt < (status === 'PARTIAL' ? 3 : 1); attempt++) {
      const startedAt = freeAt[slot]!;
      const endedAt = startedAt + 1400 + ((index * 1771) % 4300);
      const final = status !== 'PARTIAL' || attempt === 2;
      events.emit('po-started', { po, slot, attempt, at: startedAt });
      if (final) totals = added(totals, status);
      events.emit('po-finished', {
        record: sampleRecord(status, { po, supplier, slot, attempt, final, startedAt, endedAt }),
        totals,
      });
      freeAt[slot] = endedAt + 120;
    }
  });
  events.emit('run-ended', { totals, at: Math.max(...freeAt), unfinished: [] });
  return totals;
}
