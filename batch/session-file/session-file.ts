import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { BatchError } from '../errors/errors';
import { stateOfPortal, type SessionCookie } from '../profile';

/** A sign-in as it travels to a machine without a person: what Playwright's storage state has of the portal. */
export interface SessionFile {
  /** Base address of the portal. */
  portal: string;
  /** Milliseconds since the epoch. */
  savedAt: number;
  cookies: SessionCookie[];
  /** localStorage and IndexedDB, as Playwright tells and takes them. */
  origins: StoredOrigin[];
}
export type StoredOrigin = { origin: string; localStorage: { name: string; value: string }[] };

const FORMAT = 'playwright-po-batch session';
const VERSION = 1;

const content = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  portal: z.url(),
  savedAt: z.number(),
  cookies: z.array(
    z.looseObject({
      name: z.string(),
      value: z.string(),
      domain: z.string(),
      path: z.string(),
      expires: z.number(),
      httpOnly: z.boolean(),
      secure: z.boolean(),
      sameSite: z.enum(['Strict', 'Lax', 'None']),
    }),
  ),
  origins: z.array(
    z.looseObject({
      origin: z.string(),
      localStorage: z.array(z.looseObject({ name: z.string(), value: z.string() })),
    }),
  ),
});

const HEADS = ['-----BEGIN AGE ENCRYPTED FILE-----', 'age-encryption.org/v1'];

/** Whether these bytes begin as age's files do, armored or binary. */
export const isAgeFile = (bytes: Uint8Array): boolean => {
  const start = Buffer.from(bytes.subarray(0, 64)).toString('latin1').trimStart();
  return HEADS.some((head) => start.startsWith(head));
};

/**
 * The session as age writes it with a passphrase, armored: text, which a CI service keeps as a secret. `workFactor` is
 * the base-2 logarithm of scrypt's cost; age's own is 18, which takes about a second.
 */
export async function sealSession(session: SessionFile, passphrase: string, workFactor = 18): Promise<string> {
  const age = await import('age-encryption');
  const encrypter = new age.Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(workFactor);
  const sealed = await encrypter.encrypt(JSON.stringify({ format: FORMAT, version: VERSION, ...session }));
  return age.armor.encode(sealed).trimEnd() + '\n';
}

/**
 * What `sealSession` wrote. Of what the file holds only the portal's own part is returned. Throws a BatchError (exit 2)
 * with one line: no age file, a wrong passphrase, damaged, another portal's.
 *
 * @param where the file's path, for the message
 * @param portal base address of the portal that it must be for
 */
export async function unsealSession(
  bytes: Uint8Array,
  { passphrase, where, portal }: { passphrase: string; where: string; portal: string },
): Promise<SessionFile> {
  const text = await decrypted(bytes, passphrase, where);
  const parsed = content.safeParse(jsonOf(text));
  if (!parsed.success)
    throw unreadable(where, 'was encrypted with this passphrase, but holds no session of this version of po-batch');
  const { format: _format, version: _version, ...session } = parsed.data;
  if (new URL(session.portal).origin !== new URL(portal).origin) {
    throw new BatchError(
      'SESSION_OTHER_PORTAL',
      `${where} is a session of ${new URL(session.portal).origin}, not of ${new URL(portal).origin}: take the file of that portal, or correct BASE_URL.`,
    );
  }
  // Whoever made the file must not be able to plant another site's cookies.
  return stateOfPortal(session, portal);
}

async function decrypted(bytes: Uint8Array, passphrase: string, where: string): Promise<string> {
  if (!isAgeFile(bytes)) throw unreadable(where, 'is no session file');
  const age = await import('age-encryption');
  const decrypter = new age.Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    const armored = bytes[0] === '-'.charCodeAt(0) || /^\s/.test(String.fromCharCode(bytes[0]!));
    return await decrypter.decrypt(armored ? age.armor.decode(Buffer.from(bytes).toString('utf8')) : bytes, 'text');
  } catch (error) {
    const { message } = error as Error;
    if (message.startsWith('no identity matched')) {
      throw new BatchError(
        'SESSION_PASSPHRASE_WRONG',
        `${where} does not open with this passphrase: set SESSION_PASSPHRASE to the one that it was exported with.`,
        2,
        { cause: error },
      );
    }
    throw unreadable(where, `is damaged (${message})`, error);
  }
}

/** The file's bytes. Throws a BatchError (exit 2) when it cannot be read. */
export function readSessionFile(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw unreadable(file, `cannot be read (${(error as NodeJS.ErrnoException).code})`, error);
  }
}

/** Replaced as a whole, readable by its owner alone from its first byte. Throws a BatchError (exit 2). */
export function writeSessionFile(file: string, text: string): void {
  const beside = `${file}.${process.pid}.new`;
  try {
    writeFileSync(beside, text, { mode: 0o600 });
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw cannotWrite(file, (error as NodeJS.ErrnoException).code, error);
  }
}

const cannotWrite = (file: string, code: string | undefined, cause: unknown) =>
  new BatchError('SESSION_FILE_UNWRITABLE', `${file} cannot be written (${code}): choose another place.`, 2, { cause });

const unreadable = (where: string, what: string, cause?: unknown) =>
  new BatchError(
    'SESSION_FILE_UNREADABLE',
    `${where} ${what}: make it where somebody is signed in, with \`npx po-batch export-session <file>\`.`,
    2,
    { cause },
  );

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
