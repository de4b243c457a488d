import { deflateSync } from 'node:zlib';
import { crc32 } from './crc32';

const WIDTH = 480;
const HEIGHT = 320;

/** A drawn "delivery photo": parcels on a pallet. The seed moves and colours them, so that no two are alike. */
export function png(seed: number): Buffer {
  const pixels = Buffer.alloc((WIDTH * 3 + 1) * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) pixels.set(colour(x, y, seed), y * (WIDTH * 3 + 1) + 1 + x * 3);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A small picture of one parcel, fixed: nothing in Node writes this format. */
export function jpeg(): Buffer {
  return Buffer.from(JPEG, 'base64');
}

type Rgb = [number, number, number];

function colour(x: number, y: number, seed: number): Rgb {
  for (let i = 0; i < 5; i++) {
    const left = 70 + i * 70 + ((seed >> i) % 9);
    const top = 120 + ((seed >> (i * 2)) % 60);
    if (x >= left && x < left + 62 && y >= top && y < 236) {
      const tape = Math.abs(x - left - 31) < 5;
      const shade = x - left > 50 ? -18 : 0;
      return tape ? [214, 196, 160] : [184 + shade - i * 6, 142 + shade, 96 + shade];
    }
  }
  if (y >= 236 && y < 254) return x % 96 < 84 && x > 50 && x < 440 ? [150, 112, 70] : [120, 124, 128];
  if (y >= 254) return [150 - (y - 254) / 3, 154 - (y - 254) / 3, 158 - (y - 254) / 3];
  return [206 - y / 5, 218 - y / 5, 226 - y / 6];
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

const JPEG =
  '/9j/4AAQSkZJRgABAQAAAQABAAD/4gHYSUNDX1BST0ZJTEUAAQEAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAA' +
  'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' +
  'AAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAA' +
  'ABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1' +
  'AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAP' +
  'KnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADb/' +
  '2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK0' +
  '6kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCABAAGADASIAAhEBAxEB/8QAGQABAQEB' +
  'AQEAAAAAAAAAAAAAAgAEAwEF/8QAIhAAAwACAQMFAQAAAAAAAAAAAAERAgMEISMzEhNRUnKh/8QAFwEBAQEBAAAAAAAAAAAAAAAAAAIBA//EAB' +
  'gRAQEBAQEAAAAAAAAAAAAAAAABEjEh/9oADAMBAAIRAxEAPwD6tKhpUBUqGlQFSoaVAVKhpUBUqGlQFSoaVAFKhpUBUqGg3ZvHW3i4xfB1pUw+' +
  '/t+38R24uzLZsazdUpG4vFaKVM/K2Za9iWDilOPv7ft/ENwxW6lTlpzeWtPJ1jpc9QVKhpUAUqGlQFQbn2me0G19tmXjZ1nNHC8z/JnNHC8z/J' +
  'wnXa8XN8y/JnNHN8y/JnF6TjVpfaxHTlqfbQ6d5xxvSpUNKmsClQ0qAqeZ9cWkeUqL6Ofoy+Dtxe3sbz6KQNKkYi90uV3NieHVSHH0ZfB0pUYh' +
  'uvcOmKTPaGlS54gqVDSoH//Z';
