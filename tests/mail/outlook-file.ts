import { compoundFile, type Storage } from '../../data/portal/files/compound-file';

/** A property by its tag (id and type): text, bytes, a whole number, a date, or a message within. */
export type Properties = Record<number, string | Buffer | number | Date | OutlookMessage>;

export interface OutlookMessage {
  properties: Properties;
  recipients?: Properties[];
  attachments?: Properties[];
}

/** A `.msg` file as Outlook writes it (MS-OXMSG), with what a test names. */
export const outlookFile = (message: OutlookMessage): Buffer => compoundFile(messageStorage(message, 32));

function messageStorage({ properties, recipients = [], attachments = [] }: OutlookMessage, head: number): Storage {
  const counts = Buffer.alloc(head);
  counts.writeUInt32LE(recipients.length, 8);
  counts.writeUInt32LE(attachments.length, 12);
  counts.writeUInt32LE(recipients.length, 16);
  counts.writeUInt32LE(attachments.length, 20);
  const storage = propertyStorage(properties, counts);
  const number = (index: number) => index.toString(16).toUpperCase().padStart(8, '0');
  recipients.forEach((one, i) => {
    storage[`__recip_version1.0_#${number(i)}`] = propertyStorage(one, Buffer.alloc(8));
  });
  attachments.forEach((one, i) => {
    storage[`__attach_version1.0_#${number(i)}`] = propertyStorage(one, Buffer.alloc(8));
  });
  return storage;
}

function propertyStorage(properties: Properties, head: Buffer): Storage {
  const storage: Storage = {};
  const entries = Object.entries(properties).map(([key, value]) => {
    const tag = Number(key);
    const entry = Buffer.alloc(16);
    entry.writeUInt32LE(tag);
    entry.writeUInt32LE(6, 4);
    const name = `__substg1.0_${tag.toString(16).toUpperCase().padStart(8, '0')}`;
    if (typeof value === 'number') entry.writeUInt32LE(value, 8);
    else if (value instanceof Date)
      entry.writeBigUInt64LE((BigInt(value.getTime()) + 11_644_473_600_000n) * 10_000n, 8);
    else if (typeof value === 'string' || Buffer.isBuffer(value)) {
      const bytes = typeof value === 'string' ? Buffer.from(value, 'utf16le') : value;
      storage[name] = bytes;
      entry.writeUInt32LE(bytes.length, 8);
    } else storage[name] = messageStorage(value, 24);
    return entry;
  });
  storage['__properties_version1.0'] = Buffer.concat([head, ...entries]);
  return storage;
}

/** RTF as PR_RTF_COMPRESSED holds it, not compressed (`MELA`). */
export function storedRtf(rtf: string): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(rtf.length + 12, 0);
  head.writeUInt32LE(rtf.length, 4);
  head.writeUInt32LE(0x414c454d, 8);
  return Buffer.concat([head, Buffer.from(rtf, 'latin1')]);
}
