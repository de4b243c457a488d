import { decompressRTF } from '@kenjiuno/decompressrtf';
import iconv from 'iconv-lite';
import { deEncapsulateSync } from 'rtf-stream-parser';

/**
 * The body that Outlook keeps as compressed RTF alone: HTML or text in a wrapping of RTF (MS-OXRTFEX). Undefined for
 * true rich text, whose message has its text beside it, and for what cannot be read.
 */
export function bodyInRtf(compressed: Uint8Array): { html: string } | { text: string } | undefined {
  try {
    const rtf = Buffer.from(decompressRTF(Array.from(compressed)));
    const { mode, text } = deEncapsulateSync(rtf, { decode, mode: 'either', outlookQuirksMode: true, warn: () => {} });
    return mode === 'html' ? { html: String(text) } : { text: String(text) };
  } catch {
    return undefined;
  }
}

const decode = (bytes: Buffer, charset: string) =>
  iconv.decode(bytes, iconv.encodingExists(charset) ? charset : 'win1252');
