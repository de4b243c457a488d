import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { commandsOf } from '../../../batch/protocol/commands';
import type { RunSummary } from '../../../reporters/summary';
import { writeMergedReport } from '../../../reporters/run-report/merged-report';
import { sampleRecord } from '../sample-run';

test('shards with more outcomes than a call takes arguments make one report', ({}, testInfo) => {
  const record = sampleRecord('COMPLETED');
  const first = { ...record, po: 'PO1', startedAt: record.startedAt - 60_000, slot: 6 };
  const records = [first, ...Array.from({ length: 130_000 }, () => record)];
  const folder = testInfo.outputPath('merged');
  writeMergedReport(folder, {
    run: 'merged',
    list: 'input.csv',
    parts: [{ run: 'a', records }],
    counts: new Map([['PO1', { record: first, run: 'a' }]]),
    unfinished: [],
    selection: { entries: 1, skipped: 0, invalid: 0, leftOut: 0 },
    words: { delimiter: ';', commands: commandsOf({ scripts: false }) },
  });
  const summary = JSON.parse(fs.readFileSync(path.join(folder, 'summary.json'), 'utf8')) as RunSummary;
  expect(summary).toMatchObject({
    workers: 7,
    startedAt: new Date(first.startedAt).toISOString(),
    endedAt: new Date(record.endedAt).toISOString(),
  });
});
