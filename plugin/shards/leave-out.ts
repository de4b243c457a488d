import { createInterface } from 'node:readline';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import fs from 'fs-extra';
import yauzl from 'yauzl';
import yazl from 'yazl';

/**
 * A PO that another shard took is in two shards' reports, and would show twice when they are merged: as skipped or
 * "done by" here, and as it was done there. It is taken out of this shard's.
 */
export interface LeaveOut {
  blob: string;
  allureResults: string;
  /** Playwright's ids of the tests, by title. */
  tests: ReadonlyMap<string, string>;
}

/** Reports that are not there, or are written elsewhere, stay as they are. */
export async function leaveOut({ blob, allureResults, tests }: LeaveOut): Promise<void> {
  if (tests.size === 0) return;
  if (await fs.pathExists(blob)) await rewriteBlob(blob, new Set(tests.values()));
  for (const name of await fs.readdir(allureResults).catch(() => [] as string[])) {
    if (!name.endsWith('-result.json')) continue;
    const file = path.join(allureResults, name);
    const result = (await fs.readJson(file).catch(() => undefined)) as { name?: string } | undefined;
    if (result?.name !== undefined && tests.has(result.name)) await fs.remove(file);
  }
}

/** Beside it first: a report that is cut short would be none. */
async function rewriteBlob(blob: string, ids: ReadonlySet<string>): Promise<void> {
  const temporary = `${blob}.${process.pid}.tmp`;
  const from = await yauzl.openPromise(blob, { autoClose: false });
  try {
    const to = new yazl.ZipFile();
    const written = pipeline(to.outputStream, fs.createWriteStream(temporary));
    for await (const entry of from.eachEntry()) {
      const content = await from.openReadStreamPromise(entry);
      to.addReadStream(
        entry.fileName === 'report.jsonl' ? Readable.from(linesWithout(content, ids)) : content,
        entry.fileName,
      );
    }
    to.end();
    await written;
    await fs.rename(temporary, blob);
  } finally {
    from.close();
    await fs.remove(temporary);
  }
}

async function* linesWithout(content: Readable, ids: ReadonlySet<string>): AsyncGenerator<string> {
  for await (const line of createInterface({ input: content, crlfDelay: Infinity })) {
    const kept = lineWithout(line, ids);
    if (kept !== undefined) yield `${kept}\n`;
  }
}

interface Entry {
  testId?: string;
  entries?: Entry[];
}
interface Event {
  method: string;
  params: { testId?: string; test?: { testId?: string }; project?: { suites?: Entry[] } };
}

/** One line of `report.jsonl` without these tests; undefined when it is about one of them alone. Pure. */
export function lineWithout(line: string, ids: ReadonlySet<string>): string | undefined {
  // Most lines are steps of other tests: not worth a parse.
  if (![...ids].some((id) => line.includes(id))) return line;
  const event = JSON.parse(line) as Event;
  const { testId, test, project } = event.params;
  if (ids.has(testId ?? test?.testId ?? '')) return undefined;
  if (project?.suites) project.suites = entriesWithout(project.suites, ids);
  return JSON.stringify(event);
}

const entriesWithout = (entries: Entry[], ids: ReadonlySet<string>): Entry[] =>
  entries.flatMap((entry) => {
    if (entry.testId !== undefined) return ids.has(entry.testId) ? [] : [entry];
    const inside = entriesWithout(entry.entries ?? [], ids);
    return inside.length > 0 ? [{ ...entry, entries: inside }] : [];
  });
