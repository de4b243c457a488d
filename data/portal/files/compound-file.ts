/** A storage of a compound file (the container of .msg): streams and further storages by name. */
export interface Storage {
  [name: string]: Buffer | Storage;
}

interface Entry {
  name: string;
  type: 0 | 1 | 2 | 5;
  left: number;
  right: number;
  child: number;
  start: number;
  size: number;
}

const SECTOR = 512;
const MINI_SECTOR = 64;
const MINI_CUTOFF = 4096;
const FREE = 0xffffffff;
const END = 0xfffffffe;
const FAT = 0xfffffffd;

/** Compound File Binary, version 3. Good for files of up to 109 FAT sectors, about 6 MB. */
export function compoundFile(root: Storage): Buffer {
  const chain: number[] = [];
  const sectors: Buffer[] = [];
  const miniChain: number[] = [];
  const miniSectors: Buffer[] = [];
  const entries: Entry[] = [{ name: 'Root Entry', type: 5, left: FREE, right: FREE, child: FREE, start: END, size: 0 }];

  const addStream = (data: Buffer): number => {
    if (data.length === 0) return END;
    return data.length < MINI_CUTOFF
      ? append(data, MINI_SECTOR, miniSectors, miniChain)
      : append(data, SECTOR, sectors, chain);
  };
  const addStorage = (storage: Storage): number => {
    const ids = Object.keys(storage)
      .sort(asDirectoriesSort)
      .map((name) => {
        const content = storage[name]!;
        const entry: Entry = { name, type: 1, left: FREE, right: FREE, child: FREE, start: 0, size: 0 };
        const id = entries.push(entry) - 1;
        if (Buffer.isBuffer(content))
          Object.assign(entry, { type: 2, start: addStream(content), size: content.length });
        else entry.child = addStorage(content);
        return id;
      });
    return asTree(ids, entries);
  };
  entries[0]!.child = addStorage(root);

  const mini = Buffer.concat(miniSectors);
  entries[0]!.start = mini.length ? append(mini, SECTOR, sectors, chain) : END;
  entries[0]!.size = mini.length;
  const miniFat = append(numbers(miniChain), SECTOR, sectors, chain, 0xff);
  const miniFatSectors = Math.ceil((miniChain.length * 4) / SECTOR);
  const unused: Entry = { name: '', type: 0, left: FREE, right: FREE, child: FREE, start: 0, size: 0 };
  while (entries.length % 4) entries.push(unused);
  const directory = append(Buffer.concat(entries.map(directoryEntry)), SECTOR, sectors, chain);

  let fatSectors = 1;
  while (fatSectors * (SECTOR / 4) < chain.length + fatSectors) fatSectors++;
  const firstFat = chain.length;
  for (let i = 0; i < fatSectors; i++) chain.push(FAT);
  const fat = numbers(chain, fatSectors * SECTOR);
  return Buffer.concat([header({ directory, miniFat, miniFatSectors, firstFat, fatSectors }), ...sectors, fat]);
}

function append(data: Buffer, unit: number, sectors: Buffer[], chain: number[], pad = 0): number {
  const first = chain.length;
  const count = Math.ceil(data.length / unit);
  const padded = Buffer.alloc(count * unit, pad);
  data.copy(padded);
  sectors.push(padded);
  for (let i = 1; i <= count; i++) chain.push(i === count ? END : first + i);
  return first;
}

/** The format's order: shorter names first, then by upper-case code units. Readers search the tree by it. */
function asDirectoriesSort(a: string, b: string): number {
  return a.length - b.length || (a.toUpperCase() < b.toUpperCase() ? -1 : 1);
}

function asTree(ids: number[], entries: Entry[]): number {
  if (ids.length === 0) return FREE;
  const middle = ids.length >> 1;
  const entry = entries[ids[middle]!]!;
  entry.left = asTree(ids.slice(0, middle), entries);
  entry.right = asTree(ids.slice(middle + 1), entries);
  return ids[middle]!;
}

function directoryEntry({ name, type, left, right, child, start, size }: Entry): Buffer {
  const entry = Buffer.alloc(128);
  entry.write(name, 0, 'utf16le');
  entry.writeUInt16LE(name ? name.length * 2 + 2 : 0, 64);
  entry[66] = type;
  entry[67] = 1;
  entry.writeUInt32LE(left, 68);
  entry.writeUInt32LE(right, 72);
  entry.writeUInt32LE(child, 76);
  entry.writeUInt32LE(start, 116);
  entry.writeUInt32LE(size, 120);
  return entry;
}

function header(at: Record<'directory' | 'miniFat' | 'miniFatSectors' | 'firstFat' | 'fatSectors', number>): Buffer {
  const head = Buffer.alloc(SECTOR, 0xff);
  head.fill(0, 0, 76);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(head);
  head.writeUInt16LE(0x3e, 24);
  head.writeUInt16LE(3, 26);
  head.writeUInt16LE(0xfffe, 28);
  head.writeUInt16LE(9, 30);
  head.writeUInt16LE(6, 32);
  head.writeUInt32LE(at.fatSectors, 44);
  head.writeUInt32LE(at.directory, 48);
  head.writeUInt32LE(MINI_CUTOFF, 56);
  head.writeUInt32LE(at.miniFatSectors ? at.miniFat : END, 60);
  head.writeUInt32LE(at.miniFatSectors, 64);
  head.writeUInt32LE(END, 68);
  for (let i = 0; i < at.fatSectors; i++) head.writeUInt32LE(at.firstFat + i, 76 + i * 4);
  return head;
}

function numbers(values: number[], size = values.length * 4): Buffer {
  const buffer = Buffer.alloc(size, 0xff);
  values.forEach((value, i) => buffer.writeUInt32LE(value, i * 4));
  return buffer;
}
