import fs from 'node:fs';
import path from 'node:path';

/**
 * What `--last-failed` takes: every PO that failed or was not finished, kept true at every moment of a run. Playwright's
 * own list forgets the PO in flight at Ctrl+C, all of them when the runner is killed, and failures outside a subset run.
 */
export class LastFailed {
  private ids = new Map<string, string>();
  private outside: string[] = [];

  constructor(private readonly file: string) {}

  /** `tests`: id and PO of the tests of this run; `whole`: they are the whole list, so nothing else can be failed. */
  begin(tests: { id: string; po: string }[], whole: boolean): void {
    this.ids = new Map(tests.map(({ po, id }) => [po, id]));
    const now = new Set(this.ids.values());
    this.outside = whole ? [] : readLastFailed(this.file).filter((id) => !now.has(id));
    this.write(tests.map(({ po }) => po));
  }

  /** Synchronous and atomic: it is called from an exit hook too, after Playwright's own write. */
  write(failedOrUnfinished: string[]): void {
    const own = failedOrUnfinished.flatMap((po) => this.ids.get(po) ?? []);
    const failedTests = [...this.outside, ...own];
    const temporary = `${this.file}.${process.pid}.tmp`;
    fs.mkdirSync(path.dirname(this.file), { recursive: true });
    fs.writeFileSync(temporary, JSON.stringify({ status: failedTests.length > 0 ? 'failed' : 'passed', failedTests }, undefined, 2));
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
