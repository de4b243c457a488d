import { existsSync } from 'node:fs';
import path from 'node:path';
import fs from 'fs-extra';
import { SETTING_NAMES } from '../../batch/settings/settings';
import { readList } from '../support/run-batch';
import { browserOf, expect, listOf, order, processed, processes, requests, test, type Batch } from './batch-test';
import { orderPage, startSmallCoupa } from './small-coupa';

// Every setting has its effect in a run. Limits are told by what a page comes to that needs longer than one limit
// allows and shorter than the other.
test.describe.configure({ timeout: 240_000 });

/** One PO per setting: what its page does, the setting's value, and what comes of it with that value and without it. */
interface Effect {
  setting: string;
  value: string;
  /** Where the default would make the test long, or is the same. */
  otherwise?: string;
  page: (number: string) => string;
  wait?: number;
  with: string;
  without: string;
}

const link = (number: string, name = 'file.pdf', wait = 0) =>
  `<a href="/attachment_file/${number}/${name}?wait=${wait}">${name}</a>`;
const later = (ms: number, script: string) => `<script>setTimeout(() => { ${script} }, ${ms})</script>`;
const put = (html: string) => `document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(html)})`;

const effects: Effect[] = [
  {
    setting: 'PAGE_LOAD_TIMEOUT',
    value: '6',
    page: (number) => orderPage(number, link(number)),
    wait: 9_000,
    with: 'TIMEOUT: Timed out waiting for the page to finish loading.',
    without: 'COMPLETED: ',
  },
  {
    setting: 'ATTACHMENT_WAIT_TIMEOUT',
    value: '1',
    page: (number) => orderPage(number, `<script>fetch('/list?wait=5000').then(() => ${put(link(number))})</script>`),
    // The list may still come: a page that never rests is no page without attachments.
    with: 'FAILED: The PO page never came to rest, 0 attachment(s) found',
    without: 'COMPLETED: ',
  },
  {
    setting: 'DOWNLOAD_WAIT_TIMEOUT',
    value: '2',
    page: (number) => orderPage(number, link(number, 'slow.pdf', 6_000)),
    with: 'FAILED: Failed to download 1 attachment(s) from PO page. Issues: slow.pdf: no answer for 2 s',
    without: 'COMPLETED: ',
  },
  {
    setting: 'ERROR_PAGE_CHECK_TIMEOUT',
    value: '0.2',
    otherwise: '20',
    // Never still for a second, and the order after four.
    page: (number) =>
      `<!doctype html><title>One moment</title><body><script>setInterval(() => document.body.classList.toggle('busy'), 300)</script>${later(4_000, `document.title = 'Order ${number}'; ${put(`<h1>Order ${number}</h1>${link(number)}`)}`)}`,
    with: 'FAILED: Unexpected page: One moment at <host>',
    without: 'COMPLETED: ',
  },
  {
    setting: 'PAGE_DELAY',
    value: '0',
    otherwise: '8',
    page: (number) => orderPage(number, later(6_000, put(link(number)))),
    with: 'NO_ATTACHMENTS: No attachments found on PO page (fallback disabled).',
    without: 'COMPLETED: ',
  },
  {
    setting: 'PR_FALLBACK_ENABLED',
    value: 'false',
    page: (number) => orderPage(number, '<a href="/requisition_headers/77001">Requisition</a>'),
    with: 'NO_ATTACHMENTS: No attachments found on PO page (fallback disabled).',
    without:
      'COMPLETED: Downloaded 1 attachment(s) from PR fallback. — PO page did not expose attachments. — PR link ' +
      "source: css via a[href*='/requisition_headers/'] — PR URL: <portal>/requisition_headers/77001",
  },
  {
    setting: 'ATTACHMENT_SELECTOR',
    value: "a[href*='attachment_file'], .mine",
    page: (number) =>
      orderPage(
        number,
        `<a href="/download/${number}/other.pdf">other.pdf</a> <a class="mine" href="/attachment_file/${number}/mine.pdf">mine.pdf</a>`,
      ),
    with: 'COMPLETED: mine.pdf',
    without: 'COMPLETED: mine.pdf;\nother.pdf',
  },
  {
    setting: 'DOWNLOADS_AT_ONCE',
    value: '1',
    page: (number) => orderPage(number, ['a', 'b', 'c'].map((name) => link(number, `${name}.pdf`, 500)).join(' ')),
    with: 'COMPLETED: 1 at once',
    without: 'COMPLETED: 3 at once',
  },
  {
    setting: 'EXECUTION_MODE',
    value: 'filtered',
    page: (number) => orderPage(number, `${link(number)}<img src="/picture.png">`),
    with: 'COMPLETED: no picture',
    without: 'COMPLETED: a picture',
  },
  {
    setting: 'COUPA_EDGE_EXTRA_ARGS',
    value: '--user-agent=Batch/1.0, --lang=pt',
    page: (number) => orderPage(number, link(number)),
    with: 'COMPLETED: Batch/1.0',
    without: 'COMPLETED: a browser',
  },
];
const numberOf = (setting: string) => String(17_000_001 + effects.findIndex((effect) => effect.setting === setting));

test('limits and ways of working: each has its effect', async ({ batch }) => {
  const orders = Object.fromEntries(
    effects.map(({ setting, page, wait = 0 }) => [`${numberOf(setting)}?wait=${wait}`, page(numberOf(setting))]),
  );
  for (const which of ['with', 'without'] as const) {
    const coupa = await startSmallCoupa(orders, { '77001': link('77001') });
    try {
      const env = Object.fromEntries(
        effects.flatMap(({ setting, value, otherwise }) =>
          which === 'with' ? [[setting, `"${value}"`]] : otherwise ? [[setting, otherwise]] : [],
        ),
      );
      const defaults = { PAGE_DELAY: '' };
      const project = await batch({
        pos: effects.map(({ setting }) => numberOf(setting)),
        env: { BASE_URL: coupa.url, ...defaults, ...env, MAX_WORKERS: '2' },
      });
      const { output } = await project.run(['test', '--retries=0']);
      expect(output).toContain('📊 Using 2 worker(s)');
      const rows = await readList(project.list);
      for (const [index, effect] of effects.entries()) {
        const number = numberOf(effect.setting);
        const row = rows[index]!;
        const asked = coupa.requests.filter(({ path: asked }) => asked.includes(number));
        const facts: Record<string, string> = {
          ATTACHMENT_SELECTOR: row.cell('AttachmentName').split(';\n').sort().join(';\n'),
          DOWNLOADS_AT_ONCE: `${coupa.filesAtOnce(number)} at once`,
          EXECUTION_MODE: coupa.requests.some(({ path: asked }) => asked === '/picture.png')
            ? 'a picture'
            : 'no picture',
          COUPA_EDGE_EXTRA_ARGS: asked.every(({ userAgent }) => userAgent === 'Batch/1.0') ? 'Batch/1.0' : 'a browser',
        };
        const message =
          facts[effect.setting] ??
          row
            .cell('ERROR_MESSAGE')
            .replace(/: see what the batch sees with .*$/, '')
            .replace(coupa.url, '<portal>')
            .replace(coupa.url.slice('http://'.length), '<host>');
        expect.soft(`${row.cell('STATUS')}: ${message}`, `${effect.setting} ${which}`).toBe(effect[which]);
      }
    } finally {
      await coupa.close();
    }
  }
});

test('PO_TIMEOUT ends a PO, PR_FALLBACK_LINK_TIMEOUT the wait for a requisition', async ({ batch }) => {
  // The link comes five seconds after the order's own file was asked for: long enough for the wait to have begun.
  const slowLink = (number: string) =>
    orderPage(
      number,
      `${link(number, 'own.xlsx')}<div aria-busy="true">…</div>${later(8_000, `document.querySelector('[aria-busy]').remove(); ${put('<a href="/requisition_headers/77002">Requisition</a>')}`)}`,
    );
  const coupa = await startSmallCoupa(
    { '17100001': slowLink('17100001'), '17100002?wait=600000': orderPage('17100002', '') },
    { '77002': link('77002') },
  );
  try {
    const project = await batch({
      pos: ['17100001', '17100002'],
      env: { BASE_URL: coupa.url, ATTACHMENT_WAIT_TIMEOUT: '0.2', PR_FALLBACK_LINK_TIMEOUT: '60' },
    });
    const patient = await project.run(['test', '--workers=1', '-g', '17100001']);
    expect(patient.exitCode, patient.output).toBe(0);
    expect((await readList(project.list))[0]!.cell('AttachmentName')).toBe('own.xlsx;\nfile.pdf');

    await fs.writeFile(project.list, listOf(['17100001', '17100002']));
    const began = Date.now();
    const hurried = await project.run(['test', '--workers=1', '--retries=0'], {
      PR_FALLBACK_LINK_TIMEOUT: '0.2',
      PO_TIMEOUT: '30',
      PAGE_LOAD_TIMEOUT: '600',
    });
    expect(hurried.exitCode, hurried.output).toBe(1);
    expect(Date.now() - began).toBeLessThan(150_000);
    const [own, ended] = await readList(project.list);
    expect([own!.cell('STATUS'), own!.cell('ATTACHMENTS_FOUND')]).toEqual(['COMPLETED', '1']);
    expect([ended!.cell('STATUS'), ended!.cell('ERROR_MESSAGE')]).toEqual([
      'TIMEOUT',
      'Timed out waiting for the page to finish loading.',
    ]);
  } finally {
    await coupa.close();
  }
});

test('INPUT_CSV, EXCEL_FILE_PATH and DOWNLOAD_FOLDER say where, PROCESS_MAX_POS and RANDOM_SAMPLE_POS how many, KEEP_RUNS how long', async ({
  portal,
  batch,
}) => {
  const its = await portal([order('15262984')]);
  const project = await batch({
    pos: ['PO15262984'],
    portal: its,
    env: { KEEP_RUNS: '1', DOWNLOAD_FOLDER: '' },
  });
  await fs.outputFile(path.join(project.dir, 'lists', 'night.csv'), listOf(['15262984', '15999992']));
  await fs.outputFile(path.join(project.dir, 'lists', 'all.csv'), listOf(['15999991', '15999992', '15999993']));

  const first = await project.run(['test'], { INPUT_CSV: 'lists/night.csv', PROCESS_MAX_POS: '1' });
  expect(processed(first.output)).toEqual(['15262984']);
  expect(first.output).toContain(`list ${path.join(project.dir, 'lists', 'night.csv')}`);
  // By default below the home folder, which is the test's own.
  expect(
    await fs.pathExists(
      path.join(
        project.dir,
        '..',
        'home',
        'Downloads',
        'CoupaDownloads',
        'Test_Supplier',
        'PO_15262984_COMPLETED',
        'document.pdf',
      ),
    ),
  ).toBe(true);
  expect(await fs.readFile(project.list, 'utf8')).toBe(listOf(['PO15262984']));

  const second = await project.run(['test'], {
    EXCEL_FILE_PATH: 'lists/all.csv',
    RANDOM_SAMPLE_POS: '2',
    DOWNLOAD_FOLDER: 'files here',
  });
  const sample = processed(second.output);
  expect(sample).toHaveLength(2);
  expect(await fs.pathExists(path.join(project.dir, 'files here'))).toBe(true);
  const kept = await fs.readdir(path.join(project.dir, 'batch-report'));
  expect(kept.filter((name) => /^\d/.test(name))).toHaveLength(1);

  await test.step('--last-failed finds the sample again', async () => {
    const third = await project.run(['test'].concat('--last-failed'), {
      EXCEL_FILE_PATH: 'lists/all.csv',
      RANDOM_SAMPLE_POS: '2',
    });
    expect(processed(third.output)).toEqual(sample);
  });
});

// Which of the other three places wins is in tests/batch/settings/settings.test.ts.
test('the command line wins over the environment, and that over .env and playwright.config.ts', async ({ batch }) => {
  const project = await batch({
    pos: ['15262984'],
    env: { BASE_URL: 'http://127.0.0.1:9', MAX_WORKERS: '6' },
    options: '{ maxWorkers: 5 }',
  });
  const workers = async (...args: string[]) => {
    const { output } = await project.run(['test', '--list', '--reporter=json', ...args], { MAX_WORKERS: '7' });
    return (JSON.parse(output) as { config: { workers: number } }).config.workers;
  };
  expect(await workers()).toBe(7);
  expect(await workers('--workers=3')).toBe(3);
});

test('HEADLESS=false opens windows, and --headed wins over HEADLESS=true', async ({ portal, batch }) => {
  test.skip(!existsSync('/usr/bin/xvfb-run'), 'needs a display that nobody sees');
  const its = await portal([{ ...order('15262984'), latency: { file: 3_000 } }]);
  const project = await batch({ pos: ['15262984'], portal: its });
  // That it is true by default all other tests show, which have no display.
  expect(await startedHeadless(project, its, [], { HEADLESS: 'false' })).toBe(false);
  expect(await startedHeadless(project, its, ['--headed'], { HEADLESS: 'true' })).toBe(false);
});

/** Runs the batch and looks at how its browser was started. */
async function startedHeadless(
  project: Batch,
  its: Parameters<typeof requests>[0],
  args: string[],
  env: Record<string, string>,
): Promise<boolean> {
  await fs.writeFile(project.list, listOf(['15262984']));
  await fs.remove(project.downloads);
  await fs.remove(path.join(path.dirname(project.list), '.po-batch'));
  its.resetStats();
  const running = project.start(['test', ...args], env, { by: ['xvfb-run', '-a'] });
  await expect.poll(() => requests(its, '15262984'), { timeout: 90_000 }).toEqual({ 'document.pdf': 1 });
  const browser = browserOf(project);
  const command = processes().find(({ pid }) => pid === browser)?.command ?? '';
  const { exitCode, output } = await running.ended;
  expect(exitCode, output).toBe(0);
  return / --headless/.test(command);
}

test('every setting is named in a test of its effect', async () => {
  // USE_PROFILE and the profile's settings: sign-in.test.ts and profile.test.ts. SESSION_FILE:
  // session-file.test.ts. BASE_URL: every test. MSG_TO_PDF_ENABLED, MSG_TO_PDF_OVERWRITE: messages.test.ts.
  // OFFLINE_WAIT, MAX_CONSECUTIVE_SYSTEM_ERRORS, KEEP_AWAKE:
  // portal-away.test.ts. STORE_URL, STORE_BATCH: shared-database.test.ts. WORKER_SCALING: worker-pool.test.ts.
  // EVIDENCE: other-shapes.test.ts.
  const elsewhere = [
    'WORKER_SCALING',
    'BASE_URL',
    'USE_PROFILE',
    'EDGE_PROFILE_DIR',
    'EDGE_PROFILE_NAME',
    'PROFILE_COPY',
    'PROFILE_COPIES_DIR',
    'ALLOW_RUNNING_EDGE',
    'SESSION_FILE',
    'OFFLINE_WAIT',
    'MAX_CONSECUTIVE_SYSTEM_ERRORS',
    'KEEP_AWAKE',
    'EVIDENCE',
    'MSG_TO_PDF_ENABLED',
    'MSG_TO_PDF_OVERWRITE',
    'STORE_URL',
    'STORE_BATCH',
  ];
  const source = await fs.readFile(__filename, 'utf8');
  expect([...SETTING_NAMES.keys()].filter((name) => !elsewhere.includes(name) && !source.includes(name))).toEqual([]);
});
