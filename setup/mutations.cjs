'use strict';
require('./node-version.cjs').requireNode();
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { asCommand } = require('./setup-error.cjs');
const { ensureReady } = require('./ensure-ready.cjs');
const { node } = require('./run-program.cjs');

/**
 * npm run test:mutations: puts a defect into a copy of the committed code, one after the other, and says which test
 * catches it. Each stands for a promise that must not be lost when tests are made quicker.
 */
const MUTATIONS = [
  {
    what: 'journal order: an older outcome wins over a newer one',
    file: 'session/store/local/journal.ts',
    from: 'if ((record.revision ?? 0) < (last.get(po)?.revision ?? 0)) continue;',
    to: '',
    tests: ['tests/session/store/local/journal.test.ts'],
  },
  {
    what: 'fencing: a file is moved into a PO that another run has taken over',
    file: 'session/store/fenced-moves.ts',
    from: 'rename: (from, to) => store.fenced(order, () => systemMove.rename(from, to)),',
    to: 'rename: (from, to) => systemMove.rename(from, to),',
    tests: ['tests/session/store/files/two-runs.test.ts'],
  },
  {
    what: 'status table: a PO with files missing is COMPLETED',
    file: 'batch/outcome/decide-outcome.ts',
    from: 'if (downloaded >= total) {',
    to: 'if (downloaded > 0) {',
    tests: ['tests/batch/outcome'],
  },
  {
    what: 'folder rename: a folder that is held open for a moment keeps its name',
    file: 'session/files/rename.ts',
    from: 'if (tools.now() >= deadline) return false;',
    to: 'return false;',
    tests: ['tests/session/files'],
  },
  {
    what: 'retry table: what the portal refused for good is asked for again',
    file: 'batch/outcome/retry-policy.ts',
    from: "if (isFinal(outcome) || retriesLeft === 0) return { next: 'none' };",
    to: "if (retriesLeft === 0) return { next: 'none' };",
    tests: ['tests/batch/outcome'],
  },
  {
    what: 'pool cut: one 503 leaves one worker of three',
    file: 'session/pool/pool-controller.ts',
    from: 'to: Math.ceil(state.limit / 2), cause',
    to: 'to: Math.floor(state.limit / 2), cause',
    tests: ['tests/session/pool'],
  },
  {
    what: 'file verdict: a transfer that broke off counts as a file',
    file: 'fixtures/downloads/download-link.ts',
    from: "if (transfer.state === 'canceled') {",
    to: "if (transfer.state === 'canceled' && transfer.receivedBytes < 0) {",
    tests: ['tests/fixtures/downloads/downloads.test.ts'],
  },
  {
    what: 'page proof: a page of another order counts as this one',
    file: 'fixtures/pages/reading/page-proof.ts',
    from: 'return known && facts.namesNumber ?',
    to: 'return known || facts.namesNumber ?',
    tests: ['tests/fixtures/pages/reading/page-proof.test.ts'],
  },
  {
    what: 'write-back marks: a row that a person changed meanwhile is overwritten',
    file: 'session/list/apply-rows.ts',
    from: 'if (baselines.includes(seen) || seen === fingerprintOf(cells)) applied',
    to: 'if (baselines.length >= 0) applied',
    tests: ['tests/session/list'],
  },
  {
    what: 'last-failed: failures outside this command’s POs are forgotten',
    file: 'session/store/local/last-failed.ts',
    from: 'const before = this.whole ? NOTHING',
    to: 'const before = this.whole || !this.whole ? NOTHING',
    tests: ['tests/session/store/local/last-failed.test.ts'],
  },
];

asCommand(async () => {
  await ensureReady();
  const root = path.resolve(__dirname, '..');
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'po-batch-mutations-'));
  try {
    execFileSync('git', ['clone', '--quiet', '--local', root, copy]);
    fs.symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
    let missed = 0;
    for (const mutation of MUTATIONS) {
      const caught = catchingTest(copy, mutation);
      if (!caught) missed++;
      console.log(`${caught ? '✅' : '❌'} ${mutation.what}\n   ${caught ?? 'caught by no test'}`);
    }
    console.log(`\n${MUTATIONS.length - missed} of ${MUTATIONS.length} defects caught`);
    return missed === 0 ? 0 : 1;
  } finally {
    fs.rmSync(copy, { recursive: true, force: true });
  }
});

/** The first test that fails with the defect, `file › title`; undefined when none does. */
function catchingTest(copy, { file, from, to, tests }) {
  const target = path.join(copy, file);
  const whole = fs.readFileSync(target, 'utf8');
  if (whole.split(from).length !== 2) throw new Error(`${file} does not have this line exactly once: ${from}`);
  const report = path.join(copy, 'mutation-report.json');
  try {
    fs.writeFileSync(
      target,
      whole.replace(from, () => to),
    );
    const [command, args] = node('node_modules/@playwright/test/cli.js', 'test', '-c', 'tests', '--reporter=json');
    const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
    spawnSync(command, [...args, '-x', ...tests], { cwd: copy, env, stdio: 'ignore' });
    return failedIn(JSON.parse(fs.readFileSync(report, 'utf8')));
  } finally {
    fs.writeFileSync(target, whole);
    fs.rmSync(report, { force: true });
  }
}

function failedIn(suite) {
  for (const { ok, title, file } of suite.specs ?? []) if (!ok) return `${file} › ${title}`;
  for (const inner of suite.suites ?? []) {
    const found = failedIn(inner);
    if (found) return found;
  }
  return undefined;
}
