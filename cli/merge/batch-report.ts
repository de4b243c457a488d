import path from 'node:path';
import { cell, poOf, selectOrders, type InputFile } from '../../batch/list';
import type { Commands } from '../../batch/protocol';
import { isBlank } from '../../batch/text/blank';
import { writeMergedReport, type RunSummary } from '../../reporters/run-report';
import { outcomesOf, type MergePlan } from './claims';

export interface MergedReport {
  rootDir: string;
  commands: Commands;
  run: string;
  list: string;
  input: InputFile;
  plan: MergePlan;
  /** `summary.json` of the runs, where they are known. */
  summaries: ReadonlyMap<string, RunSummary>;
  /** Where the POs' folders were collected. */
  target?: string | undefined;
}

/** Writes the batch report of what was brought together; returns the path of its page. */
export function report({ rootDir, commands, run, list, input, plan, summaries, target }: MergedReport): string {
  const { winners, news } = plan;
  const byRun = new Map<string, ReturnType<typeof outcomesOf>>();
  for (const entry of outcomesOf(news)) {
    const its = entry.shardRun ?? entry.run;
    byRun.set(its, [...(byRun.get(its) ?? []), entry]);
  }
  const { report: selection } = selectOrders(input);
  return writeMergedReport(path.join(rootDir, 'batch-report', run), {
    run,
    list,
    parts: [...byRun].map(([id, entries]) => {
      const summary = summaries.get(id);
      return { run: id, records: entries.map(({ record }) => record), ...(summary && { summary }) };
    }),
    counts: new Map(
      [...winners].map(([po, { entry }]) => [po, { record: entry.record, run: entry.shardRun ?? entry.run }]),
    ),
    words: { delimiter: input.delimiter, commands },
    unfinished: withoutResult(input, { winners }),
    selection: {
      entries: selection.entries,
      skipped: selection.skipped.length,
      invalid: selection.invalid.length,
      leftOut: selection.leftOut.length,
    },
    ...(target !== undefined && { downloadFolder: target }),
  });
}

/** POs of the list that nobody says anything of, the list itself included. */
export function withoutResult(input: InputFile, { winners }: Pick<MergePlan, 'winners'>): string[] {
  const said = new Set<string | undefined>(winners.keys());
  for (const row of input.rows) if (!isBlank(cell(input, row, 'STATUS'))) said.add(poOf(input, row));
  return selectOrders(input).orders.flatMap(({ po }) => (said.has(po) ? [] : [po]));
}

/** The list's own supplier of a PO, from its first row. */
export function supplierIn(input: InputFile): (po: string) => string {
  const suppliers = new Map<string, string>();
  for (const row of input.rows) {
    const po = poOf(input, row);
    if (po !== undefined && !suppliers.has(po)) suppliers.set(po, cell(input, row, 'SUPPLIER'));
  }
  return (po) => suppliers.get(po) ?? '';
}
