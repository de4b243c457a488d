import { compoundFile, type Storage } from './compound-file';
import { documentLines, type DocumentText } from './document-text';

const FROM = { name: 'Order Desk', address: 'orders@supplier.example' };
const TO = { name: 'Procurement', address: 'procurement@buyer.example' };
/** Fixed, so that one file is the same bytes in every run. */
const SENT = new Date('2026-09-14T08:30:00Z');

/** A mail message as text (RFC 5322), UTF-8. */
export function eml(text: DocumentText): Buffer {
  return Buffer.from([...headers(text), '', ...documentLines(text), ''].join('\r\n'), 'utf8');
}

/** The same message as Outlook saves it. */
export function msg(text: DocumentText): Buffer {
  const properties: Property[] = [
    [0x001a, 'IPM.Note'],
    [0x0037, subject(text)],
    [0x0070, subject(text)],
    [0x007d, headers(text).join('\r\n') + '\r\n\r\n'],
    [0x0c1a, FROM.name],
    [0x0c1e, 'SMTP'],
    [0x0c1f, FROM.address],
    [0x0042, FROM.name],
    [0x0065, FROM.address],
    [0x0e04, TO.name],
    [0x1000, documentLines(text).join('\r\n')],
    [0x0039, SENT],
    [0x0e06, SENT],
    [0x0e07, 1],
    [0x3fde, 65001],
    [0x340d, 0x00040000],
  ];
  const recipient: Property[] = [
    [0x3001, TO.name],
    [0x3002, 'SMTP'],
    [0x3003, TO.address],
    [0x39fe, TO.address],
    [0x0c15, 1],
    [0x3000, 0],
  ];
  const counts = Buffer.alloc(32);
  for (const at of [8, 16]) counts.writeUInt32LE(1, at);
  return compoundFile({
    ...storageOf(properties, counts),
    '__recip_version1.0_#00000000': storageOf(recipient, Buffer.alloc(8)),
    '__nameid_version1.0': {
      '__substg1.0_00020102': Buffer.alloc(0),
      '__substg1.0_00030102': Buffer.alloc(0),
      '__substg1.0_00040102': Buffer.alloc(0),
    },
  });
}

/** Property id and value: text (its own stream), a date or a whole number (both in the property stream). */
type Property = [id: number, value: string | number | Date];

function storageOf(properties: Property[], head: Buffer): Storage {
  const storage: Storage = {};
  const entries = properties.map(([id, value]) => {
    const entry = Buffer.alloc(16);
    const type = typeof value === 'string' ? 0x1f : typeof value === 'number' ? 0x03 : 0x40;
    entry.writeUInt32LE(id * 0x10000 + type);
    entry.writeUInt32LE(6, 4);
    if (typeof value === 'number') entry.writeUInt32LE(value, 8);
    else if (value instanceof Date) entry.writeBigUInt64LE(fileTime(value), 8);
    else {
      const text = Buffer.from(value, 'utf16le');
      const tag = (id * 0x10000 + type).toString(16).toUpperCase().padStart(8, '0');
      storage[`__substg1.0_${tag}`] = text;
      entry.writeUInt32LE(text.length + 2, 8);
    }
    return entry;
  });
  storage['__properties_version1.0'] = Buffer.concat([head, ...entries]);
  return storage;
}

/** 100-nanosecond steps since 1601. */
function fileTime(date: Date): bigint {
  return (BigInt(date.getTime()) + 11_644_473_600_000n) * 10_000n;
}

function headers(text: DocumentText): string[] {
  return [
    `From: ${FROM.name} <${FROM.address}>`,
    `To: ${TO.name} <${TO.address}>`,
    `Subject: =?utf-8?B?${Buffer.from(subject(text), 'utf8').toString('base64')}?=`,
    `Date: ${SENT.toUTCString().replace('GMT', '+0000')}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
  ];
}

function subject(text: DocumentText): string {
  return `${text.title} - ${text.heading}`;
}
