import { expect, test } from '@playwright/test';
import type { FullConfig, FullResult, Suite, TestCase, TestResult } from '@playwright/test/reporter';
import { sessionEvents } from '../../../batch/protocol/session-events';
import ConsoleReporter, { type ConsoleReporterOptions } from '../../../reporters/console/console';
import { FakeTerminal } from './fake-terminal';
import { added, noTotals, playRun, samplePlan, sampleRecord, START } from '../sample-run';

// The events hang on the process: one test at a time, and every reporter is closed again.
test.describe.configure({ mode: 'serial' });

const config = {
  rootDir: '/batch',
  configFile: '/batch/playwright.config.ts',
  reporter: [['html', { outputFolder: 'playwright-report' }]],
} as unknown as FullConfig;
const result = (status: string, message?: string) =>
  ({ status, error: message === undefined ? undefined : { message } }) as unknown as TestResult;
const ended = { status: 'passed' } as FullResult;

function testCase(title: string, change: object = {}): TestCase {
  const location = { file: '/batch/specs/purchase-orders.spec.ts', line: 3, column: 5 };
  return {
    title,
    retries: 0,
    results: [{}],
    location,
    titlePath: () => ['', '', 'purchase-orders.spec.ts', title],
    outcome: () => 'expected',
    ...change,
  } as unknown as TestCase;
}

const suiteOf = (...tests: TestCase[]) => ({ allTests: () => tests }) as unknown as Suite;

async function withReporter(
  options: ConsoleReporterOptions,
  play: (reporter: ConsoleReporter) => void | Promise<void>,
): Promise<string[]> {
  let out = '';
  const write = (text: string) => ((out += text), true);
  const stdout = {
    write,
    isTTY: false,
    on: () => undefined,
    off: () => undefined,
  } as unknown as ConsoleReporterOptions['stdout'];
  const reporter = new ConsoleReporter({ env: {}, argv: [], stdout, stderr: { write }, now: () => START, ...options });
  await play(reporter);
  await reporter.onExit();
  return out.split('\n').slice(0, -1);
}

test('without a terminal only plain lines are printed, pairs together', async () => {
  const lines = await withReporter({}, (reporter) => {
    reporter.onBegin(config, suiteOf());
    playRun(sessionEvents(), samplePlan(), 4);
    reporter.onEnd(ended);
  });
  expect(lines.join('\n')).not.toMatch(/\u001b/);
  const heads = lines.flatMap((line, index) => (line.startsWith('📋') ? [index] : []));
  expect(heads.length).toBe(24);
  for (const index of heads) expect(lines[index + 1]).toMatch(/^ {3}(✅|📭|⚠️|❌|🚫) P/);
  expect(lines).toContain('Tests:    /batch/playwright-report/index.html');
  expect(lines.filter((line) => line.startsWith('🎉')).length).toBe(1);
});

test('in a terminal the display is up during the run and gone at its end', async () => {
  const terminal = new FakeTerminal(200, 200);
  await withReporter(
    { stdout: terminal as unknown as ConsoleReporterOptions['stdout'], env: { NO_COLOR: '1' } },
    () => {
      const events = sessionEvents();
      events.emit('run-started', { plan: samplePlan(), workers: 2, at: START, total: 24 });
      events.emit('po-started', { po: 'PO15262984', slot: 1, attempt: 0, at: START });
      events.emit('po-finished', {
        record: sampleRecord('COMPLETED', { po: 'PO15262985', slot: 0 }),
        totals: added(noTotals(24), 'COMPLETED'),
      });
      expect(terminal.lines().at(-1)).toMatch(/^ {2}2 PO15262984 .* starting +0 s$/);
      events.emit('run-ended', { totals: added(noTotals(24), 'COMPLETED'), at: START, unfinished: [] });
    },
  );
  expect(terminal.lines().join('\n')).not.toContain('starting');
  expect(terminal.lines().at(-1)).toBe('Folder:   /d');
});

test('on CI a terminal gets plain lines too', async () => {
  const terminal = new FakeTerminal(200, 200);
  await withReporter(
    { stdout: terminal as unknown as ConsoleReporterOptions['stdout'], env: { CI: '1', NO_COLOR: '1' } },
    () => {
      sessionEvents().emit('run-started', { plan: samplePlan(), workers: 2, at: START, total: 24 });
      expect(terminal.lines().at(-1)).toBe('📊 Using 2 worker(s)');
      sessionEvents().emit('run-ended', { totals: noTotals(24), at: START, unfinished: [] });
    },
  );
});

test('a failed PO shows its line only: no stack, no code, not twice', async () => {
  const lines = await withReporter({}, (reporter) => {
    reporter.onBegin(config, suiteOf());
    const events = sessionEvents();
    events.emit('run-started', { plan: samplePlan(), workers: 1, at: START, total: 2 });
    events.emit('po-finished', { record: sampleRecord('FAILED'), totals: added(noTotals(2), 'FAILED') });
    reporter.onTestEnd(testCase('PO15262984'), result('failed', 'Error: something of Playwright'));
    reporter.onTestEnd(testCase('PO15262985'), result('failed', 'PARTIAL / PARTIAL_DOWNLOAD — 1 of 2\n    at x.ts:3'));
    reporter.onEnd(ended);
  });
  expect(lines.filter((line) => line.includes('❌ PO15262984')).length).toBe(1);
  expect(lines.join('\n')).not.toMatch(/Playwright|x\.ts|PARTIAL/);
});

test('a failure that the session knows nothing of is one line, and the same reason is not repeated for ever', async () => {
  const lines = await withReporter({}, (reporter) => {
    reporter.onBegin(config, suiteOf(testCase('PO1', { outcome: () => 'unexpected' })));
    reporter.onTestEnd(
      testCase('PO1', { retries: 2 }),
      result('failed', 'Error: worker process exited unexpectedly (code=null, signal=SIGKILL)\n\nmore'),
    );
    for (let n = 2; n < 8; n++)
      reporter.onTestEnd(testCase(`PO${n}`), result('failed', '\u001b[31mError: no batch session\u001b[39m\n    at x'));
    reporter.onTestEnd(testCase('PO9'), result('interrupted'));
    reporter.onEnd(ended);
  });
  expect(lines).toEqual([
    '   🔁 PO1 is tried again – worker process exited unexpectedly (code=null, signal=SIGKILL)',
    '   ❌ PO2: no batch session',
    '   ❌ PO3: no batch session',
    '   ❌ PO4: no batch session',
    '   … and 3 more POs: no batch session',
    '📊 No batch was started: 1 POs, 0 successful, 1 failed, 0 not processed',
  ]);
});

test('errors of Playwright and of the config are one line each; DEBUG shows them in full', async () => {
  const error = {
    message: 'BatchError: BASE_URL is not set',
    stack: 'BatchError: BASE_URL is not set\n    at config.ts:1',
  };
  const lines = await withReporter({}, (reporter) => reporter.onError(error));
  expect(lines).toEqual(['❌ BASE_URL is not set']);
  const debug = await withReporter({ env: { DEBUG: '1' } }, (reporter) => reporter.onError(error));
  expect(debug).toContain('    at config.ts:1');
});

test('retrying when nothing failed is good news', async () => {
  const lines = await withReporter({ argv: ['--last-failed'] }, (reporter) =>
    reporter.onError({ message: 'Error: No tests found.\nMake sure …' }),
  );
  expect(lines).toEqual(['✅ Nothing to retry: no PO failed in the last run.']);
});

test("a test's own output is shown with DEBUG only", async () => {
  expect(await withReporter({}, (reporter) => reporter.onStdOut('noise\n'))).toEqual([]);
  expect(await withReporter({ env: { DEBUG: '1' } }, (reporter) => reporter.onStdErr(Buffer.from('noise\n')))).toEqual([
    'noise',
  ]);
});

test('--list prints the titles and their number as Playwright does', async () => {
  const lines = await withReporter({ _mode: 'list' }, (reporter) => {
    reporter.onBegin(config, suiteOf(testCase('PO15262984'), testCase('PO15262985')));
    reporter.onEnd(ended);
  });
  expect(lines).toEqual(
    [
      'Listing tests:',
      '  specs/purchase-orders.spec.ts:3:5 › PO15262984',
      '  specs/purchase-orders.spec.ts:3:5 › PO15262985',
      'Total: 2 tests in 1 file',
    ].map((line) => line.replace('specs/', `specs${process.platform === 'win32' ? '\\' : '/'}`)),
  );
});

test('merging reports tells their totals and follows no session', async () => {
  const lines = await withReporter({ _mode: 'merge' }, (reporter) => {
    const tests = [
      testCase('PO1'),
      testCase('PO2', { outcome: () => 'unexpected' }),
      testCase('PO3', { outcome: () => 'skipped' }),
    ];
    reporter.onBegin(config, suiteOf(...tests));
    reporter.onTestEnd(tests[1]!, result('failed', 'Error: x'));
    sessionEvents().emit('notice', { level: 'info', text: 'of another run' });
    reporter.onEnd(ended);
  });
  expect(lines).toEqual(['📊 Merged reports: 3 POs, 1 successful, 1 failed, 1 not processed']);
});

test('a reporter that is done listens to nothing', async () => {
  const count = () =>
    sessionEvents()
      .eventNames()
      .reduce((sum, name) => sum + sessionEvents().listenerCount(name), 0);
  const before = count();
  await withReporter({}, () => expect(count()).toBeGreaterThan(before));
  expect(count()).toBe(before);
});
