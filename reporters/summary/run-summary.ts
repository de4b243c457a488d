import type { OutcomeRecord, Status } from '../../batch/outcome';
import type { PageCounts, RunPlan, RunTotals, SlotRestarts, Spent, StopReason } from '../../batch/protocol';
import { withoutUser } from '../../batch/text/short-text';
import { portalOf, RepeatedFiles, type RepeatedFile } from '../text';
import { machineAtOnce, type MachineFacts } from './machine-facts';

/** One attempt at a PO. Times are milliseconds since the epoch. */
export interface AttemptSummary {
  attempt: number;
  status: Status | 'RELEASED';
  slot: number;
  startedAt: number;
  endedAt: number;
  /** Where its time went, waits before it included. Absent when no worker told. */
  spent?: Spent;
}

/** One PO with a final outcome. */
export interface PoSummary {
  po: string;
  status: Status;
  reason: string;
  message: string;
  supplier: string;
  found: number;
  downloaded: number;
  slot: number;
  /** Time of all its attempts, in seconds. */
  seconds: number;
  attempts: AttemptSummary[];
  /** Bytes each, as on disk. */
  files: { name: string; size: number }[];
  folder: string;
  coupaUrl: string;
}

/** `summary.json` of a run, described in docs/reports.md. No cookies, arguments, or parts of a link behind `?`. */
export interface RunSummary {
  run: string;
  startedAt: string;
  endedAt: string;
  sample: boolean;
  portal: string;
  list: string;
  downloadFolder: string;
  browser: string;
  workers: number;
  totals: RunTotals & { byReason: Record<string, number> };
  stop?: StopReason;
  pos: PoSummary[];
  /** POs of this run that have no outcome. */
  unfinished: string[];
  /** Attempts at POs that have no final outcome, for the timeline. */
  open: { po: string; attempts: AttemptSummary[] }[];
  selection: { entries: number; skipped: number; invalid: number; leftOut: number };
  workerReady: { slot: number; milliseconds: number }[];
  restarts: SlotRestarts[];
  /** With `--shard`: which one of how many, from 1, and the hash of the split. */
  shard?: RunPlan['shard'];
  /** How pages were read; absent when all were opened, as in `standard`. */
  pages?: PageCounts;
  /** Files that most POs have from the same address; absent when there are none. */
  repeatedFiles?: RepeatedFile[];
  machine: MachineFacts;
}

/** Collects a run's events into its summary. Pure but for the default of the machine's facts. */
export class SummaryBuilder {
  private readonly attempts = new Map<string, AttemptSummary[]>();
  private readonly running = new Map<string, { slot: number; attempt: number; at: number }>();
  private readonly pos = new Map<string, PoSummary>();
  private readonly ready: { slot: number; milliseconds: number }[] = [];
  private readonly repeated = new RepeatedFiles();
  private totals: RunTotals;
  machine: MachineFacts = machineAtOnce();

  constructor(
    private readonly plan: RunPlan,
    private readonly workers: number,
    private readonly at: number,
    total: number,
  ) {
    this.totals = { total, done: 0, successful: 0, failed: 0, byStatus: {} };
  }

  workerReady(slot: number, milliseconds: number): void {
    this.ready.push({ slot, milliseconds });
  }

  started(po: string, slot: number, attempt: number, at: number): void {
    this.running.set(po, { slot, attempt, at });
  }

  released(po: string, at: number, spent?: Spent): void {
    const running = this.running.get(po);
    if (!running) return;
    this.running.delete(po);
    this.addAttempt(po, {
      attempt: running.attempt,
      status: 'RELEASED',
      slot: running.slot,
      startedAt: running.at,
      endedAt: at,
      ...(spent && { spent }),
    });
  }

  finished(record: OutcomeRecord, totals: RunTotals, spent?: Spent): void {
    const { po, attempt, status, slot, startedAt, endedAt } = record;
    this.running.delete(po);
    this.totals = totals;
    const attempts = this.addAttempt(po, {
      ...{ attempt, status, slot, startedAt, endedAt },
      ...(spent && { spent }),
    });
    if (!record.final) return;
    this.attempts.delete(po);
    this.repeated.add(record);
    const seconds = attempts.reduce((sum, one) => sum + (one.endedAt - one.startedAt), 0) / 1000;
    const { reason, message, supplier, found, downloaded, folder } = record;
    this.pos.set(po, {
      ...{
        po,
        status,
        reason,
        message,
        supplier,
        found,
        downloaded,
        slot,
        seconds: Math.round(seconds * 10) / 10,
        attempts,
        folder,
      },
      files: record.files.map(({ name, size }) => ({ name, size })),
      coupaUrl: withoutSecrets(record.coupaUrl),
    });
  }

  build(end: {
    at: number;
    totals?: RunTotals;
    stop?: StopReason;
    unfinished?: string[];
    restarts?: SlotRestarts[];
    pages?: PageCounts;
  }): RunSummary {
    const { plan } = this;
    const pos = [...this.pos.values()];
    const byReason: Record<string, number> = {};
    for (const { reason } of pos) byReason[reason] = (byReason[reason] ?? 0) + 1;
    const { entries, skipped, invalid, leftOut } = plan.selection;
    const repeatedFiles = this.repeated.found();
    return {
      run: plan.run,
      startedAt: new Date(this.at).toISOString(),
      endedAt: new Date(end.at).toISOString(),
      sample: plan.sample,
      portal: portalOf(plan),
      list: plan.input.path,
      downloadFolder: plan.downloadRoot,
      browser: plan.browser.name,
      workers: this.workers,
      totals: { ...(end.totals ?? this.totals), byReason },
      ...(end.stop ? { stop: end.stop } : {}),
      pos,
      unfinished: end.unfinished ?? [...new Set([...this.attempts.keys(), ...this.running.keys()])],
      open: [...this.attempts].map(([po, attempts]) => ({ po, attempts })),
      selection: { entries, skipped: skipped.length, invalid: invalid.length, leftOut: leftOut.length },
      workerReady: this.ready,
      restarts: end.restarts ?? [],
      ...(plan.shard && { shard: plan.shard }),
      ...(end.pages && { pages: end.pages }),
      ...(repeatedFiles.length > 0 && { repeatedFiles }),
      machine: this.machine,
    };
  }

  private addAttempt(po: string, attempt: AttemptSummary): AttemptSummary[] {
    const attempts = [...(this.attempts.get(po) ?? []), attempt];
    this.attempts.set(po, attempts);
    return attempts;
  }
}

/** Signed links carry their permission behind the `?`, and an address may carry a password: neither goes on paper. */
export function withoutSecrets(link: string): string {
  return withoutUser(link.replace(/[?#].*$/s, ''));
}

/** A line of `outcomes.jsonl`: the record as the session has it, times readable, links without their secrets. */
export function outcomeLine(record: OutcomeRecord): string {
  const { startedAt, endedAt, final, files, coupaUrl, requisition, ...rest } = record;
  void final;
  return JSON.stringify({
    ...rest,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
    coupaUrl: withoutSecrets(coupaUrl),
    ...(requisition
      ? { requisition: { ...requisition, ...(requisition.url ? { url: withoutSecrets(requisition.url) } : {}) } }
      : {}),
    files: files.map(({ link, name, size }) => ({ name, size, link: withoutSecrets(link) })),
  });
}
