import { expect, test } from '@playwright/test';
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { SessionEvents } from '../../../batch/protocol/session-events';
import { machineAtOnce } from '../../../reporters/summary/machine-facts';
import { pruneRuns } from '../../../reporters/run-report/prune-runs';
import { RunRecord } from '../../../reporters/run-report/run-record';
import { withoutSecrets } from '../../../reporters/summary/run-summary';
import { added, noTotals, playRun, samplePlan, sampleRecord, START } from '../sample-run';

const machine = () => Promise.resolve({ ...machineAtOnce(), os: 'Windows 11 Pro' });
const readRun = (dir: string, name: string) => fs.readFileSync(path.join(dir, name), 'utf8');

let root: string;
test.beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'po-reports-'));
});
test.afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

function start(change: Partial<ConstructorParameters<typeof RunRecord>[0]> = {}, reportDir = path.join(root, 'run')) {
  const events = new EventEmitter<SessionEvents>();
  const record = new RunRecord({ events, machine, now: () => START + 60_000, ...change });
  return { events, record, plan: samplePlan({ reportDir }), reportDir };
}

test('a run leaves a log, its outcomes, a summary and a page', async () => {
  const { events, record, plan, reportDir } = start({ htmlReport: () => '/r/index.html' });
  const totals = playRun(events, plan);
  record.close();
  const log = readRun(reportDir, 'batch.log').split('\n');
  expect(log[0]).toMatch(/^🧾 Portal /);
  expect(log.filter((line) => line.startsWith('📋 Processing PO ')).length).toBe(24);
  expect(log).toContain('🎉 Processing complete!');
  expect(log).toContain(`Report:   ${path.join(reportDir, 'index.html')}`);
  expect(log).toContain('Tests:    /r/index.html');
  const outcomes = readRun(reportDir, 'outcomes.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(outcomes.length).toBe(24);
  expect(outcomes[0]).toMatchObject({
    po: 'PO15262984',
    status: 'COMPLETED',
    startedAt: expect.stringMatching(/Z$/),
    files: [{ name: 'a.pdf', size: 1000 }, {}, {}],
  });
  const summary = JSON.parse(readRun(reportDir, 'summary.json'));
  expect(summary.totals).toMatchObject({ ...totals, byReason: { DOWNLOADS_FAILED: 2 } });
  expect(summary.pos.length).toBe(24);
  expect(summary.pos.find((po: { status: string }) => po.status === 'PARTIAL').attempts.length).toBe(3);
  expect(summary.workerReady.length).toBe(4);
  expect(readRun(reportDir, 'index.html')).toContain('<!doctype html>');
  expect(fs.readdirSync(reportDir).sort()).toEqual([
    'batch.log',
    'index.html',
    'outcomes.jsonl',
    'summary.json',
    'tasks.json',
  ]);
});

test('each line is on disk at once, so that a kill loses none that was said', () => {
  const { events, record, plan, reportDir } = start();
  events.emit('notice', { level: 'info', text: 'said before the run' });
  events.emit('run-started', { plan, workers: 1, at: START, total: 1 });
  events.emit('po-finished', { record: sampleRecord('FAILED'), totals: added(noTotals(1), 'FAILED') });
  expect(readRun(reportDir, 'batch.log')).toContain('   ❌ PO15262984: ');
  expect(readRun(reportDir, 'batch.log')).toContain('said before the run');
  expect(readRun(reportDir, 'outcomes.jsonl').split('\n').length).toBe(2);
  expect(fs.existsSync(path.join(reportDir, 'summary.json'))).toBe(false);
  record.close();
});

test('a run that nobody ended still gets a summary, with what was released', () => {
  const { events, record, plan, reportDir } = start();
  events.emit('run-started', { plan, workers: 1, at: START, total: 24 });
  events.emit('po-started', { po: 'PO15262984', slot: 0, attempt: 0, at: START });
  events.emit('po-released', { po: 'PO15262984', slot: 0 });
  events.emit('po-started', { po: 'PO15262985', slot: 0, attempt: 0, at: START });
  record.close();
  const summary = JSON.parse(readRun(reportDir, 'summary.json'));
  expect(summary).toMatchObject({
    stop: { code: 'interrupted' },
    unfinished: ['PO15262984', 'PO15262985'],
    open: [{ attempts: [{ status: 'RELEASED' }] }],
  });
});

test('an attempt that is followed by another is no outcome', () => {
  const { events, record, plan, reportDir } = start();
  events.emit('run-started', { plan, workers: 1, at: START, total: 1 });
  events.emit('po-finished', { record: sampleRecord('TIMEOUT', { final: false }), totals: noTotals(1) });
  expect(fs.existsSync(path.join(reportDir, 'outcomes.jsonl'))).toBe(false);
  expect(readRun(reportDir, 'batch.log')).toContain('🔁 PO15262984 is tried again');
  record.close();
});

test('a folder that cannot be written to is reported once and stops nothing', () => {
  fs.writeFileSync(path.join(root, 'file'), '');
  const { events, record, plan } = start({}, path.join(root, 'file', 'run'));
  const notices: string[] = [];
  events.on('notice', ({ text }) => notices.push(text));
  playRun(events, plan);
  record.close();
  expect(notices).toEqual([
    expect.stringMatching(/cannot be written to .*\((ENOTDIR|ENOENT|EEXIST)\); the batch goes on without them/),
  ]);
});

test('the names of machine and system come late or not at all, and nobody waits for them', async () => {
  const { events, record, plan, reportDir } = start({ machine: () => Promise.reject(new Error('no PowerShell')) });
  playRun(events, plan);
  record.close();
  expect(JSON.parse(readRun(reportDir, 'summary.json')).machine.cores).toBeGreaterThan(0);
});

test('passwords, signed parts of links and browser arguments reach no record', () => {
  const { events, record, plan, reportDir } = start();
  plan.settings.baseUrl = 'https://me:hunter2@acme.coupahost.com';
  plan.settings.coupaEdgeExtraArgs = ['--proxy=http://u:hunter2@proxy'];
  plan.envFile = undefined;
  playRun(events, plan);
  record.close();
  for (const name of fs.readdirSync(reportDir)) expect(readRun(reportDir, name)).not.toMatch(/hunter2|token=secret/);
  expect(withoutSecrets('https://a:b@c/d?e#f')).toBe('https://c/d');
});

test('the oldest runs go, the current one counted among those that stay', () => {
  const names = Array.from({ length: 5 }, (_, day) => `2026-11-0${day + 1}T10-00-00-aaaa`);
  for (const name of names) finishedRun(name);
  expect(pruneRuns(root, 3, names[4]!)).toEqual(names.slice(0, 2));
  expect(fs.readdirSync(root).sort()).toEqual(names.slice(2));
});

test('pruning touches no folder of a person, no link, no live run, and never the current run', () => {
  for (const name of ['notes', '2026-11-01', '2026-11-01T10-00-00-aaaa old']) finishedRun(name);
  const [current, live, dead, newest] = [
    '2026-11-01T10-00-00-aaaa',
    '2026-11-02T10-00-00-bbbb',
    '2026-11-03T10-00-00-cccc',
    '2026-11-04T10-00-00-dddd',
  ] as const;
  finishedRun(current);
  for (const name of [live, dead]) fs.mkdirSync(path.join(root, name));
  finishedRun(newest);
  fs.writeFileSync(path.join(root, live, 'batch.log'), '');
  const longAgo = new Date(Date.now() - 3 * 24 * 3600 * 1000);
  for (const name of [live, dead]) fs.utimesSync(path.join(root, name), longAgo, longAgo);
  fs.symlinkSync(path.join(root, newest), path.join(root, '2026-10-01T10-00-00-eeee'), 'junction');
  expect(pruneRuns(root, 1, current)).toEqual([dead, newest]);
  expect(fs.existsSync(path.join(root, live))).toBe(true);
});

test('pruning a folder that is not there does nothing', () => {
  expect(pruneRuns(path.join(root, 'none'), 10, 'x')).toEqual([]);
});

function finishedRun(name: string): void {
  fs.mkdirSync(path.join(root, name));
  fs.writeFileSync(path.join(root, name, 'summary.json'), '{}');
}

test('one page leads to the newest run, and a run is compared with those before it', () => {
  const names = ['2026-11-23T20-31-43-8f3a', '2026-11-24T08-00-00-1b2c'];
  for (const name of [...names].reverse()) {
    const { events, record } = start({}, path.join(root, name));
    playRun(events, samplePlan({ run: name, reportDir: path.join(root, name) }));
    record.close();
  }
  // The older of the two ended last.
  const latest = readRun(root, 'latest.html');
  expect(latest).toContain(`href="./${names[1]}/index.html"`);
  expect(latest).toContain(`url=./${names[1]}/index.html`);
  const lines = readRun(root, 'history.jsonl').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).run)).toEqual([...names].reverse());
  const data = /id="data">(.*?)<\/script>/s.exec(readRun(path.join(root, names[0]!), 'index.html'))![1]!;
  expect(JSON.parse(data).runs.map(({ run }: { run: string }) => run)).toEqual([names[1], names[0]]);
});
