import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { UnreadableMessage, type MailMessage } from './message';
import type { ReadReply } from './reading-thread';

/** Milliseconds that reading one message may take. */
const READ_LIMIT = 60_000;
/** Megabytes of objects; the bytes of files are held beside them. */
const MEMORY_LIMIT = 1_024;

/**
 * Reads messages in a thread of its own: a message that was made to hang or to fill the memory of its reader ends that
 * thread, and not the run. One message at a time.
 */
export class MessageReader {
  private worker: Worker | undefined;

  constructor(private readonly limit = READ_LIMIT) {}

  /** Throws UnreadableMessage, whatever is wrong with the file. */
  async read(file: string): Promise<MailMessage> {
    const worker = (this.worker ??= start());
    const reply = await this.ask(worker, file);
    if ('error' in reply) throw new UnreadableMessage(reply.error);
    return reply.message;
  }

  async close(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }

  private ask(worker: Worker, file: string): Promise<ReadReply> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        worker.off('message', onMessage).off('error', onError).off('exit', onExit).unref();
        act();
      };
      const giveUp = (why: string) =>
        settle(() => {
          if (this.worker === worker) this.worker = undefined;
          void worker.terminate();
          reject(new UnreadableMessage(why));
        });
      const onMessage = (reply: ReadReply) => settle(() => resolve(reply));
      const onError = (error: NodeJS.ErrnoException) =>
        giveUp(
          error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'it takes too much memory' : `it is damaged (${error.message})`,
        );
      const onExit = () => giveUp('its reader ended');
      const timer = setTimeout(() => giveUp(`reading it took longer than ${this.limit / 1_000} s`), this.limit);
      worker.on('message', onMessage).on('error', onError).on('exit', onExit).ref();
      worker.postMessage(file);
    });
  }
}

function start(): Worker {
  const type = path.extname(__filename);
  const worker = new Worker(path.join(__dirname, `reading-thread${type}`), {
    execArgv: type === '.ts' ? ['-r', require.resolve('tsx/cjs')] : [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT },
    // What libraries say about damaged messages is nothing for the console of a run.
    stdout: true,
    stderr: true,
  });
  worker.stdout.resume();
  worker.stderr.resume();
  // A thread that is ended between two messages must not be asked again, and its error must not end the run.
  worker.on('error', () => undefined);
  worker.unref();
  return worker;
}
