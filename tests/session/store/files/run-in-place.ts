import { currentOwner } from '../../../../batch/system/owner';
import {
  SharedFolder,
  type SharedFolderEvents,
  type SharedFolderTools,
} from '../../../../session/store/files/shared-folder';

/** A run as others meet it in a shared folder: its process lives, is suspended or has ended as a test says. */
export interface TestRun {
  name: string;
  place: SharedFolder;
  /** The process has ended. */
  crashed: boolean;
}

/** Runs that share `folder`, with one clock that passes only by `watch`. */
export function runsIn(folder: string) {
  let now = 0;
  const runs = new Map<string, TestRun>();
  const tools: SharedFolderTools = {
    now: () => now,
    // Waiting for a lock is short here, and must let the others get on.
    sleep: () => new Promise((resolve) => setTimeout(resolve, 1)),
    isDead: ({ run }) => runs.get(run)?.crashed ?? false,
    beat: 2 ** 31 - 1,
  };
  return {
    tools,
    async join(name: string, events: SharedFolderEvents = {}): Promise<TestRun> {
      const owner = { ...currentOwner(name), user: `user-${name}`, host: `host-${name}` };
      const run = { name, crashed: false, place: new SharedFolder({ folder, name: folder }, owner, events, tools) };
      runs.set(name, run);
      await run.place.open();
      return run;
    },
    /** Lets the time pass while these runs live and watch: 5 s a look. */
    async watch(seconds: number, ...living: TestRun[]): Promise<void> {
      for (const end = now + seconds * 1_000; now < end;) {
        now += 5_000;
        for (const { place } of living) await place.beat();
      }
    },
  };
}
