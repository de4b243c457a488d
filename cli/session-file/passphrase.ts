import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { heldPassphrase } from '../../batch/session-file/passphrase';
import { BatchError } from '../../batch/errors/errors';
import { EXIT } from '../../batch/errors/exit-codes';

/** A terminal to ask at. */
export interface Terminal {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream;
}

/** Characters. The file may lie where others can try passphrases for as long as they like. */
const SHORTEST = 10;

const thisTerminal = (): Terminal => ({ input: process.stdin, output: process.stderr });

/**
 * The passphrase of a file that is made: SESSION_PASSPHRASE, else what is typed twice. Throws a BatchError (exit 2) for
 * one that is too short, two that differ, and where there is nobody to ask; exit 130 for Ctrl+C.
 */
export async function newPassphrase(terminal = thisTerminal()): Promise<string> {
  const held = heldPassphrase();
  if (held !== undefined) return longEnough(held, 'SESSION_PASSPHRASE');
  const typed = longEnough(await typedPassphrase('Passphrase for the file: ', terminal), 'The passphrase');
  if ((await typedPassphrase('Once more: ', terminal)) === typed) return typed;
  throw new BatchError('PASSPHRASE_DIFFERS', 'The two passphrases differ: nothing was written, start again.');
}

/** The passphrase of a file that is there: SESSION_PASSPHRASE, else what is typed. Throws as `newPassphrase` does. */
export async function knownPassphrase(terminal = thisTerminal()): Promise<string> {
  return heldPassphrase() ?? (await typedPassphrase('Passphrase of the file: ', terminal));
}

function longEnough(passphrase: string, what: string): string {
  if (passphrase.length >= SHORTEST) return passphrase;
  throw new BatchError(
    'PASSPHRASE_SHORT',
    `${what} is shorter than ${SHORTEST} characters: whoever gets the file could try all of that length. Four random words will do.`,
  );
}

/** One line, with nothing of it on the screen. */
function typedPassphrase(question: string, { input, output }: Terminal): Promise<string> {
  if (!input.isTTY) {
    throw new BatchError(
      'NO_PASSPHRASE',
      'SESSION_PASSPHRASE is not set, and there is no terminal to ask at: set it in the environment.',
    );
  }
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: unseen, terminal: true });
  output.write(question);
  return new Promise((resolve, reject) => {
    lines.once('line', (line) => {
      resolve(line);
      lines.close();
    });
    // Ctrl+C, and Ctrl+D: without this a promise that nothing settles would end the command as if all was well.
    lines.once('close', () => {
      output.write('\n');
      reject(new BatchError('STOPPED', 'Stopped: nothing was written.', EXIT.STOPPED));
    });
  });
}
