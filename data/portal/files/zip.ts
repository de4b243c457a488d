import { crc32 } from './crc32';

/** A ZIP archive whose entries are stored, not compressed: enough for small documents, and readable everywhere. */
export function zip(entries: Record<string, string | Buffer>): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(entries)) {
    const data = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    const path = Buffer.from(name, 'utf8');
    const common = commonFields(data, path);
    bodies.push(Buffer.concat([u32(0x04034b50), common, path, data]));
    directory.push(
      Buffer.concat([u32(0x02014b50), u16(20), common, u16(0), u16(0), u16(0), u32(0), u32(offset), path]),
    );
    offset += bodies.at(-1)!.length;
  }
  const index = Buffer.concat(directory);
  const count = u16(directory.length);
  const end = Buffer.concat([u32(0x06054b50), u16(0), u16(0), count, count, u32(index.length), u32(offset), u16(0)]);
  return Buffer.concat([...bodies, index, end]);
}

/** Version, flags (UTF-8 names), method "stored", a fixed date, sum, sizes, lengths: the same in both headers. */
function commonFields(data: Buffer, path: Buffer): Buffer {
  const date = ((2026 - 1980) << 9) | (9 << 5) | 14;
  return Buffer.concat([
    u16(20),
    u16(0x0800),
    u16(0),
    u16(0),
    u16(date),
    u32(crc32(data)),
    u32(data.length),
    u32(data.length),
    u16(path.length),
    u16(0),
  ]);
}

function u16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}

function u32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}
