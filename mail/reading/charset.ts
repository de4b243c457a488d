import iconv from 'iconv-lite';

/**
 * Text of a message from its bytes. Node 20 takes Windows-1252 for Latin-1: Outlook's quotation marks, dashes and the
 * euro sign would become control characters.
 */
class MailTextDecoder extends TextDecoder {
  override decode(input?: AllowSharedBufferSource, options?: TextDecodeOptions): string {
    if (this.encoding !== 'windows-1252' || input === undefined) return super.decode(input, options);
    return iconv.decode(bytesOf(input), 'win1252');
  }
}

function bytesOf(input: AllowSharedBufferSource): Buffer {
  return ArrayBuffer.isView(input)
    ? Buffer.from(input.buffer as ArrayBuffer, input.byteOffset, input.byteLength)
    : Buffer.from(input as ArrayBuffer);
}

/** For a whole thread, since postal-mime decodes by what is global. */
export function decodeWindows1252Rightly(): void {
  globalThis.TextDecoder = MailTextDecoder;
}

/** Windows' numbers of character sets that a decoder knows by another name. */
const BY_CODE_PAGE: Record<number, string> = {
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  1200: 'utf-16le',
  10000: 'macintosh',
  20127: 'windows-1252',
  20866: 'koi8-r',
  20932: 'euc-jp',
  21866: 'koi8-u',
  28591: 'windows-1252',
  50220: 'iso-2022-jp',
  50221: 'iso-2022-jp',
  50222: 'iso-2022-jp',
  51932: 'euc-jp',
  51949: 'euc-kr',
  52936: 'gbk',
  54936: 'gb18030',
  65001: 'utf-8',
};

/** The name of Windows' code page for decoders; undefined for one that is not known. */
export function charsetOfCodePage(codePage: number | undefined): string | undefined {
  if (codePage === undefined) return undefined;
  if (codePage >= 1250 && codePage <= 1258) return `windows-${codePage}`;
  if (codePage > 28591 && codePage <= 28606) return `iso-8859-${codePage - 28590}`;
  return BY_CODE_PAGE[codePage] ?? (codePage === 874 ? 'windows-874' : undefined);
}

/** Bytes as text: as the mark at their beginning says, else in `charset`, else UTF-8 if valid, else Windows-1252. */
export function decodeText(bytes: Uint8Array, charset: string | undefined): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return new TextDecoder().decode(bytes);
  try {
    if (charset) return new MailTextDecoder(charset).decode(bytes);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new MailTextDecoder('windows-1252').decode(bytes);
  }
}
