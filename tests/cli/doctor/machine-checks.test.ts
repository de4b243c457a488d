import { expect, test } from '@playwright/test';
import { checkFolders, judgeFolders, type FolderFacts } from '../../../cli/doctor/checks/folders';
import { checkLimits, judgeLimits, type LimitFacts } from '../../../cli/doctor/checks/limits';
import { judgeFirstRun, judgeList } from '../../../cli/doctor/checks/list';
import { checkPortal, judgePortal, type PortalFacts } from '../../../cli/doctor/checks/portal';
import { contextOn, fakeView, HOMES, type Platform } from './fake-view';

const PORTAL: PortalFacts = { sample: false, portal: 'https://acme.coupahost.com', answer: 200, direct: true };
for (const [what, facts, state] of [
  ['it answers', {}, 'ok'],
  ['it sends to the sign-in page', { answer: 302 }, 'ok'],
  ['it asks for a sign-in', { answer: 401 }, 'ok'],
  ['no such page', { answer: 404 }, 'warning'],
  ['maintenance', { answer: 503 }, 'warning'],
  ['not reached', { answer: 'ENOTFOUND' }, 'fault'],
  ['not reached, and Edge may go another way', { answer: 'ENOTFOUND', direct: false }, 'warning'],
  ["the company's certificate", { answer: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'warning'],
  ['another certificate', { answer: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, 'warning'],
  ['not set', { portal: undefined, answer: undefined }, 'fault'],
  ['the sample', { sample: true, portal: undefined, answer: undefined }, 'ok'],
] as const) {
  test(`portal: ${what}`, () =>
    expect(judgePortal({ ...PORTAL, ...facts })).toMatchObject([{ name: 'Portal', state }]));
}

for (const [platform, env, state] of [
  ['linux', {}, 'fault'],
  ['linux', { https_proxy: 'http://proxy:8080' }, 'warning'],
  ['win32', {}, 'warning'],
  ['darwin', {}, 'warning'],
] as const) {
  test(`a portal that is not reached on ${platform} with ${JSON.stringify(env)}: ${state}`, async () => {
    expect(await checkPortal(contextOn(fakeView(platform, { env, ask: async () => 'ENOTFOUND' })))).toMatchObject([
      { state },
    ]);
  });
}

for (const [what, content, state, text] of [
  ['in order', 'PO_NUMBER;STATUS\nPO15262984;\nPO15262985;COMPLETED\n', 'ok', '1 PO to do, 1 completed'],
  ['with a row that is no PO', 'PO_NUMBER\nPO15262984\nPO12\n', 'warning', '1 row that cannot be done'],
  ['without its column', 'PO15262984;Acme\nPO15262985;Globex\n', 'fault', '/p/input.csv has no PO_NUMBER column.'],
  ['a workbook', Buffer.from('504b030414000600', 'hex'), 'fault', 'Excel workbook'],
  ['missing', 'ENOENT', 'fault', 'does not exist'],
  ['locked', 'EBUSY', 'fault', 'EBUSY'],
] as const) {
  test(`list: ${what}`, () => {
    const bytes = typeof content === 'string' && !/^E[A-Z]+$/.test(content) ? Buffer.from(content) : content;
    expect(judgeList({ path: '/p/input.csv', content: bytes, sample: false })).toMatchObject([
      { name: 'List', state, text: expect.stringContaining(text) },
    ]);
    expect(
      JSON.stringify(judgeList({ path: '/p/input.csv', content: bytes, sample: false })),
      'what the list is about',
    ).not.toMatch(/PO1526|Acme|Globex/);
  });
}

for (const [what, rows, proposed] of [
  ['nothing was done yet', 'PO15262984;;', true],
  ['all that was done went wrong', 'PO15262984;FAILED;https://acme.coupahost.com/order_headers/1', true],
  ['POs were done at another portal', 'PO15262984;;\nPO15262985;COMPLETED;https://old.coupahost.com/x', true],
  ['a PO was done there', 'PO15262984;;\nPO15262985;NO_ATTACHMENTS;https://acme.coupahost.com/x', false],
  ['nothing is to do', 'PO15262985;COMPLETED;https://old.coupahost.com/x', false],
] as const) {
  test(`a first run is ${proposed ? '' : 'not '}preceded by inspect when ${what}`, () => {
    const content = Buffer.from(`PO_NUMBER;STATUS;COUPA_URL\n${rows}\n`);
    const findings = judgeFirstRun({ path: '/p/input.csv', content, sample: false }, 'https://acme.coupahost.com');
    expect(findings.map(({ advice }) => advice?.includes('po-batch inspect'))).toEqual(proposed ? [true] : []);
    expect(JSON.stringify(findings), 'what the list is about').not.toMatch(/PO1526/);
  });
}

const place = (folder: string, real = folder) => ({ folder, real });
const FOLDERS: FolderFacts = {
  system: { platform: 'linux', env: {}, homedir: '/home/ann' },
  downloads: place('/srv/coupa'),
  list: place('/srv'),
  space: { free: 50e9, reflink: false },
};
for (const [what, facts, states] of [
  ['in order', {}, ['ok']],
  ['not writable', { space: { refused: 'EACCES', reflink: false } }, ['fault']],
  ['nearly full', { space: { free: 0.2e9, reflink: false } }, ['warning']],
  ['the list in Dropbox', { list: place('/home/ann/Dropbox/x') }, ['ok', 'warning']],
  ['a link into OneDrive', { downloads: place('/home/ann/files', '/home/ann/OneDrive/files') }, ['ok', 'warning']],
] as const) {
  test(`folders: ${what}`, () =>
    expect(judgeFolders({ ...FOLDERS, ...facts }).map(({ state }) => state)).toEqual(states));
}

for (const [platform, folder] of [
  ['win32', `${HOMES.win32}\\OneDrive - Contoso\\POs`],
  ['darwin', `${HOMES.darwin}/Library/CloudStorage/OneDrive-Contoso/POs`],
  ['linux', `${HOMES.linux}/Dropbox/POs`],
] as [Platform, string][]) {
  test(`${platform}: a synced download folder is warned of`, async () => {
    const findings = await checkFolders(
      contextOn(fakeView(platform, { realPath: (asked) => (asked.includes('link') ? folder : asked) }), {
        DOWNLOAD_FOLDER: '/link',
      }),
    );
    expect(findings).toMatchObject([
      { state: 'ok' },
      { name: 'Synced', state: 'warning', advice: expect.stringContaining('DOWNLOAD_FOLDER') },
    ]);
  });
}

const GiB = 1024 ** 3;
const LIMITS: LimitFacts = {
  workers: 4,
  cores: 8,
  quota: undefined,
  memory: 16 * GiB,
  available: 8 * GiB,
  memoryLimit: undefined,
};
for (const [what, facts, states, text] of [
  ['enough', {}, ['ok', 'ok'], /8\.0 GB free: enough for 4 workers/],
  ['little memory free', { available: 1.6 * GiB }, ['ok', 'warning'], /about 2 of 4 workers/],
  ['hardly any', { available: 0.1 * GiB }, ['ok', 'warning'], /about 1 of 4/],
  [
    'a small container',
    { memoryLimit: 1 * GiB, quota: 0.5 },
    ['ok', 'warning'],
    /^0\.5 of 8 cores.*1\.0 GB \(limit of the container or service; the computer has 16\.0 GB\)/s,
  ],
  ['a limit above the memory is none', { memoryLimit: 64 * GiB, quota: 16 }, ['ok', 'ok'], /^8 cores\n16\.0 GB, /],
  ['one core', { cores: 1 }, ['ok', 'ok'], /^1 core: fewer than 4 browsers/],
] as const) {
  test(`limits: ${what}`, () => {
    const findings = judgeLimits({ ...LIMITS, ...facts });
    expect(findings.map(({ state }) => state)).toEqual(states);
    expect(findings.map((finding) => finding.text).join('\n')).toMatch(text);
  });
}

const meminfo = 'MemTotal: 16777216 kB\nMemAvailable: 8388608 kB\n';
for (const [what, files] of [
  [
    'v2',
    {
      '/proc/self/cgroup': '0::/box\n',
      '/sys/fs/cgroup/box/cpu.max': '150000 100000\n',
      '/sys/fs/cgroup/box/memory.max': `${2 * GiB}\n`,
      '/sys/fs/cgroup/memory.max': 'max\n',
    },
  ],
  [
    'v1',
    {
      '/proc/self/cgroup': '2:cpu:/box\n3:memory:/box\n',
      '/sys/fs/cgroup/cpu/box/cpu.cfs_quota_us': '150000',
      '/sys/fs/cgroup/cpu/box/cpu.cfs_period_us': '100000',
      '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1',
      '/sys/fs/cgroup/memory/box/memory.limit_in_bytes': `${2 * GiB}`,
    },
  ],
] as const) {
  test(`limits of a container by cgroup ${what}`, async () => {
    const [cpu, memory] = await checkLimits(
      contextOn(fakeView('linux', { files: { '/proc/meminfo': meminfo, ...files } })),
    );
    expect(cpu!.text).toMatch(/^1\.5 of 8 cores/);
    expect(memory!.text).toMatch(/^2\.0 GB \(limit/);
  });
}

test('limits on Windows and macOS are the computer’s', async () => {
  for (const platform of ['win32', 'darwin'] as const) {
    expect((await checkLimits(contextOn(fakeView(platform)))).map(({ text }) => text)).toEqual([
      '8 cores',
      '16.0 GB, 8.0 GB free: enough for 4 workers',
    ]);
  }
});
