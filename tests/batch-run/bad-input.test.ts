import path from 'node:path';
import { chromium } from '@playwright/test';
import fs from 'fs-extra';
import { launchOptions } from '../data/browser';
import { readList, tree } from '../support/run-batch';
import { expect, leftBehind, listOf, order, test, type Batch } from './batch-test';

// What is wrong with a list, a setting or a profile is one line and exit code 2, before a browser starts and with
// nothing written.
test.describe.configure({ timeout: 120_000 });

const GOOD = listOf(['PO15262984']);
const NOWHERE = { BASE_URL: 'http://127.0.0.1:9' };

// One of each kind: what is said of every other list, setting and profile is in tests/batch/list, tests/batch/workbook,
// tests/batch/settings, tests/batch/profile and tests/plugin.
const REFUSALS: [what: string, make: (project: Batch) => Promise<Record<string, string>>, line: string][] = [
  [
    'a list with a quote that is never closed',
    async ({ list }) => {
      await fs.writeFile(list, 'PO_NUMBER;STATUS\nPO15262984;\nPO15262991;"open\nPO15262992;\n');
      return {};
    },
    '<dir>/data/input.csv has a quote (") that opens in line 3 and is not closed. Close or remove it.',
  ],
  [
    'a setting with a slip in it',
    async ({ dir }) => {
      await fs.appendFile(path.join(dir, '.env'), 'PAGE_LOAD_TIMOUT=30\n');
      return {};
    },
    '<dir>/.env) is not a setting: did you mean PAGE_LOAD_TIMEOUT?',
  ],
  [
    'a profile that is not there',
    async ({ dir }) => ({ USE_PROFILE: 'true', EDGE_PROFILE_DIR: path.join(dir, 'edge') }),
    '<dir>/edge: the profile folder does not exist (EDGE_PROFILE_DIR): correct EDGE_PROFILE_DIR, or set ' +
      'USE_PROFILE=false to work without one.',
  ],
];
for (const [what, make, line] of REFUSALS) {
  test(`${what} is refused in one line`, async ({ batch }) => {
    const project = await batch({ csv: GOOD, env: NOWHERE });
    const env = await make(project);
    expect((await refused(project, env)).replaceAll(path.sep, '/')).toContain(
      line.replaceAll('<dir>', project.dir.replaceAll(path.sep, '/')),
    );
  });
}

// Elsewhere the lock is written by the test; what a browser really leaves while it runs, only a browser shows.
test('a profile that a running browser uses is refused in one line', async ({ batch }) => {
  test.skip(process.platform === 'win32', 'there a browser that holds the file open is needed');
  const project = await batch({ csv: GOOD, env: { ...NOWHERE, USE_PROFILE: 'true' } });
  const dir = path.join(project.dir, 'edge');
  await fs.outputFile(path.join(dir, 'Local State'), '{}');
  await fs.outputFile(path.join(dir, 'Default', 'Preferences'), '{}');
  const browser = await chromium.launchPersistentContext(dir, launchOptions);
  try {
    expect(await refused(project, { EDGE_PROFILE_DIR: dir })).toBe(
      `${dir}: a running Microsoft Edge is using this profile: close all its windows (and its icon near the clock), then start again; or set ALLOW_RUNNING_EDGE=true, sign-ins of the last half minute may then be missing.`,
    );
  } finally {
    await browser.close();
  }
});

test('a download folder that cannot be written is one line, and no PO is marked', async ({ batch }) => {
  const project = await batch({ csv: GOOD, env: NOWHERE });
  // A file in the folder's place: rights would not stop an administrator.
  await fs.writeFile(project.downloads, '');
  const { exitCode, output } = await project.run();
  expect(exitCode, output).toBe(2);
  expect(output.trim()).toMatch(
    new RegExp(
      `^❌ ${project.downloads} cannot be written \\(E\\w+\\): choose another DOWNLOAD_FOLDER, or get the right to write there\\.$`,
    ),
  );
  expect(output).not.toMatch(/^\s+at |\.ts:\d/m);
  expect(await fs.readFile(project.list, 'utf8')).toBe(GOOD);
});

test('a list is read as well as can be: rows that cannot be read are named, kept to the letter, and the others are processed', async ({
  portal,
  batch,
}) => {
  const its = await portal([
    { ...order('15262984'), supplier: '=HYPERLINK("http://evil.example";"x")', attachments: [{ name: '+1.pdf' }] },
  ]);
  const columns = Array.from({ length: 200 }, (_, i) => `Column ${i}`);
  const row = (po: string, ...cells: string[]) =>
    [po, '', '', ...cells, ...columns.slice(cells.length).map(() => '')].join(';');
  const big = `"${'x'.repeat(5 * 1024 * 1024)}\r\nand a second line"`;
  const rows = [
    ['PO_NUMBER', 'STATUS', 'SUPPLIER', ...columns].join(';'),
    row('PO15262984', big, '=1+1', '007'),
    `${row('PO15262991')};one;too many`,
    'PO15262992\0;;',
    '1.5E+07;;',
    '15262984.0;;',
    'short',
    '',
  ];
  const project = await batch({ csv: rows.join('\r\n'), portal: its });
  const { exitCode, output } = await project.run();
  expect(exitCode, output.slice(0, 5_000)).toBe(0);
  for (const line of [
    '⚠️ Line 4 of the list is left out: it has 205 cells, the header has 203',
    '⚠️ Line 5 of the list is left out: it contains NUL bytes',
    '❌ Invalid PO format: 1.5E+07 – Excel turned it into a number: format the column PO_NUMBER as Text and enter ' +
      'the PO again',
    '❌ Invalid PO format: short',
    '📊 2 POs ready for processing',
  ]) {
    expect(output).toContain(line);
  }
  const text = await fs.readFile(project.list, 'utf8');
  expect(text).toContain('x\r\nand a second line";=1+1;007;');
  expect(text).toContain(';one;too many\n');
  expect(text).toContain('PO15262992\0');
  const [first, ...others] = await readList(project.list);
  expect([first!.cell('STATUS'), first!.cell('SUPPLIER'), first!.cell('AttachmentName')]).toEqual([
    'COMPLETED',
    '=HYPERLINK("http://evil.example";"x")',
    '+1.pdf',
  ]);
  expect(others.map((other) => other.cell('STATUS'))).toEqual(['', '', 'FAILED', 'COMPLETED', 'FAILED']);
  expect(text, 'the cell stays').toContain('\n15262984.0;COMPLETED;');
  // What this tool writes cannot become a formula; what stood in the list is its owner's business.
  expect(text).toContain(`"'=HYPERLINK(""http://evil.example"";""x"")"`);
  expect(text).toContain("'+1.pdf");
});

test('a list in UTF-16, as Excel saves "Unicode text", is read; with every row COMPLETED there is nothing to do', async ({
  batch,
}) => {
  const text = 'PO_NUMBER;STATUS;SUPPLIER\r\nPO15262984;COMPLETED;Ação\r\n';
  const project = await batch({ csv: '', env: NOWHERE });
  await fs.writeFile(project.list, Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]));
  const { exitCode, output } = await project.run();
  expect(exitCode, output).toBe(0);
  expect(output).toContain("🧭 Detected CSV (sep=';', encoding='utf-16le')");
  expect(output).toContain(`✅ Nothing to do: all 1 POs of ${project.list} are COMPLETED.`);

  await test.step('--last-failed with nothing failed says so, and that is no error', async () => {
    const again = await project.run(['test', '--last-failed']);
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.output.trim()).toBe('✅ Nothing to do: no PO of the last run failed or was left unfinished.');
  });
});

/** Runs the batch, which must refuse with one line and write nothing; returns the line. */
async function refused(project: Batch, env: Record<string, string> = {}): Promise<string> {
  // Without the profile: a browser that is working in it goes on.
  const written = async () => (await tree(project.dir)).filter((file) => !file.startsWith('edge/'));
  const before = await written();
  const { exitCode, output } = await project.run(['test'], env);
  expect(exitCode, output).toBe(2);
  expect(output.trimEnd().split('\n'), 'one line').toHaveLength(1);
  expect(await written()).toEqual(before);
  expect(await leftBehind(project)).toEqual([]);
  return output.trimEnd();
}
