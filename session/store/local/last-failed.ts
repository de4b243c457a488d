import fs from 'node:fs';
import path from 'node:path';
import lockfile from 'proper-lockfile';

/**
 * What `--last-failed` takes: every PO that failed or was not finished, kept true at every moment of a run.
 * Playwright's own list forgets the PO in flight at Ctrl+C, all of them when the runner is killed, and failures outside
 * a subset run. Several runs may keep it at the same time (shards, two people): each changes the ids of its own tests
 * only.
 */
export class LastFailed {
  private ids = new Map<string, string>();
  private whole = false;

  constructor(private readonly file: string) {}

  /** `tests`: id and PO of the tests of this run; `whole`: they are the whole list, so nothing else can be failed. */
  begin(tests: { id: string; po: string }[], whole: boolean): void {
    this.ids = new Map(tests.map(({ po, id }) => [po, id]));
    this.whole = whole;
    this.write(tests.map(({ po }) => po));
  }

  /** Synchronous and atomic: it is called from an exit hook too, after Playwright's own write. */
  write(failedOrUnfinished: string[]): void {
    fs.mkdirSync(path.dirname(this.file), { recursive: true });
    const release = lockBriefly(this.file);
    try {
      this.replace(failedOrUnfinished.flatMap((po) => this.ids.get(po) ?? []));
    } finally {
      release();
    }
  }

  private replace(own: string[]): void {
    const poOf = new Map([...this.ids].map(([po, id]) => [id, po]));
    // Read each time: what another run wrote since must not be undone.
    const before = this.whole ? NOTHING : read(this.file);
    const failedTests = [...before.failedTests.filter((id) => !poOf.has(id)), ...own];
    // Playwright reads the ids alone, which say nothing to a command that has not loaded the tests.
    const orders = Object.fromEntries(
      failedTests.flatMap((id) => {
        const po = poOf.get(id) ?? before.orders[id];
        return po === undefined ? [] : [[id, po]];
      }),
    );
    const temporary = `${this.file}.${process.pid}.tmp`;
    fs.writeFileSync(
      temporary,
      JSON.stringify({ status: failedTests.length > 0 ? 'failed' : 'passed', failedTests, orders }, undefined, 2),
    );
    fs.renameSync(temporary, this.file);
  }
}

interface State {
  failedTests: string[];
  /** POs by id. Not of every id: an earlier version wrote none. */
  orders: Record<string, string>;
}

const NOTHING: State = { failedTests: [], orders: {} };

/** Ids in the file; none when there is no file, or none that can be read. */
export const readLastFailed = (file: string): string[] => read(file).failedTests;

/** POs in the file; undefined when it does not say of each test which PO it is. */
export function readLastFailedPos(file: string): string[] | undefined {
  const { failedTests, orders } = read(file);
  const pos = failedTests.flatMap((id) => orders[id] ?? []);
  return pos.length === failedTests.length ? pos : undefined;
}

function read(file: string): State {
  try {
    const { failedTests, orders } = JSON.parse(fs.readFileSync(file, 'utf8')) as Partial<Record<keyof State, unknown>>;
    const known = Object.entries(typeof orders === 'object' && orders !== null ? orders : {});
    return {
      failedTests: Array.isArray(failedTests) ? failedTests.filter((id): id is string => typeof id === 'string') : [],
      orders: Object.fromEntries(known.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
    };
  } catch {
    return NOTHING;
  }
}

/** Milliseconds between two tries, and how many: an exit hook can only wait by standing still. */
const PAUSE = 10;
const TRIES = 100;

/** A run that was killed in between leaves a lock that is 10 s old at the most: the next one goes on without it. */
function lockBriefly(file: string): () => void {
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      return lockfile.lockSync(file, { realpath: false, stale: 10_000, onCompromised: () => undefined });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    }
  }
  return () => undefined;
}
