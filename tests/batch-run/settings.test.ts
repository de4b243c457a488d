import { existsSync } from 'node:fs';
import path from 'node:path';
import fs from 'fs-extra';
import { SETTING_NAMES } from '../../batch/settings/settings';
import { readList, tree } from '../support/run-batch';
import {
  browserOf,
  expect,
  listOf,
  order,
  processed,
  processes,
  requests,
  selected,
  test,
  type Batch,
} from './batch-test';
import { orderPage, startSmallCoupa, type SmallCoupa } from './small-coupa';

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
    // Longer than PO_TIMEOUT, and than the test: a page that never loads is for that.
    otherwise: '600',
    page: (number) => orderPage(number, link(number)),
    wait: 9_000,
    with: 'TIMEOUT: Timed out waiting for the page to finish loading.',
    without: 'COMPLETED: ',
  },
  {
    setting: 'ATTACHMENT_WAIT_TIMEOUT',
    value: '1',
    otherwise: '10',
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
    // Of its links to help and to terms only the addresses end like a document's, and web pages come: no files.
    page: (number) =>
      orderPage(
        number,
        '<a href="/requisition_headers/77001">Requisition</a><p><a href="/guide.pdf">Quick guide (PDF)</a> ' +
          '<a href="/guide.pdf?of=terms">Regulamin zakupów (PDF)</a> <a href="/help/orders.pdf">Orders</a></p>',
      ),
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

/** Pages of the second command alone: `never loads` is first in its list, and the other worker has the rest. */
const NEVER_LOADS = '17100001';
const LATE_LINK = '17100002';
const NEVER_AT_REST = '17100003';
/** Its link says nothing of help: what came may stand in a file's place. */
const WEB_PAGE = '17100004';
/** Its attachments are a file and, of Coupa's kind "URL", a link to another site. */
const LINKED = '17100005';
/** Order and requisition have a button each, alike but for what they give. */
const BUTTONS = '17100006';
const BUTTONS_PR = '77003';
const getButton = (number: string, name: string) =>
  `<h2>Attachments</h2><ul><li><button type="button" onclick="location.href='/attachment_file/${number}/${name}'">Download</button> uploaded 01/02/2026</li></ul>`;
const busy = (number: string, script = '') =>
  orderPage(number, `${link(number, 'own.xlsx')}<div aria-busy="true">…</div>${script}`);
const waiting = {
  [`${NEVER_LOADS}?wait=600000`]: orderPage(NEVER_LOADS, ''),
  // Eight seconds after the page's attachments are no longer waited for: its requisition link is, then.
  [LATE_LINK]: busy(
    LATE_LINK,
    later(
      18_000,
      `document.querySelector('[aria-busy]').remove(); ${put('<a href="/requisition_headers/77002">Requisition</a>')}`,
    ),
  ),
  [NEVER_AT_REST]: busy(NEVER_AT_REST),
  [WEB_PAGE]: orderPage(WEB_PAGE, '<p><a href="/guide.pdf?of=quote">Quote</a></p>'),
  [BUTTONS]: orderPage(
    BUTTONS,
    `<a href="/requisition_headers/${BUTTONS_PR}">Requisition</a>${getButton(BUTTONS, 'order.docx')}`,
  ),
  [LINKED]: orderPage(
    LINKED,
    `<h2>Attachments</h2><ul><li>${link(LINKED)}</li><li><a id="site" href="/">Project page</a></li></ul>` +
      "<script>site.href = location.origin.replace('127.0.0.1', 'localhost') + '/wiki/page'</script>",
  ),
};

/** What came of each effect's PO, in the words of the table above. */
async function effectsSeen(list: string, coupa: SmallCoupa): Promise<Record<string, string>> {
  const rows = await readList(list);
  const asked = (number: string) => coupa.requests.filter(({ path: asked }) => asked.includes(number));
  const pictures = coupa.requests.some(({ path: asked }) => asked === '/picture.png');
  return Object.fromEntries(
    effects.map(({ setting }) => {
      const number = numberOf(setting);
      const row = rows.find(({ po }) => po === number)!;
      const facts: Record<string, string> = {
        ATTACHMENT_SELECTOR: row.cell('AttachmentName').split(';\n').sort().join(';\n'),
        DOWNLOADS_AT_ONCE: `${coupa.filesAtOnce(number)} at once`,
        EXECUTION_MODE: pictures ? 'a picture' : 'no picture',
        COUPA_EDGE_EXTRA_ARGS: asked(number).every(({ userAgent }) => userAgent === 'Batch/1.0')
          ? 'Batch/1.0'
          : 'a browser',
      };
      const message =
        facts[setting] ??
        row
          .cell('ERROR_MESSAGE')
          .replace(/: see what the batch sees with .*$/, '')
          .replace(coupa.url, '<portal>')
          .replace(coupa.url.slice('http://'.length), '<host>');
      return [setting, `${row.cell('STATUS')}: ${message}`];
    }),
  );
}

// Two commands for nearly all: each setting's PO is one row of both lists.
test('places, limits and ways of working: each has its effect, and wins where it should', async ({ batch }) => {
  const orders = Object.fromEntries(
    effects.map(({ setting, page, wait = 0 }) => [`${numberOf(setting)}?wait=${wait}`, page(numberOf(setting))]),
  );
  const coupa = async () =>
    startSmallCoupa(
      { ...orders, ...waiting },
      {
        ...{ '77001': link('77001'), '77002': link('77002') },
        [BUTTONS_PR]: getButton(BUTTONS_PR, 'signed.pdf'),
      },
    );
  const numbers = effects.map(({ setting }) => numberOf(setting));
  const project = await batch({
    pos: ['PO15262984'],
    env: { DOWNLOAD_FOLDER: '', PAGE_DELAY: '', KEEP_RUNS: '1', MAX_WORKERS: '6' },
    options: '{ maxWorkers: 5 }',
  });
  const [night, all] = ['night', 'all'].map((name) => path.join(project.dir, 'lists', `${name}.csv`)) as [
    string,
    string,
  ];
  await fs.outputFile(night, listOf([...numbers, '15999992']));
  await fs.outputFile(all, listOf([NEVER_LOADS, ...numbers, LATE_LINK, NEVER_AT_REST, WEB_PAGE, LINKED, BUTTONS]));

  await test.step('with a value for each; INPUT_CSV, PROCESS_MAX_POS, MAX_WORKERS of the environment', async () => {
    const its = await coupa();
    try {
      const { output } = await project.run(['test', '--retries=0'], {
        ...Object.fromEntries(effects.map(({ setting, value }) => [setting, value])),
        BASE_URL: its.url,
        INPUT_CSV: 'lists/night.csv',
        PROCESS_MAX_POS: String(numbers.length),
        // Which of the other two places wins is in tests/batch/settings/settings.test.ts.
        MAX_WORKERS: '2',
      });
      expect(output).toContain('📊 Using 2 worker(s)');
      expect(output).toContain(`list ${night}`);
      expect(await effectsSeen(night, its)).toEqual(
        Object.fromEntries(effects.map((effect) => [effect.setting, effect.with])),
      );
      expect(processed(output)).toEqual(numbers);
    } finally {
      await its.close();
    }
    // By default below the home folder, which is the test's own.
    const downloads = path.join(project.dir, '..', 'home', 'Downloads', 'CoupaDownloads');
    expect(await tree(downloads)).toContainEqual(
      expect.stringMatching(new RegExp(`/PO_${numberOf('COUPA_EDGE_EXTRA_ARGS')}_COMPLETED/file\\.pdf$`)),
    );
    expect(await fs.readFile(project.list, 'utf8')).toBe(listOf(['PO15262984']));
  });

  await test.step('without; EXCEL_FILE_PATH, DOWNLOAD_FOLDER, KEEP_RUNS, PO_TIMEOUT, --workers', async () => {
    const its = await coupa();
    try {
      const began = Date.now();
      const { output } = await project.run(['test', '--retries=0', '--workers=2'], {
        ...Object.fromEntries(effects.flatMap(({ setting, otherwise }) => (otherwise ? [[setting, otherwise]] : []))),
        BASE_URL: its.url,
        EXCEL_FILE_PATH: 'lists/all.csv',
        DOWNLOAD_FOLDER: 'files here',
        MAX_WORKERS: '7',
        PO_TIMEOUT: '75',
        PR_FALLBACK_LINK_TIMEOUT: '20',
      });
      expect(output).toContain('📊 Using 2 worker(s)');
      // Half of what the page that never loads would otherwise have.
      expect(Date.now() - began).toBeLessThan(300_000);
      expect(await effectsSeen(all, its)).toEqual(
        Object.fromEntries(effects.map((effect) => [effect.setting, effect.without])),
      );
    } finally {
      await its.close();
    }
    const rows = await readList(all);
    const row = (number: string) => rows.find(({ po }) => po === number)!;
    expect([row(NEVER_LOADS).cell('STATUS'), row(NEVER_LOADS).cell('ERROR_MESSAGE')]).toEqual([
      'TIMEOUT',
      'Timed out waiting for the page to finish loading.',
    ]);
    // A link that comes within the wait, and a wait that ends.
    expect(row(LATE_LINK).cell('AttachmentName')).toBe('own.xlsx;\nfile.pdf');
    expect([row(NEVER_AT_REST).cell('STATUS'), row(NEVER_AT_REST).cell('AttachmentName')]).toEqual([
      'COMPLETED',
      'own.xlsx',
    ]);
    expect([row(WEB_PAGE).cell('STATUS'), row(WEB_PAGE).cell('ERROR_MESSAGE')]).toEqual([
      'FAILED',
      expect.stringContaining('Quote: a web page came instead of a file'),
    ]);
    expect([row(BUTTONS).cell('STATUS'), row(BUTTONS).cell('AttachmentName')]).toEqual([
      'COMPLETED',
      'order.docx;\nsigned.pdf',
    ]);
    // The other site's page is no sign-in that the portal asks for: the run went on.
    expect([row(LINKED).cell('STATUS'), row(LINKED).cell('AttachmentName')]).toEqual([
      'COMPLETED',
      'file.pdf;\nProject page.url',
    ]);
    const shortcut = path.join(row(LINKED).cell('DOWNLOAD_FOLDER'), 'Project page.url');
    expect(await fs.readFile(shortcut, 'utf8')).toBe(
      `[InternetShortcut]\r\nURL=${its.url.replace('127.0.0.1', 'localhost')}/wiki/page\r\n`,
    );
    expect(await fs.pathExists(path.join(project.dir, 'files here'))).toBe(true);
    const kept = await fs.readdir(path.join(project.dir, 'batch-report'));
    expect(kept.filter((name) => /^\d/.test(name))).toHaveLength(1);
  });
});

test('RANDOM_SAMPLE_POS takes so many, and --last-failed finds the sample again', async ({ portal, batch }) => {
  const project = await batch({
    pos: ['15999991', '15999992', '15999993'],
    portal: await portal([]),
    env: { RANDOM_SAMPLE_POS: '2' },
  });
  const { output } = await project.run(['test', '--workers=1', '--retries=0']);
  const sample = processed(output);
  expect(sample).toHaveLength(2);
  expect(await selected(project, '--last-failed')).toEqual(sample);
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
