/** The bytes of the list as text: which encoding it is in, without ever losing a character. */

export type InputEncoding = 'utf-8' | 'utf-8-sig' | 'windows-1252' | 'utf-16le' | 'utf-16be';

/** Bytes that the encoding the file claims does not allow, with the line they stand in (1-based; 0 when unknown). */
export class UndecodableText extends Error {
  override readonly name = 'UndecodableText';
  constructor(
    readonly encoding: InputEncoding,
    readonly line: number,
  ) {
    super(`not valid ${encoding}`);
  }
}

/**
 * UTF-8 with or without BOM, UTF-16 with or without BOM, else Windows-1252, in which any byte is a character.
 * The BOM is not part of the text. Throws UndecodableText.
 */
export function decodeText(bytes: Buffer): { text: string; encoding: InputEncoding } {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    const body = bytes.subarray(3);
    const text = strictly('utf-8', body);
    if (text === undefined) throw new UndecodableText('utf-8-sig', firstBadLine(body));
    return { text, encoding: 'utf-8-sig' };
  }
  const wide = wideEncoding(bytes);
  if (wide) {
    const text = strictly(wide, bytes);
    if (text === undefined) throw new UndecodableText(wide, 0);
    return { text, encoding: wide };
  }
  const text = strictly('utf-8', bytes);
  return text === undefined ? { text: windows1252(bytes), encoding: 'windows-1252' } : { text, encoding: 'utf-8' };
}

/** Without a BOM, two characters of the header are enough: Latin letters have every second byte zero in UTF-16. */
function wideEncoding(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (bytes.length < 4) return undefined;
  if (a && b === 0 && c && d === 0) return 'utf-16le';
  if (a === 0 && b && c === 0 && d) return 'utf-16be';
  return undefined;
}

function strictly(encoding: string, bytes: Buffer): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed === -1 ? bytes.length : feed;
    if (strictly('utf-8', bytes.subarray(start, end)) === undefined) break;
    start = end + 1;
  }
  return line;
}

/** 0x80 to 0x9f; a gap is a byte that Windows-1252 leaves open, which stays the control character it is in Latin-1. */
const UPPER_HALF = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** By hand, because some Node versions decode `windows-1252` as Latin-1 and make € a control character. */
function windows1252(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[\x80-\x9f]/g, (char) => UPPER_HALF[char.charCodeAt(0) - 0x80]!);
}
