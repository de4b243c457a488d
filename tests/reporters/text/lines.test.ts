import { expect, test } from '@playwright/test';
import { STATUSES } from '../../../batch/outcome';
import { headLines, noticeLine, poLines, retryLine, STATUS_EMOJI } from '../../../reporters/text/lines';
import { samplePlan, sampleRecord, START } from '../sample-run';

const texts = (lines: { text: string }[]) => lines.map(({ text }) => text);

test('the head names portal, list, download folder and settings, then says what the older tool said', () => {
  expect(texts(headLines(samplePlan(), 24, 4))).toEqual([
    '🧾 Portal https://acme.coupahost.com · list /batch/data/input.csv · downloads /d · settings /batch/.env',
    '🌐 Microsoft Edge, because it is installed',
    '📄 Processing input file: /batch/data/input.csv (CSV)',
    "🧭 Detected CSV (sep=';', encoding='utf-8-sig')",
    '📊 Read 27 PO entries from input file',
    '⏭️ Skipping PO15000001 (already completed)',
    '❌ Invalid PO format: BADPO',
    '📊 24 POs ready for processing',
    '🚀 Starting parallel processing with 24 POs...',
    '📊 Using 4 worker(s)',
  ]);
});

test('the head marks the sample, says when no .env was read, and leaves a password in the address out', () => {
  const plan = samplePlan({ sample: true, envFile: undefined });
  plan.settings.baseUrl = 'http://me:secret@127.0.0.1:4000';
  expect(headLines(plan, 24, 4)[0]!.text).toBe(
    '🧾 Portal http://127.0.0.1:4000 (the sample) · list /batch/data/input.csv · downloads /d · settings built ' +
      'in (no .env)',
  );
});

test('rows that are no PO number carry their hint, rows that could not be read their line and reason', () => {
  const selection = {
    entries: 2,
    skipped: [],
    invalid: [{ po: '1.5E+07', line: 3, hint: 'format the column as text' }],
    leftOut: [{ line: 7, reason: 'too few cells' }],
    hierarchyColumns: [],
  };
  const lines = texts(headLines(samplePlan({ selection }), 24, 1));
  expect(lines).toContain('❌ Invalid PO format: 1.5E+07 – format the column as text');
  expect(lines).toContain('⚠️ Line 7 of the list is left out: too few cells');
});

test('a run narrowed by the command line says how many of the ready POs it takes', () => {
  const lines = texts(headLines(samplePlan(), 3, 2));
  expect(lines.slice(-3)).toEqual([
    '📊 24 POs ready for processing',
    '🚀 Starting parallel processing with 3 POs...',
    '📊 Using 2 worker(s)',
  ]);
});

test('a list with nothing left to do says so instead of starting', () => {
  const none = { entries: 2, skipped: ['PO15000001', 'PO15000002'], invalid: [], leftOut: [], hierarchyColumns: [] };
  expect(texts(headLines(samplePlan({ selection: none }, 0), 0, 4)).pop()).toBe(
    '✅ Nothing to do: all 2 POs of /batch/data/input.csv are COMPLETED.',
  );
  const mixed = { ...none, invalid: [{ po: 'x', line: 2 }] };
  expect(texts(headLines(samplePlan({ selection: mixed }, 0), 0, 4)).pop()).toBe(
    '✅ Nothing to do: 2 POs are COMPLETED, 1 entry has no valid PO number.',
  );
});

test('a finished PO is its pair of lines, with the times to the letter', () => {
  const progress = { index: 3, total: 24, elapsed: 65 * 60_000, remaining: 61_000, now: START };
  expect(texts(poLines(sampleRecord('COMPLETED'), progress))).toEqual([
    '📋 Processing PO 3/24 – Elapsed Time: 01:05, Remaining Time: 00:02, Estimated Completion: 2026-11-23 20:32',
    '   ✅ PO15262984: Downloaded 3 attachment(s) from PO page.',
  ]);
});

test('times that are not known yet are dashes', () => {
  const [first] = poLines(sampleRecord('COMPLETED'), { index: 1, total: 24, elapsed: 1000, now: START });
  expect(first!.text).toBe(
    '📋 Processing PO 1/24 – Elapsed Time: 00:00, Remaining Time: --:--, Estimated Completion: --:--',
  );
});

for (const [status, emoji] of [
  ['COMPLETED', '✅'],
  ['NO_ATTACHMENTS', '📭'],
  ['PARTIAL', '⚠️'],
  ['FAILED', '❌'],
  ['PO_NOT_FOUND', '🚫'],
  ['PR_NOT_ACCESSIBLE', '🚫'],
  ['TIMEOUT', '❌'],
] as const) {
  test(`a PO that is ${status} is shown with ${emoji}`, () => {
    const [, line] = poLines(sampleRecord(status), { index: 1, total: 1, elapsed: 0, now: START });
    expect(line!.text).toMatch(new RegExp(`^   ${emoji} PO15262984: `));
  });
}

test('an attempt that is followed by another is one line with the reason', () => {
  expect(retryLine(sampleRecord('TIMEOUT', { attempt: 1, final: false })).text).toBe(
    '   🔁 PO15262984 is tried again – attempt 2 was TIMEOUT: Timed out waiting for the page to finish loading.',
  );
});

test('text from the portal cannot clear the screen, start a line or turn the line around', () => {
  const record = sampleRecord('FAILED', { message: 'a\u001b[2Jb\r\n   ✅ PO1: forged \u202egpj.exe' });
  const [, line] = poLines(record, { index: 1, total: 1, elapsed: 0, now: START });
  expect(line!.text).toBe('   ❌ PO15262984: a [2Jb ✅ PO1: forged gpj.exe');
});

test('a notice keeps its words and gets its sign once', () => {
  expect(noticeLine('warning', 'disk nearly full').text).toBe('⚠️ disk nearly full');
  expect(noticeLine('error', '❌ no').text).toBe('❌ no');
  expect(noticeLine('info', 'one worker waits').text).toBe('one worker waits');
});

test('every status has its sign', () => {
  expect(STATUSES.map((status) => STATUS_EMOJI[status])).toEqual(['✅', '📭', '⚠️', '❌', '🚫', '🚫', '❌']);
});

test('a first run of many POs at a new portal names the command that looks at one', () => {
  const hint = '🔎 First run at this portal: `npx po-batch inspect PO15262984` shows what the batch sees of a PO.';
  const heads = (plan: object, total: number) => texts(headLines(samplePlan(plan), total, 4));
  expect(heads({ newPortal: true }, 24)).toContain(hint);
  expect(heads({ newPortal: true }, 20)).not.toContain(hint);
  expect(heads({}, 24)).not.toContain(hint);
});

test('of more than twenty rows that are skipped or refused a screen has their number, the log each of them', () => {
  const skipped = Array.from({ length: 21 }, (_, index) => `PO1500000${index}`);
  const plan = samplePlan({ selection: { ...samplePlan().selection, skipped } });
  const lines = (brief: boolean) => texts(headLines(plan, 24, 4, brief)).filter((text) => text.startsWith('⏭️'));
  expect(lines(true)).toEqual(['⏭️ Skipping 21 POs (already completed): batch.log names them']);
  expect(lines(false)).toHaveLength(21);
});

test('the column that was taken for the PO is named where it is not PO_NUMBER', () => {
  const plan = samplePlan({ input: { path: '/l.csv', delimiter: '\t', encoding: 'utf-16le', poName: 'Order #' } });
  expect(texts(headLines(plan, 24, 4))).toEqual(
    expect.arrayContaining([
      "🧭 Detected CSV (sep='\\t', encoding='utf-16le')",
      '🔎 No column PO_NUMBER: "Order #" is taken for it',
    ]),
  );
});
