import { parentPort } from 'node:worker_threads';
import { copyFiles, makeFolders, type CopiedFiles, type CopyFiles } from './copy-files';
import { inspectCopy, type CopyFacts, type InspectRequest } from './inspect-copy';
import { listProfile, type Listing, type ListRequest } from './profile-listing';

/** What a copying thread does: one job at a time, synchronously, away from the main thread's event loop. */
export interface CopyJobs {
  list: { ask: ListRequest; reply: Listing };
  folders: { ask: { root: string; folders: string[] }; reply: undefined };
  copy: { ask: CopyFiles; reply: CopiedFiles };
  inspect: { ask: InspectRequest; reply: CopyFacts };
}
export type CopyJobName = keyof CopyJobs;
export type CopyJob = { [N in CopyJobName]: { name: N; ask: CopyJobs[N]['ask'] } }[CopyJobName];
export type CopyReply = { reply: unknown } | { error: { message: string; code?: string } };

function run(job: CopyJob): unknown {
  switch (job.name) {
    case 'list':
      return listProfile(job.ask);
    case 'folders':
      return makeFolders(job.ask.root, job.ask.folders);
    case 'copy':
      return copyFiles(job.ask);
    case 'inspect':
      return inspectCopy(job.ask);
  }
}

parentPort?.on('message', (job: CopyJob) => {
  let answer: CopyReply;
  try {
    answer = { reply: run(job) };
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    answer = { error: { message, ...(code && { code }) } };
  }
  parentPort?.postMessage(answer);
});
