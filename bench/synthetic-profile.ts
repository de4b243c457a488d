import { mkdirSync, openSync, closeSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';

export interface SyntheticProfile {
  bytes: number;
  files: number;
  seed: number;
}

/** Where a profile's files are, and which share of their number and of their bytes each place has. */
const PLACES = [
  ['Default/Cache/Cache_Data', 0.45, 0.4],
  ['Default/Code Cache/js', 0.2, 0.15],
  ['Default/Service Worker/CacheStorage', 0.1, 0.15],
  ['Default/IndexedDB', 0.05, 0.1],
  ['Default/Extensions', 0.18, 0.15],
  ['Default', 0.02, 0.05],
] as const;

/** Makes a user-data folder with so many files and bytes, the same for the same seed: many small files and a few large ones. */
export function makeSyntheticProfile(dir: string, { bytes, files, seed }: SyntheticProfile): void {
  const random = seeded(seed);
  const noise = Buffer.from(Array.from({ length: 4 * 1024 * 1024 }, () => random() * 256));
  mkdirSync(path.join(dir, 'Default', 'Network'), { recursive: true });
  writeFileSync(path.join(dir, 'Local State'), '{}');
  writeFileSync(path.join(dir, 'Default', 'Preferences'), '{}');
  writeFileSync(path.join(dir, 'Default', 'Network', 'Cookies'), smallDatabase());
  for (const [place, ofFiles, ofBytes] of PLACES) {
    const count = Math.max(1, Math.round(files * ofFiles));
    const weights = Array.from({ length: count }, () => Math.exp(random() * 7));
    const unit = (bytes * ofBytes) / weights.reduce((sum, weight) => sum + weight, 0);
    weights.forEach((weight, index) => {
      const folder = place === 'Default' ? path.join(dir, place) : path.join(dir, place, String(Math.floor(index / 60)));
      if (index % 60 === 0) mkdirSync(folder, { recursive: true });
      writeNoise(path.join(folder, `f_${index.toString(16).padStart(6, '0')}`), Math.round(weight * unit), noise, random);
    });
  }
}

function writeNoise(file: string, bytes: number, noise: Buffer, random: () => number): void {
  const descriptor = openSync(file, 'w');
  for (let left = bytes; left > 0; ) {
    const from = Math.floor(random() * (noise.length / 2));
    left -= writeSync(descriptor, noise, from, Math.min(left, noise.length - from));
  }
  closeSync(descriptor);
}

/** mulberry32: small, and the same on every system. */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The header of a database with one page, as a copy is checked for. */
function smallDatabase(): Buffer {
  const page = Buffer.alloc(4_096);
  page.write('SQLite format 3\0', 'latin1');
  page.writeUInt16BE(4_096, 16);
  page.writeUInt32BE(1, 28);
  page[100] = 13;
  return page;
}
