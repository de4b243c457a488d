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
    const tests = new Set(this.ids.values());
    // Read each time: what another run wrote since must not be undone.
    const outside = this.whole ? [] : readLastFailed(this.file).filter((id) => !tests.has(id));
    const failedTests = [...outside, ...own];
    const temporary = `${this.file}.${process.pid}.tmp`;
    fs.writeFileSync(
      temporary,
      JSON.stringify({ status: failedTests.length > 0 ? 'failed' : 'passed', failedTests }, undefined, 2),
    );
    fs.renameSync(temporary, this.file);
  }
}

/** Ids in the file; none when there is no file, or none that can be read. */
export function readLastFailed(file: string): string[] {
  try {
    const { failedTests } = JSON.parse(fs.readFileSync(file, 'utf8')) as { failedTests?: unknown };
    return Array.isArray(failedTests) ? failedTests.filter((id): id is string => typeof id === 'string') : [];
  } catch {
    return [];
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
