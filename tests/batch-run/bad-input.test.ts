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

test.describe('a list that cannot be used', () => {
  const lists: [what: string, make: (list: string) => Promise<unknown>, line: string | RegExp][] = [
    [
      'that is not there',
      (list) => fs.remove(list),
      'does not exist. Expected a CSV file with a header that has a PO_NUMBER column, and one row per PO. ' +
        'INPUT_CSV says where it is.',
    ],
    ['that is a folder', async (list) => fs.remove(list).then(() => fs.ensureDir(list)), 'is a folder, not a file.'],
    [
      'that cannot be read',
      async (list) => fs.remove(list).then(() => fs.symlink(path.basename(list), list)),
      /cannot be read \(\w+\)\. Expected a CSV file/,
    ],
    ['that is empty', (list) => fs.writeFile(list, ''), 'is empty. Expected a CSV file'],
    ['that has a header only', (list) => fs.writeFile(list, 'PO_NUMBER;STATUS\n'), 'has a header but no rows.'],
    [
      'without the column PO_NUMBER',
      (list) => fs.writeFile(list, 'Reference;STATUS\nPO15262984;\n'),
      'has no PO_NUMBER column; its header is: Reference, STATUS.',
    ],
    [
      'with a quote that is never closed',
      (list) => fs.writeFile(list, 'PO_NUMBER;STATUS\nPO15262984;\nPO15262991;"open\nPO15262992;\n'),
      'has a quote (") that opens in line 3 and is not closed.',
    ],
    [
      'that says it is UTF-8 and is not',
      (list) => fs.writeFile(list, Buffer.from([0xef, 0xbb, 0xbf, ...Buffer.from('PO_NUMBER\nPO1526298'), 0xff, 0x0a])),
      'says it is utf-8-sig, but bytes in line 2 are not.',
    ],
    [
      'that is an Excel workbook in spite of its name',
      (list) => fs.writeFile(list, Buffer.from('504b030414000600', 'hex')),
      'is an Excel workbook, not a CSV file: rename it to input.xlsx and name that.',
    ],
  ];
  for (const [what, make, line] of lists) {
    test(`a list ${what}`, async ({ batch }) => {
      const project = await batch({ csv: GOOD, env: NOWHERE });
      await make(project.list);
      const said = await refused(project);
      expect(said).toContain(project.list);
      if (typeof line === 'string') expect(said).toContain(line);
      else expect(said).toMatch(line);
    });
  }
});

test.describe('a setting that cannot be used', () => {
  const settings: [name: string, env: Record<string, string>, line: string][] = [
    ['HEADLESS=maybe', { HEADLESS: 'maybe' }, 'HEADLESS=maybe (<.env>) is not allowed: it takes true or false.'],
    [
      'MAX_WORKERS=0',
      { MAX_WORKERS: '0' },
      'MAX_WORKERS=0 (<.env>) is not allowed: it takes a whole number from 1 to 64.',
    ],
    [
      'BASE_URL=coupa',
      { BASE_URL: 'coupa' },
      'BASE_URL=coupa (<.env>) is not allowed: it takes a web address such as https://<company>.coupahost.com.',
    ],
    [
      'a name with a slip in it',
      { PAGE_LOAD_TIMOUT: '30' },
      'PAGE_LOAD_TIMOUT (<.env>) is not a setting: did you mean PAGE_LOAD_TIMEOUT?',
    ],
    ['a name of nothing', { COFFEE: 'black' }, 'COFFEE (<.env>) is not a setting: docs/settings.md lists all names.'],
  ];
  for (const [name, env, line] of settings) {
    test(name, async ({ batch }) => {
      const project = await batch({ csv: GOOD, env: { ...NOWHERE, ...env } });
      expect(await refused(project)).toBe(line.replace('<.env>', path.join(project.dir, '.env')));
    });
  }

  test('a wrong value in the environment, and an option that is none', async ({ batch }) => {
    const project = await batch({ csv: GOOD, env: NOWHERE });
    expect(await refused(project, { EXECUTION_MODE: 'fast' })).toBe(
      'EXECUTION_MODE=fast (environment) is not allowed: it takes standard, filtered, no_js, direct_http or adaptive.',
    );
    const other = await batch({ csv: GOOD, env: NOWHERE, options: '{ maxWorker: 2 } as object' });
    expect(await refused(other)).toBe('maxWorker (playwright.config.ts) is not a setting: did you mean maxWorkers?');
  });
});

test.describe('a profile that cannot be used', () => {
  const profiles: [what: string, make: (dir: string) => Promise<unknown>, line: string][] = [
    [
      'that is not there',
      async () => undefined,
      '<dir>: the profile folder does not exist (EDGE_PROFILE_DIR): correct EDGE_PROFILE_DIR, or set ' +
        'USE_PROFILE=false to work without one.',
    ],
    [
      'that is none',
      (dir) => fs.ensureDir(dir),
      '<dir>: this is not a user-data folder, it has no file Local State in it: correct EDGE_PROFILE_DIR.',
    ],
    [
      'without the one that is named',
      (dir) =>
        fs
          .outputFile(path.join(dir, 'Local State'), '{}')
          .then(() => fs.outputFile(path.join(dir, 'Profile 2', 'Preferences'), '{}')),
      "<dir>: it has no profile Default; there are: Profile 2: set EDGE_PROFILE_NAME to a folder's name.",
    ],
  ];
  for (const [what, make, line] of profiles) {
    test(`a profile ${what}`, async ({ batch }) => {
      const project = await batch({ csv: GOOD, env: { ...NOWHERE, USE_PROFILE: 'true' } });
      const dir = path.join(project.dir, 'edge');
      await make(dir);
      expect(await refused(project, { EDGE_PROFILE_DIR: dir })).toBe(line.replaceAll('<dir>', dir));
    });
  }

  test('a profile that a running browser uses', async ({ batch }) => {
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

  test('no profile at all where Edge keeps them', async ({ batch }) => {
    const project = await batch({ csv: GOOD, env: { ...NOWHERE, USE_PROFILE: 'true' } });
    expect(await refused(project)).toMatch(
      /has no signed-in profile yet: run npx po-batch sign-in once|Microsoft Edge has no profile here: run npx po-batch sign-in, or set EDGE_PROFILE_DIR/,
    );
  });
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

test('a list in UTF-16, as Excel saves "Unicode text", is read', async ({ batch }) => {
  const text = 'PO_NUMBER;STATUS;SUPPLIER\r\nPO15262984;COMPLETED;Ação\r\n';
  const project = await batch({ csv: '', env: NOWHERE });
  await fs.writeFile(project.list, Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]));
  const { exitCode, output } = await project.run();
  expect(exitCode, output).toBe(0);
  expect(output).toContain("🧭 Detected CSV (sep=';', encoding='utf-16le')");
  expect(output).toContain(`✅ Nothing to do: all 1 POs of ${project.list} are COMPLETED.`);
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
