import fs from 'fs-extra';

const CHUNK = 1 << 16;

/** Byte for byte, without holding either file in memory. */
export async function sameContent(a: string, b: string): Promise<boolean> {
  const [left, right] = await Promise.all([fs.promises.open(a), fs.promises.open(b)]);
  try {
    const [statA, statB] = await Promise.all([left.stat(), right.stat()]);
    if (!statA.isFile() || !statB.isFile() || statA.size !== statB.size) return false;
    const bufferA = Buffer.alloc(CHUNK);
    const bufferB = Buffer.alloc(CHUNK);
    for (let position = 0; position < statA.size;) {
      const [readA, readB] = await Promise.all([
        left.read(bufferA, 0, CHUNK, position),
        right.read(bufferB, 0, CHUNK, position),
      ]);
      const length = Math.min(readA.bytesRead, readB.bytesRead);
      if (length === 0 || bufferA.compare(bufferB, 0, length, 0, length) !== 0) return false;
      position += length;
    }
    return true;
  } finally {
    await Promise.all([left.close(), right.close()]);
  }
}
