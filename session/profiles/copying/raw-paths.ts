/**
 * File names as the disk has them. Linux allows any bytes. A name that is not UTF-8 cannot be opened again once it was
 * read as UTF-8. So there a name is a string with one character per byte, and goes back to the disk as these bytes.
 */
const RAW = process.platform !== 'win32';

/** A relative path of raw names below an ordinary folder, for `node:fs`. */
export function rawPath(folder: string, relative: string): string | Buffer {
  if (!RAW) return relative === '' ? folder : `${folder}\\${relative.replaceAll('/', '\\')}`;
  return Buffer.concat([Buffer.from(relative === '' ? folder : `${folder}/`), Buffer.from(relative, 'latin1')]);
}

/** A name from a folder that was read with `encoding: RAW_NAMES`. */
export const RAW_NAMES = RAW ? ('latin1' as const) : ('utf8' as const);

/** For people: `?` where the name's bytes are no text. */
export function shownPath(relative: string): string {
  return RAW ? Buffer.from(relative, 'latin1').toString('utf8').replaceAll('\ufffd', '?') : relative;
}

/** A name of ours as a raw one, for comparing with raw paths. */
export const toRaw = (name: string) => (RAW ? Buffer.from(name).toString('latin1') : name);
