import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { createInterface } from 'node:readline';
import fs from 'fs-extra';
import { fileAddress } from '../../data/portal/markup';
import { ordersOf } from './orders';

export interface PortalOfMeasurement {
  pos: number;
  /** Pages bring scripts, styles and pictures along. */
  heavy: boolean;
  /** Milliseconds that a page and a file take. */
  page: number;
  file: number;
}

export interface RunningPortal {
  url: string;
  /** Ends it, and resolves when it has ended. */
  close(): Promise<void>;
}

/** The sample portal without a sign-in, in a process of its own: looking at memory must not make its pages late. */
export async function portalProcess(options: PortalOfMeasurement): Promise<RunningPortal> {
  const program = path.join(__dirname, 'portal-program.ts');
  const child = spawn(process.execPath, ['-r', 'tsx/cjs', program, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    child.once('error', reject).once('close', (code) => reject(new Error(`The portal ended with ${code}.`)));
  });
  const close = async () => {
    child.stdin.end();
    await ended;
  };
  return { url, close };
}

/** What a way must have written: for each PO its files by name, with the SHA-256 of what the portal sends. */
export type Expected = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Fetches every file of every PO once, by plain HTTP. Throws for an answer that is not the file. */
export async function expectedFiles(url: string, pos: number): Promise<Expected> {
  const entries = ordersOf(pos).map(async ({ number, attachments = [] }) => {
    const files = attachments.map(async (attachment, index) => {
      const answer = await fetch(`${url}${fileAddress(`po${number}`, index, attachment)}`);
      if (!answer.ok) throw new Error(`${answer.url}: HTTP ${answer.status}`);
      return [attachment.name, sha256(Buffer.from(await answer.arrayBuffer()))] as const;
    });
    return [`PO${number}`, new Map(await Promise.all(files))] as const;
  });
  return new Map(await Promise.all(entries));
}

/** How much of what was expected lies below a folder. */
export interface Written {
  /** Files with their right name and every byte, in a folder of their PO. */
  files: number;
  /** POs that have all of theirs. */
  pos: number;
  /** Files that are none of those. */
  others: number;
}

/** Compares what lies below `root`, in folders that begin with the PO's number, with what the portal sends. */
export async function filesWritten(root: string, expected: Expected): Promise<Written> {
  const there = (await fs.pathExists(root)) ? await fs.readdir(root, { recursive: true, withFileTypes: true }) : [];
  const right = new Set<string>();
  let others = 0;
  for (const entry of there.filter((one) => one.isFile())) {
    const po = /^PO\d+/.exec(path.basename(entry.parentPath))?.[0] ?? '';
    const content = await fs.readFile(path.join(entry.parentPath, entry.name));
    if (expected.get(po)?.get(entry.name) === sha256(content)) right.add(`${po}/${entry.name}`);
    else others++;
  }
  const isWhole = ([po, files]: [string, ReadonlyMap<string, string>]) =>
    [...files.keys()].every((name) => right.has(`${po}/${name}`));
  return { files: right.size, pos: [...expected].filter(isWhole).length, others };
}

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
