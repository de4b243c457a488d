import type { AttachmentDefinition } from '../orders';

/** The header's value, or undefined where the file comes without one. */
export function contentDisposition({
  name,
  servedAs = name,
  disposition = 'attachment',
  naming,
}: AttachmentDefinition): string | undefined {
  if (disposition === 'none') return undefined;
  switch (naming ?? (/^[\x20-\x7e]*$/.test(servedAs) ? 'plain' : 'rfc5987')) {
    case 'plain':
      return `${disposition}; filename="${servedAs.replace(/["\\]/g, '\\$&')}"`;
    case 'rfc5987':
      return `${disposition}; filename="download"; filename*=UTF-8''${extended(servedAs)}`;
    case 'raw-latin1':
      return `${disposition}; filename="${servedAs}"`;
    case 'raw-utf8':
      // Headers are sent as Latin-1: this puts the bytes of the UTF-8 text on the wire, as careless servers do.
      return `${disposition}; filename="${Buffer.from(servedAs, 'utf8').toString('latin1')}"`;
  }
}

/** RFC 5987: what `encodeURIComponent` leaves and the header does not allow is encoded too. */
function extended(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
