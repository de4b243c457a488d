import path from 'node:path';
import fs from 'fs-extra';

/** A control group with a limit of memory; who may not make one gets undefined. */
export interface LimitedGroup {
  /** Put before a command, this runs it in the group. */
  join: string[];
  remove(): Promise<void>;
}

const V1 = '/sys/fs/cgroup/memory';
const V2 = '/sys/fs/cgroup';

export async function limitedGroup(bytes: number): Promise<LimitedGroup | undefined> {
  const [root, file] = (await fs.pathExists(path.join(V1, 'memory.limit_in_bytes')))
    ? [V1, 'memory.limit_in_bytes']
    : [V2, 'memory.max'];
  const folder = path.join(root, `po-batch-trial-${process.pid}`);
  try {
    await fs.mkdir(folder);
    await fs.writeFile(path.join(folder, file), String(bytes));
  } catch {
    await fs.rmdir(folder).catch(() => undefined);
    return undefined;
  }
  return {
    join: ['/bin/sh', '-c', `echo $$ > ${folder}/cgroup.procs && exec "$@"`, 'sh'],
    // Not before its last process has gone.
    remove: async () => {
      for (let tries = 0; tries < 50; tries++) {
        if (
          await fs.rmdir(folder).then(
            () => true,
            () => false,
          )
        )
          return;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
  };
}
