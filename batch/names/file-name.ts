import { escapeReserved, withoutControls } from './disk-names';
import { BatchError } from '../errors/errors';
import { STATUSES } from '../outcome';

/** Names of downloaded files: the server's, made safe for every disk, unique in the PO's folder, short enough. */

/**
 * The longest name that Linux takes, in bytes of UTF-8; Windows and macOS take 255 UTF-16 units, which is never less.
 */
const LONGEST_NAME = 255;
/** The longest path that Explorer, Excel and Acrobat open. */
const LONGEST_WINDOWS_PATH = 259;
const SUFFIXES = ['__WORK', ...STATUSES.map((status) => `_${status}`)];
const LONGEST_SUFFIX = Math.max(...SUFFIXES.map((suffix) => suffix.length));
const NAMELESS = 'attachment';

/** Whether a name is short enough. */
export type Fits = (name: string) => boolean;

/**
 * The server's name as a name inside the PO's folder, extension kept. Of a path only its last part is used; a slash
 * in a plain name becomes `_`, as in a browser (`Invoice 11/2026.pdf`).
 */
export function safeFileName(serverName: string): string {
  const spaced = lastPart(serverName.normalize('NFC')).replace(/[\t\n\v\f\r\u2028\u2029]+/g, ' ');
  const spelled = withoutControls(spaced).replace(/[<>:"|?*]/g, '_');
  const ended = spelled.replace(/[.\s]+$/, '').replace(/^\s+/, '');
  const visible = ended.replace(/^[.\s]+/, '');
  // Nothing but an extension: without a stem it would be a hidden file that nobody finds.
  const named = ended !== visible && /^[a-z0-9]{1,8}$/i.test(visible) ? `${NAMELESS}.${visible}` : visible || NAMELESS;
  const { stem, extension } = split(escapeReserved(named));
  return shorten(stem, extension, fitsDisk) ?? NAMELESS;
}

/**
 * `name`, or `name (1).ext`, `name (2).ext`, … as a browser does, whichever is not taken and fits. `taken` must
 * compare as the strictest disk does: `takenAmong` makes such a one. Throws when no name fits.
 */
export function uniqueName(name: string, taken: (name: string) => boolean, fits: Fits = fitsDisk): string {
  const { stem, extension } = split(name);
  for (let count = 0; ; count++) {
    const candidate = shorten(stem, count === 0 ? extension : ` (${count})${extension}`, fits);
    if (candidate === undefined) throw tooLong(name);
    if (!taken(candidate)) return candidate;
  }
}

/** Whether a name is among these, as Windows and macOS compare: case and Unicode form make no difference. */
export function takenAmong(names: Iterable<string>): (name: string) => boolean {
  const keys = new Set(Array.from(names, nameKey));
  return (name) => keys.has(nameKey(name));
}

/** Equal for names that are one file on a disk that ignores case. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

/**
 * Which names fit into the PO's folder, given by its absolute path with or without suffix. Space is kept for the
 * longest suffix, so that the rename at the end cannot make a path too long.
 */
export function fitsFolder(folder: string, platform: NodeJS.Platform): Fits {
  if (platform !== 'win32') return fitsDisk;
  const suffix = SUFFIXES.find((candidate) => folder.endsWith(candidate)) ?? '';
  const room = LONGEST_WINDOWS_PATH - (folder.length - suffix.length + LONGEST_SUFFIX) - 1;
  return (name) => name.length <= room && fitsDisk(name);
}

/** `name` shortened before its extension until it fits into `folder` (see fitsFolder). Throws when none fits. */
export function fitPath(folder: string, name: string, platform: NodeJS.Platform): string {
  const { stem, extension } = split(name);
  const fitted = shorten(stem, extension, fitsFolder(folder, platform));
  if (fitted === undefined) throw tooLong(name, folder);
  return fitted;
}

function lastPart(name: string): string {
  const parts = name.split(/[\\/]/);
  const drive = /^[a-z]:/i.test(name);
  const isPath = drive || parts[0] === '' || parts.includes('..') || parts.includes('.');
  if (!isPath) return parts.join('_');
  const last = parts.filter((part) => !/^\.{0,2}$/.test(part)).at(-1) ?? '';
  return drive ? last.replace(/^[a-z]:/i, '') : last;
}

/** An extension has no space and is short: `Offer v1. Final version` has none. */
function split(name: string): { stem: string; extension: string } {
  const extension = /(?<=.)\.[^.\s]{1,16}$/su.exec(name)?.[0] ?? '';
  return { stem: name.slice(0, name.length - extension.length), extension };
}

/** Undefined when not even one character of the stem fits. */
function shorten(stem: string, tail: string, fits: Fits): string | undefined {
  if (fits(stem + tail)) return stem + tail;
  const characters = Array.from(stem);
  let low = 1;
  let high = characters.length - 1;
  let best: string | undefined;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const candidate = characters.slice(0, middle).join('');
    if (fits(candidate + tail)) {
      best = candidate;
      low = middle + 1;
    } else high = middle - 1;
  }
  if (best === undefined) return undefined;
  // A cut may end in a dot or a space, which Windows drops at the end of a name, or leave a device name.
  const trimmed = best.replace(/[.\s]+$/, '') || best.slice(0, 1);
  const escaped = escapeReserved(trimmed + tail);
  return fits(escaped) ? escaped : trimmed.slice(0, -1) + tail;
}

function fitsDisk(name: string): boolean {
  return Buffer.byteLength(name) <= LONGEST_NAME;
}

function tooLong(name: string, folder?: string): BatchError {
  const where = folder === undefined ? "The PO's folder" : folder;
  const what = `${where} leaves no room for the file ${name} in a Windows path of ${LONGEST_WINDOWS_PATH} characters`;
  return new BatchError('PATH_TOO_LONG', `${what}: set DOWNLOAD_FOLDER to a shorter path.`);
}
