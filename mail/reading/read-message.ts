import { readFileSync, statSync } from 'node:fs';
import { LARGEST_MESSAGE, UnreadableMessage, type MailMessage } from './message';
import { readEml } from './read-eml';
import { readMsg } from './read-msg';

/** How a compound file begins, the container of `.msg`. */
const COMPOUND = [0xd0, 0xcf, 0x11, 0xe0];

/** Reads a message, whichever of the two formats it has: its name says nothing. Throws UnreadableMessage. */
export async function readMessage(file: string): Promise<MailMessage> {
  const { size } = statSync(file);
  if (size === 0) throw new UnreadableMessage('it is empty');
  if (size > LARGEST_MESSAGE) throw new UnreadableMessage(`it is larger than ${LARGEST_MESSAGE / 1024 / 1024} MB`);
  const bytes = readFileSync(file);
  try {
    return COMPOUND.every((byte, index) => bytes[index] === byte) ? readMsg(bytes) : await readEml(bytes);
  } catch (error) {
    if (error instanceof UnreadableMessage) throw error;
    throw new UnreadableMessage(`it is damaged (${(error as Error).message})`);
  }
}
