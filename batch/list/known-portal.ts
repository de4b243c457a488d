import { cell, type InputFile } from './input-file';

/**
 * Whether any of these addresses, those of POs that ended well, is one of this portal. Pages of a portal that no run
 * was at yet may have a shape that the rules do not know; `inspect` shows that before hundreds of POs are done.
 */
export function portalSeen(baseUrl: string | undefined, addresses: readonly string[]): boolean {
  const host = baseUrl && hostOf(baseUrl);
  return Boolean(host) && addresses.some((address) => hostOf(address) === host);
}

/** COUPA_URL of the rows that ended well. */
export function provenAddresses(file: InputFile): string[] {
  return file.rows.flatMap((row) => {
    const ended = cell(file, row, 'STATUS').trim();
    return ended === 'COMPLETED' || ended === 'NO_ATTACHMENTS' ? [cell(file, row, 'COUPA_URL').trim()] : [];
  });
}

function hostOf(address: string): string | undefined {
  try {
    return new URL(address).host;
  } catch {
    return undefined;
  }
}
