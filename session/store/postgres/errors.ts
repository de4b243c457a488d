import { BatchError } from '../../../batch/errors/errors';
import { EXIT } from '../../../batch/errors/exit-codes';
import { cutText, oneLine } from '../../../batch/text/short-text';

const codeOf = (error: unknown) => {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : '';
};

/** A code of the server's own, such as 42501; what Node and the driver say has other forms. */
const isServers = (code: string) => /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]{4}$/.test(code);

/** Codes of Node's about a certificate that it does not trust, or that is another server's. */
const CERTIFICATE = /CERT|SIGNATURE|ISSUER|TLS/;

/**
 * Whether the server could not be asked, so that asking again later may work. What the server itself refuses is none of
 * that, but for a server that starts, stops, or has no connection free.
 */
export function isAway(error: unknown): boolean {
  const code = codeOf(error);
  if (isServers(code)) return /^(08|57P|53)/.test(code) || code === '40001' || code === '40P01';
  const text = error instanceof Error ? error.message : '';
  return !/does not support SSL/.test(text) && !CERTIFICATE.test(code);
}

/** Whether the server refuses what it was told (a text that it cannot keep): it would refuse it each time. */
export const isUnfit = (error: unknown): boolean => /^2[23]/.test(codeOf(error)) && isServers(codeOf(error));

/** Where a URL leads, without who goes there: for lines on the console and in logs. */
export function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'the database';
  const { hostname, port, pathname, searchParams } = new URL(url);
  const host = searchParams.get('host') ?? (decodeURIComponent(hostname) || 'localhost');
  return `${host}:${(searchParams.get('port') ?? port) || '5432'}${pathname === '/' ? '' : pathname}`;
}

/** An error's own words in one line, without the password, however it got into them. */
export function shortReason(url: string, error: unknown): string {
  const { message, errors } = error as Partial<Error> & { errors?: Error[] };
  // A name with several addresses fails once for each of them.
  const text = message || errors?.[0]?.message || codeOf(error) || 'no reason given';
  return cutText(oneLine(withoutSecrets(url, text)), 200);
}

function withoutSecrets(url: string, text: string): string {
  const secrets = [url];
  if (URL.canParse(url)) {
    const { password, searchParams } = new URL(url);
    secrets.push(password, safely(password), searchParams.get('password') ?? '');
  }
  return secrets.filter(Boolean).reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}

function safely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Why a run cannot begin: one line, what, where, what to do. */
export function startError(url: string, error: unknown): BatchError {
  const at = `The database of STORE_URL (${placeOf(url)})`;
  const why = shortReason(url, (error as { cause?: unknown }).cause ?? error);
  const code = codeOf(error) || codeOf((error as { cause?: unknown }).cause ?? {});
  const bad = (advice: string) =>
    new BatchError('STORE_REFUSED', `${at} refuses this run: ${why}. ${advice}`, EXIT.BAD_INPUT, { cause: error });
  if (/^28/.test(code)) return bad('Check user and password.');
  if (code === '3D000') return bad('Check the name behind the last slash, or make that database.');
  if (code === '42501')
    return bad('Let its administrator run: create schema po_batch authorization "<this user>"; or grant the rights.');
  if (/does not support SSL/.test(why)) return bad('Take sslmode out of the URL, or switch TLS on at the server.');
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return bad('Write the host in STORE_URL as it stands in the certificate.');
  if (CERTIFICATE.test(code))
    return bad('Add sslrootcert=<file with the certificate of its authority> to the URL, if you trust it.');
  if (code === 'ENOENT' && /[?&]ssl(rootcert|cert|key)=/.test(url))
    return new BatchError(
      'STORE_CERTIFICATE',
      `STORE_URL names a certificate file that is not there: ${why}.`,
      EXIT.BAD_INPUT,
      {
        cause: error,
      },
    );
  const away = isServers(code) && !isAway(error) ? `answers with an error: ${why}` : `cannot be reached: ${why}`;
  return new BatchError(
    'STORE_AWAY',
    `${at} ${away}. Check the address, the network and the server, then start again; no PO was taken.`,
    EXIT.STORE_AWAY,
    { cause: error },
  );
}
