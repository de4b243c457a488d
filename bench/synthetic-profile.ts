import { mkdirSync, openSync, closeSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { Database } from 'node-sqlite3-wasm';

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

/** Makes a user-data folder with so many files and bytes, the same for the same seed. */
export function makeSyntheticProfile(dir: string, size: SyntheticProfile): void {
  mkdirSync(path.join(dir, 'Default', 'Network'), { recursive: true });
  writeFileSync(path.join(dir, 'Local State'), '{}');
  writeFileSync(path.join(dir, 'Default', 'Preferences'), '{}');
  writeDatabase(path.join(dir, 'Default', 'Network', 'Cookies'), 2_000);
  writeDatabase(path.join(dir, 'Default', 'History'), Math.min(20_000, Math.round(size.bytes / 20_000)));
  fillProfile(dir, size);
}

/** Lays so many files and bytes where a profile has its bulk: many small files and a few large ones. */
export function fillProfile(dir: string, { bytes, files, seed }: SyntheticProfile): void {
  const random = seeded(seed);
  const noise = Buffer.from(Array.from({ length: 4 * 1024 * 1024 }, () => random() * 256));
  for (const [place, ofFiles, ofBytes] of PLACES) {
    const count = Math.max(1, Math.round(files * ofFiles));
    const weights = Array.from({ length: count }, () => Math.exp(random() * 7));
    const unit = (bytes * ofBytes) / weights.reduce((sum, weight) => sum + weight, 0);
    weights.forEach((weight, index) => {
      const folder =
        place === 'Default' ? path.join(dir, place) : path.join(dir, place, String(Math.floor(index / 60)));
      if (index % 60 === 0) mkdirSync(folder, { recursive: true });
      writeNoise(
        path.join(folder, `f_${index.toString(16).padStart(6, '0')}`),
        Math.round(weight * unit),
        noise,
        random,
      );
    });
  }
}

function writeNoise(file: string, bytes: number, noise: Buffer, random: () => number): void {
  const descriptor = openSync(file, 'w');
  for (let left = bytes; left > 0;) {
    const from = Math.floor(random() * (noise.length / 2));
    left -= writeSync(descriptor, noise, from, Math.min(left, noise.length - from));
  }
  closeSync(descriptor);
}

/** mulberry32: small, and the same on every system. */
function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A database as a browser leaves one: a table with an index, and so many rows of about 200 bytes. */
function writeDatabase(file: string, rows: number): void {
  const database = new Database(file);
  try {
    database.exec(
      'PRAGMA journal_mode = memory; PRAGMA synchronous = off; CREATE TABLE entries (host TEXT, value TEXT); ' +
        'CREATE INDEX by_host ON entries (host); BEGIN',
    );
    const insert = database.prepare('INSERT INTO entries VALUES (?, ?)');
    for (let row = 0; row < rows; row++) insert.run([`host-${(row * 7_919) % rows}.example`, 'x'.repeat(170)]);
    insert.finalize();
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}
