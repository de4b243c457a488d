import type { ServerResponse } from 'node:http';
import { pause } from './clock';
import type { SplitFile } from '../files';
import { gone } from './reply';

export interface Sending {
  /** Bytes after which the connection is cut, or nothing more is sent. Undefined: the file is sent whole. */
  until?: number;
  then?: 'cut' | 'stall';
  bytesPerSecond?: number;
}

const CHUNK = 64 * 1024;
const TICK = 100;

/**
 * Sends a body piece by piece, at most one piece ahead of the browser, so that a file of a gigabyte costs no memory.
 * The head must have been written. Resolves with whether all of it was sent; a browser that goes away is no error.
 */
export async function sendBody(response: ServerResponse, file: SplitFile, sending: Sending): Promise<boolean> {
  const perPiece = sending.bytesPerSecond ? Math.max(1, Math.round((sending.bytesPerSecond * TICK) / 1000)) : CHUNK;
  let left = sending.until ?? Infinity;
  for (const piece of pieces(file, perPiece)) {
    const part = piece.length > left ? piece.subarray(0, left) : piece;
    if (part.length > 0 && !(await write(response, part))) return false;
    left -= part.length;
    if (left <= 0) break;
    if (sending.bytesPerSecond) await pause(TICK);
  }
  if (sending.then === 'cut') response.destroy();
  if (sending.then === 'stall') await gone(response);
  if (sending.then || response.destroyed) return false;
  return new Promise((resolve) => {
    response.once('close', () => resolve(response.writableFinished));
    response.end();
  });
}

function* pieces({ head, filler, fill, tail }: SplitFile, size: number): Generator<Buffer> {
  yield* cut(head, size);
  if (filler > 0) {
    const block = Buffer.from(fill.repeat(Math.ceil(size / fill.length)), 'latin1');
    for (let left = filler; left > 0; left -= block.length) yield block.subarray(0, Math.min(left, block.length));
  }
  yield* cut(tail, size);
}

function* cut(buffer: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < buffer.length; at += size) yield buffer.subarray(at, at + size);
}

/** False when the browser has gone. Waits until the piece is out, so that a cut comes after it and not before. */
function write(response: ServerResponse, piece: Buffer): Promise<boolean> {
  if (response.destroyed || response.closed) return Promise.resolve(false);
  return new Promise((resolve) => {
    const left = () => resolve(false);
    response.once('close', left);
    response.write(piece, (error) => {
      response.off('close', left);
      resolve(!error);
    });
  });
}
