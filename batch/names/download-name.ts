import { extension as extensionOf, lookup } from 'mime-types';

/**
 * The name that a downloaded file gets before it is made safe for the disk (see file-name.ts). The browser's own word
 * (RFC 6266, RFC 8187, RFC 2047 words, percent-encoding, missing quotes) is taken wherever it has one; this module
 * mends what a browser loses: raw bytes that are no UTF-8, a character set that it does not know, a name that is only
 * an extension, and a missing extension. Pure.
 */
export interface NameSources {
  /** The browser's suggestion. */
  suggested: string;
  /**
   * Content-Disposition with one character per byte of the header, as Windows-1252 shows them; absent when it was not
   * seen.
   */
  rawDisposition?: string | undefined;
  /** What a person reads at the link. */
  linkText: string;
  /** Address that the file came from. */
  url: string;
  contentType?: string | undefined;
  /** The first bytes of the file. */
  firstBytes?: Uint8Array | undefined;
}

const NAMELESS = 'attachment';

/** The file's name as its sender meant it; never empty. */
export function downloadName(sources: NameSources): string {
  const { suggested, rawDisposition = '', linkText, url } = sources;
  const given = mendedName(rawDisposition) ?? suggested;
  const onlyExtension = /^\s*\.([a-z0-9]{1,8})\s*$/i.exec(plainParameter(rawDisposition) ?? given)?.[1];
  if (onlyExtension) {
    const text = stemOf(linkText);
    return `${text || NAMELESS}.${onlyExtension}`;
  }
  // A file that stands in the page itself (`data:`) has no other name than what a person reads.
  const name = given.trim() || lastSegment(url) || (knownExtension(linkText) ? linkText.trim() : NAMELESS);
  if (hasKnownExtension(name)) return name;
  const found =
    knownExtension(linkText) ??
    knownExtension(lastSegment(url)) ??
    byType(sources.contentType) ??
    byContent(sources.firstBytes);
  return found ? `${name.replace(/\.+$/, '')}.${found}` : name;
}

/** Whether the browser's suggestion needs help by what only the raw header or the file's first bytes tell. */
export const needsFirstBytes = (sources: NameSources): boolean =>
  !hasKnownExtension(downloadName({ ...sources, firstBytes: undefined }));

/** The header's name where browsers lose it; undefined where their suggestion is right. */
function mendedName(raw: string): string | undefined {
  const extended = /;\s*filename\*\s*=\s*"?([\w-]*)'[^']*'([^;"]+)/i.exec(raw);
  if (extended) return /^(utf-?8|iso-8859-1)$/i.test(extended[1]!) ? undefined : percentDecoded(extended[2]!.trim());
  const plain = plainParameter(raw);
  return plain !== undefined && /[^\x00-\x7f]/.test(plain) ? fromBytes(plain) : undefined;
}

/** The value of `filename=`, quotes and escapes taken away. */
function plainParameter(raw: string): string | undefined {
  const quoted = /;\s*filename\s*=\s*"((?:\\.|[^"\\])*)"/i.exec(raw);
  if (quoted) return quoted[1]!.replace(/\\(.)/g, '$1');
  return /;\s*filename\s*=\s*([^;]*)/i.exec(raw)?.[1]?.trim();
}

/** Characters of Windows-1252 that are not those of Latin-1, at 0x80 to 0x9f. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/**
 * Text whose characters are the bytes of a header, decoded as what they most likely are: UTF-8 if valid, else
 * Windows-1252.
 */
function fromBytes(text: string): string {
  const bytes = Uint8Array.from(text, (character) => {
    const high = WINDOWS_1252.indexOf(character);
    return high >= 0 ? 0x80 + high : character.charCodeAt(0) & 0xff;
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not by TextDecoder: Node 20 takes this character set for Latin-1.
    const one = (byte: number) =>
      byte >= 0x80 && byte <= 0x9f ? WINDOWS_1252[byte - 0x80]! : String.fromCharCode(byte);
    return Array.from(bytes, one).join('');
  }
}

/** Percent-encoded bytes of a character set that nobody knows: UTF-8 if valid, else Windows-1252. */
function percentDecoded(text: string): string {
  const bytes = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return fromBytes(bytes);
}

function lastSegment(url: string): string {
  if (!/^(https?|ftp):/i.test(url) || !URL.canParse(url)) return '';
  const segment = new URL(url).pathname.split('/').pop() ?? '';
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const EXTENSION = /(?<=.)\.([a-z0-9]{1,8})$/i;

/** Endings that mime tables do not know and that procurement files have. */
const OTHERS = new Set([
  'msg',
  'eml',
  'dwg',
  'dxf',
  'step',
  'stp',
  'p7m',
  'p7s',
  'heic',
  'key',
  'pages',
  'numbers',
  'edi',
  'gz',
  'tgz',
  '7z',
  'log',
  'dat',
]);

function hasKnownExtension(name: string): boolean {
  return knownExtension(name) !== undefined;
}

/** `pdf` for `Offer v1.2.pdf`; undefined for `Offer v1.2`. */
function knownExtension(name: string): string | undefined {
  const found = EXTENSION.exec(name.trim())?.[1];
  if (!found || /^\d+$/.test(found)) return undefined;
  return OTHERS.has(found.toLowerCase()) || lookup(found) !== false ? found : undefined;
}

/** What a person reads at a link, without the extension that it may have. */
function stemOf(text: string): string {
  const known = knownExtension(text);
  return (known ? text.slice(0, -known.length - 1) : text).trim();
}

/** Types by which servers say that they do not know. */
const UNKNOWN_TYPE =
  /^(application\/(octet-stream|x-download|force-download|x-forcedownload|download|binary)|binary\/octet-stream|text\/plain|text\/html|\*\/\*)?$/i;

function byType(contentType = ''): string | undefined {
  const type = contentType.split(';')[0]!.trim();
  if (UNKNOWN_TYPE.test(type)) return undefined;
  return extensionOf(type) || undefined;
}

const ascii = (text: string) => Array.from(text, (character) => character.charCodeAt(0));

/** https://en.wikipedia.org/wiki/List_of_file_signatures, those that portals send. */
const SIGNATURES: readonly [string, number[], number?][] = [
  ['pdf', ascii('%PDF-')],
  ['png', [0x89, ...ascii('PNG')]],
  ['jpg', [0xff, 0xd8, 0xff]],
  ['gif', ascii('GIF8')],
  ['tif', [0x49, 0x49, 0x2a, 0]],
  ['tif', [0x4d, 0x4d, 0, 0x2a]],
  ['rtf', ascii('{\\rtf')],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf]],
  ['rar', ascii('Rar!')],
  ['gz', [0x1f, 0x8b]],
  ['heic', ascii('ftypheic'), 4],
];

function byContent(bytes: Uint8Array | undefined): string | undefined {
  if (!bytes) return undefined;
  const starts = (signature: number[], at = 0) => signature.every((byte, index) => bytes[at + index] === byte);
  const found = SIGNATURES.find(([, signature, at]) => starts(signature, at));
  if (found) return found[0];
  if (starts(ascii('PK\x03\x04'))) return officeKind(bytes);
  // Outlook and the Office programs before 2007 share one container, whose directory may lie anywhere.
  if (starts([0xd0, 0xcf, 0x11, 0xe0])) return 'msg';
  return undefined;
}

/** A ZIP, or what Office keeps in one: its first entries are named after the program. */
function officeKind(bytes: Uint8Array): string {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 4_096));
  if (/word\//.test(start)) return 'docx';
  if (/xl\//.test(start)) return 'xlsx';
  if (/ppt\//.test(start)) return 'pptx';
  return 'zip';
}
