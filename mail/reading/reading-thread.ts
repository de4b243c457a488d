import { parentPort } from 'node:worker_threads';
import { decodeWindows1252Rightly } from './charset';
import type { MailMessage } from './message';
import { readMessage } from './read-message';

export type ReadReply = { message: MailMessage } | { error: string };

decodeWindows1252Rightly();

parentPort?.on('message', (file: string) => {
  void readMessage(file).then(
    (message) => parentPort!.postMessage({ message } satisfies ReadReply),
    (error: Error) => parentPort!.postMessage({ error: error.message } satisfies ReadReply),
  );
});
