import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CopyJob, CopyJobName, CopyJobs, CopyReply } from './copy-thread';

/**
 * A few threads that copy: synchronous calls there are faster than asynchronous ones through Node's own pool, and leave
 * that pool and the event loop to the session, whose journal must not wait behind a gigabyte.
 */
export class CopyThreads {
  private readonly idle: Worker[] = [];
  private readonly waiting: { give(worker: Worker): void; refuse(error: Error): void }[] = [];
  private readonly all: Worker[] = [];
  private closed = false;

  /** `count`: how many there are at most; settable until there is work for more than one. */
  constructor(public count: number) {}

  /** Starts one before there is work for it: its start takes as long as looking through a profile. */
  warm(): void {
    this.idle.push(this.start());
  }

  async run<N extends CopyJobName>(name: N, ask: CopyJobs[N]['ask']): Promise<CopyJobs[N]['reply']> {
    const worker = await this.take();
    try {
      return await converse<N>(worker, { name, ask } as CopyJob);
    } finally {
      this.giveBack(worker);
    }
  }

  /** What runs and what waits rejects; nothing is begun any more. */
  async close(): Promise<void> {
    this.closed = true;
    for (const { refuse } of this.waiting.splice(0)) refuse(stopped());
    await Promise.all([...this.all].map((worker) => worker.terminate()));
  }

  private giveBack(worker: Worker): void {
    // A thread that died would never answer its next job.
    const usable = this.all.includes(worker) ? worker : undefined;
    const next = this.waiting.shift();
    if (next) next.give(usable ?? this.start());
    else if (usable) this.idle.push(usable);
  }

  private take(): Promise<Worker> {
    // A copy of which one job was stopped asks for the next: a thread that is started now would outlive the run.
    if (this.closed) return Promise.reject(stopped());
    const worker = this.idle.pop();
    if (worker) return Promise.resolve(worker);
    if (this.all.length < this.count) return Promise.resolve(this.start());
    return new Promise((give, refuse) => this.waiting.push({ give, refuse }));
  }

  private start(): Worker {
    const type = path.extname(__filename);
    const execArgv = type === '.ts' ? ['-r', require.resolve('tsx/cjs')] : [];
    const worker = new Worker(path.join(__dirname, `copy-thread${type}`), { execArgv });
    // A run that is done does not wait for its threads.
    worker.unref();
    this.all.push(worker);
    for (const end of ['error', 'exit']) worker.once(end, () => this.forget(worker));
    return worker;
  }

  private forget(worker: Worker): void {
    for (const list of [this.all, this.idle]) if (list.includes(worker)) list.splice(list.indexOf(worker), 1);
  }
}

const stopped = () => new Error('The copying was stopped.');

function converse<N extends CopyJobName>(worker: Worker, job: CopyJob): Promise<CopyJobs[N]['reply']> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit).unref();
      act();
    };
    const onMessage = (answer: CopyReply) =>
      settle(() =>
        'error' in answer
          ? reject(Object.assign(new Error(answer.error.message), { code: answer.error.code }))
          : resolve(answer.reply as CopyJobs[N]['reply']),
      );
    const onError = (error: Error) => settle(() => reject(error));
    const onExit = () => settle(() => reject(stopped()));
    worker.on('message', onMessage).on('error', onError).on('exit', onExit).ref();
    worker.postMessage(job);
  });
}
