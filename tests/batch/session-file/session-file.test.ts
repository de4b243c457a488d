import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { BatchError } from '../../../batch/errors/errors';
import {
  isAgeFile,
  readSessionFile,
  sealSession,
  unsealSession,
  writeSessionFile,
  type SessionFile,
} from '../../../batch/session-file/session-file';

const PASSPHRASE = 'four random words here';
const PORTAL = 'https://acme.coupahost.com';
/** Least cost: what is slow about it is not what is tested. */
const CHEAP = 4;

const cookie = (name: string, domain = 'acme.coupahost.com') => ({
  name,
  value: 'secret',
  domain,
  path: '/',
  expires: 1_900_000_000,
  httpOnly: true,
  secure: true,
  sameSite: 'Lax' as const,
});
const stored = (origin: string) => ({ origin, localStorage: [{ name: 'kept', value: 'ü' }] });
const SESSION: SessionFile = {
  portal: PORTAL,
  savedAt: 1_795_000_000_000,
  cookies: [cookie('session'), { ...cookie('device', '.coupahost.com'), expires: -1 }],
  // What Playwright tells of IndexedDB must come through as it is.
  origins: [Object.assign(stored(PORTAL), { indexedDB: [{ name: 'kept', version: 1, stores: [] }] })],
};

const opened = (bytes: Uint8Array | string, passphrase = PASSPHRASE, portal = PORTAL) =>
  unsealSession(Buffer.from(bytes), { passphrase, where: 'a.age', portal });

test('what was exported is what is imported, for the portal by any of its addresses', async () => {
  const sealed = await sealSession(SESSION, PASSPHRASE, CHEAP);
  expect(await opened(sealed)).toEqual(SESSION);
  expect(await opened(`\n${sealed.replace(/\n/g, '\r\n')}`, PASSPHRASE, `${PORTAL}/some/path`)).toEqual(SESSION);
});

test("the file is age's own format, with a passphrase: its own reader opens it, armored and binary", async () => {
  const age = await import('age-encryption');
  const sealed = await sealSession(SESSION, PASSPHRASE);
  expect(sealed).toMatch(
    /^-----BEGIN AGE ENCRYPTED FILE-----\n([A-Za-z0-9+/]{1,64}=*\n)+-----END AGE ENCRYPTED FILE-----\n$/,
  );
  const binary = age.armor.decode(sealed);
  const [version, recipient] = Buffer.from(binary).toString('latin1').split('\n');
  expect(version).toBe('age-encryption.org/v1');
  // Recipient and cost that age itself takes.
  expect(recipient).toMatch(/^-> scrypt [A-Za-z0-9+/]{22} 18$/);
  const decrypter = new age.Decrypter();
  decrypter.addPassphrase(PASSPHRASE);
  expect(JSON.parse(await decrypter.decrypt(binary, 'text'))).toEqual({
    format: 'playwright-po-batch session',
    version: 1,
    ...SESSION,
  });
  const again = await sealSession(SESSION, PASSPHRASE, CHEAP);
  expect(await opened(age.armor.decode(again))).toEqual(SESSION);
  expect(isAgeFile(binary) && isAgeFile(Buffer.from(sealed)) && !isAgeFile(Buffer.from('PO_NUMBER\n'))).toBe(true);
});

test("another site's cookies and storage in a file are not taken", async () => {
  const planted = {
    ...SESSION,
    cookies: [...SESSION.cookies, cookie('mail', 'mail.example'), cookie('other', 'globex.coupahost.com')],
    origins: [...SESSION.origins, stored('https://mail.example')],
  };
  expect(await opened(await sealSession(planted, PASSPHRASE, CHEAP))).toEqual(SESSION);
});

for (const [what, bytes, expected, how] of [
  [
    'a wrong passphrase',
    sealed,
    /^a\.age does not open with this passphrase: set SESSION_PASSPHRASE/,
    { passphrase: 'x' },
  ],
  [
    'no age file',
    () => 'PO_NUMBER\nPO15262984\n',
    /^a\.age is no session file: make it where somebody is signed in/,
    {},
  ],
  ['an empty file', () => '', /^a\.age is no session file/, {}],
  ['a file that was cut short', async () => (await sealed()).slice(0, 120), /^a\.age is damaged \(/, {}],
  ['a changed file', changed, /^a\.age is damaged \(/, {}],
  ['another text encrypted by age', () => encrypted('hello'), /holds no session of this version of po-batch/, {}],
  ['a later version', () => encrypted(JSON.stringify({ ...SESSION, format: 'x', version: 2 })), /of this version/, {}],
  [
    "another portal's",
    sealed,
    /^a\.age is a session of https:\/\/acme\.coupahost\.com, not of https:\/\/globex\.coupahost\.com/,
    { portal: 'https://globex.coupahost.com' },
  ],
] as [string, () => string | Promise<string>, RegExp, { passphrase?: string; portal?: string }][]) {
  test(`${what} is one line, exit 2`, async () => {
    const error = await opened(await bytes(), how.passphrase, how.portal).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BatchError);
    const { message, exitCode } = error as BatchError;
    expect(exitCode).toBe(2);
    expect(message).toMatch(expected);
    expect(message).not.toContain('\n');
    expect(message).not.toContain('secret');
  });
}

test('a file is its owner’s alone, replaced as a whole, and one that cannot be read or written is one line', async ({}, testInfo) => {
  const file = testInfo.outputPath('s.age');
  writeFileSync(file, 'older', { mode: 0o644 });
  writeSessionFile(file, 'newer');
  expect(readFileSync(file, 'utf8')).toBe('newer');
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  const nowhere = testInfo.outputPath('no', 'where.age');
  expect(() => writeSessionFile(nowhere, '')).toThrow(`${nowhere} cannot be written (ENOENT)`);
  expect(() => readSessionFile(nowhere)).toThrow(`${nowhere} cannot be read (ENOENT)`);
});

function sealed(): Promise<string> {
  return sealSession(SESSION, PASSPHRASE, CHEAP);
}

async function changed(): Promise<string> {
  const age = await import('age-encryption');
  const binary = age.armor.decode(await sealed());
  binary[binary.length - 1]! ^= 1;
  return age.armor.encode(binary);
}

async function encrypted(text: string): Promise<string> {
  const age = await import('age-encryption');
  const encrypter = new age.Encrypter();
  encrypter.setPassphrase(PASSPHRASE);
  encrypter.setScryptWorkFactor(CHEAP);
  return age.armor.encode(await encrypter.encrypt(text));
}
