import { expect, test } from '@playwright/test';
import { commandsOf } from '../../../batch/protocol';
import { closingLines } from '../../../reporters/text/closing-lines';
import { added, noTotals, samplePlan } from '../sample-run';

const texts = (ending: Parameters<typeof closingLines>[0]) => closingLines(ending).map(({ text }) => text);
const places = [
  'Report:   /batch/batch-report/2026-11-23T20-31-43-8f3a/index.html',
  '          (npm run report opens it)',
  'Tests:    /r/index.html',
  'Log:      /batch/batch-report/2026-11-23T20-31-43-8f3a/batch.log',
  'List:     /batch/data/input.csv',
  'Folder:   /d',
];

test('a run in which every PO succeeded ends with its counters, nothing to do, and where everything is', () => {
  const totals = added(added(noTotals(2), 'COMPLETED'), 'NO_ATTACHMENTS');
  expect(texts({ plan: samplePlan(), totals, htmlReport: '/r/index.html' })).toEqual([
    '-'.repeat(60),
    '🎉 Processing complete!',
    '✅ Successful: 2',
    '❌ Failed: 0',
    '📊 Total: 2',
    '',
    'Next:     nothing to do',
    ...places,
  ]);
});

test('failed POs are explained by kind, and the one next command is named', () => {
  const totals = added(added(added(noTotals(3), 'PARTIAL'), 'PO_NOT_FOUND'), 'COMPLETED');
  expect(texts({ plan: samplePlan(), totals, htmlReport: '/r/index.html' }).slice(5)).toEqual([
    '',
    '2 POs need a person to look. Why stands in their row of the list:',
    '   ⚠️ 1 × PARTIAL: files are missing; a retry fetches only those',
    '   🚫 1 × PO_NOT_FOUND: Coupa shows an error page; check number and rights',
    '',
    'Next:     npm run retry-failed   (only the POs that failed)',
    '          (for Playwright users: npx playwright test --last-failed)',
    ...places,
  ]);
});

test('in a project without scripts the commands are those that work there', () => {
  const commands = commandsOf({ scripts: false, config: 'po batch.config.ts' });
  const lines = texts({ plan: samplePlan({ commands }), totals: added(noTotals(1), 'FAILED') });
  const test = 'npx playwright test -c "po batch.config.ts"';
  expect(lines).toContain(`Next:     ${test} --last-failed   (only the POs that failed)`);
  expect(lines).toContain('          (npx po-batch report opens it)');
  expect(lines.join()).not.toMatch(/npm |Playwright users/);
  const stop = { code: 'disk-full', message: 'm' } as const;
  expect(texts({ plan: samplePlan({ commands }), totals: noTotals(1), stop }).join()).toContain(
    `Next:     ${test}   (`,
  );
});

test('how long it took is said under the counters, with the pace', () => {
  const totals = added(added(noTotals(3), 'COMPLETED'), 'COMPLETED');
  const lines = texts({ plan: samplePlan(), totals, elapsed: 80_000 });
  expect(lines.slice(5, 7)).toEqual(['📊 Total: 3', '⏱️ Took 1 min 20 s, 40 s per PO']);
  expect(texts({ plan: samplePlan(), totals: noTotals(3), elapsed: 7_500_000 })).toContain('⏱️ Took 2 h 05 min');
});

test('restarts are told at the end, where there were any', () => {
  const restarts = [
    { slot: 0, browser: 2, process: 1 },
    { slot: 3, browser: 1, process: 0 },
  ];
  expect(texts({ plan: samplePlan(), totals: noTotals(2), restarts })).toContain(
    '🔁 Started again: 3 × browser, 1 × worker process',
  );
  expect(texts({ plan: samplePlan(), totals: noTotals(2), restarts: [] }).join()).not.toContain('Started again');
});

test('the sample says that its failures are meant', () => {
  const lines = texts({ plan: samplePlan({ sample: true }), totals: added(noTotals(1), 'FAILED') });
  expect(lines.join(' ')).toContain('some of its POs fail on purpose');
});

test('a run that was stopped does not say that it is complete, and says what to do', () => {
  const stop = { code: 'signed-out', message: 'You are not signed in to https://acme.coupahost.com.' } as const;
  const lines = texts({ plan: samplePlan(), totals: added(noTotals(24), 'COMPLETED'), stop });
  expect(lines.slice(1, 6)).toEqual([
    '🛑 Stopped before the end: You are not signed in to https://acme.coupahost.com.',
    '✅ Successful: 1',
    '❌ Failed: 0',
    '⏸️ Not processed: 23',
    '📊 Total: 24',
  ]);
  expect(lines).toContain('Next:     npx po-batch sign-in   (then npm start, which goes on where this run stopped)');
  expect(lines.join()).not.toContain('complete!');
});

for (const code of ['disk-full', 'portal-unreachable', 'system-errors', 'interrupted'] as const) {
  test(`after ${code} the next command is npm start`, () => {
    const lines = texts({ plan: samplePlan(), totals: noTotals(24), stop: { code, message: 'm' } });
    expect(lines.find((line) => line.startsWith('Next:'))).toMatch(/^Next: {5}npm start {3}\(/);
  });
}

test('a run with nothing to do ends without counters', () => {
  expect(texts({ plan: samplePlan({}, 0), totals: noTotals(0) }).slice(0, 2)).toEqual(['', 'Next:     nothing to do']);
});

test('no closing line but a path is wider than a small terminal', () => {
  const totals = (['PARTIAL', 'FAILED', 'TIMEOUT', 'PO_NOT_FOUND', 'PR_NOT_ACCESSIBLE'] as const).reduce(
    (sum, status) => added(sum, status),
    noTotals(5),
  );
  for (const line of texts({ plan: samplePlan({ sample: true }), totals })) expect(line.length).toBeLessThanOrEqual(80);
});
