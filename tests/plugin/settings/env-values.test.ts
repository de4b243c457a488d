import { expect, test } from '@playwright/test';
import { envValues } from '../../../plugin/settings/env-values';

const FILE = '/batch/.env';

for (const [line, value] of [
  ['INPUT_CSV=lists/mine.csv', 'lists/mine.csv'],
  ['DOWNLOAD_FOLDER=\\\\server\\share#1\\po', '\\\\server\\share#1\\po'],
  ['DOWNLOAD_FOLDER = D:\\#a#b ', 'D:\\#a#b'],
  ['export DOWNLOAD_FOLDER=a#b', 'a#b'],
  ['SESSION_PASSPHRASE=four#words', 'four#words'],
  ['ATTACHMENT_SELECTOR=#files', '#files'],
  ['BASE_URL=https://a.b # the test system', 'https://a.b'],
  ['DOWNLOAD_FOLDER=a#b # c#d', 'a#b'],
  ['KEEP_RUNS=3 #', '3'],
  ['KEEP_RUNS=3 ## three ##', '3'],
  ['KEEP_RUNS= # three', ''],
  ['KEEP_RUNS=# three', ''],
  ["DOWNLOAD_FOLDER='D:\\new #2026\\files'", 'D:\\new #2026\\files'],
  ['DOWNLOAD_FOLDER="D:\\Orders #2026\\files" # a comment', 'D:\\Orders #2026\\files'],
  ['HTTPS_PROXY=http://p:1#x', 'http://p:1'],
  ['NODE_EXTRA="a\\nb"', 'a\nb'],
] as const) {
  test(`${line} is ${JSON.stringify(value)}`, () =>
    expect(Object.values(envValues(`# first\r\n${line}\r\n`, FILE))).toEqual([value]));
}

const QUOTED = 'has a line break in its value (\\n in double quotes is one): write the value in single quotes.';
const HASH =
  'has a # behind a space: write the value in single quotes. If a comment begins there, put a space behind the #.';
for (const [text, message] of [
  ['INPUT_CSV="C:\\Orders\\new list.csv"', `INPUT_CSV (${FILE}) ${QUOTED}`],
  ['DOWNLOAD_FOLDER="D:\\a\nD:\\b"', `DOWNLOAD_FOLDER (${FILE}) ${QUOTED}`],
  ['DOWNLOAD_FOLDER=D:\\Orders #2026\\files', `DOWNLOAD_FOLDER (${FILE}) ${HASH}`],
  ['SESSION_PASSPHRASE=two #words', `SESSION_PASSPHRASE (${FILE}) ${HASH}`],
  ['ATTACHMENT_SELECTOR=div #files', `ATTACHMENT_SELECTOR (${FILE}) ${HASH}`],
] as const) {
  test(`${JSON.stringify(text)} is refused: it may mean two things`, () =>
    expect(() => envValues(`${text}\n`, FILE)).toThrow(expect.objectContaining({ message, exitCode: 2 })));
}

test('the last line of a name counts, and none within the quotes of another', () => {
  const text = 'KEEP_RUNS=1#x\nKEEP_RUNS=1\nNODE_KEY="\nDOWNLOAD_FOLDER=b#c\n"\nDOWNLOAD_FOLDER=a\n';
  expect(envValues(text, FILE)).toMatchObject({ KEEP_RUNS: '1', DOWNLOAD_FOLDER: 'a' });
});
