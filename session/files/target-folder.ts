import path from 'node:path';
import fs from 'fs-extra';
import {
  fitPath,
  fitsFolder,
  isFolderOfPo,
  nameKey,
  poFolderName,
  safeFileName,
  statusName,
  takenAmong,
  uniqueName,
  workName,
} from '../../batch/names';
import type { DownloadedFile, Status } from '../../batch/outcome';
import { moveFile, systemMove, type MoveTools } from './move-file';
import { patientRename } from './rename';
import { sameContent } from './same-content';

/**
 * One PO's folder on disk, from `__WORK` to `_<STATUS>`. Whatever earlier runs left in its parent for the same PO is
 * taken over, so that there is one folder per PO over any number of runs and nothing is downloaded twice or lost.
 */
export class TargetFolder {
  /** Names on disk that no attachment of the page is matched with yet: any of them may be downloaded anew. */
  private readonly unexplained: Set<string>;
  /** Files that the page lists, or whose download came in, by link. */
  private readonly confirmed = new Map<string, DownloadedFile>();

  private constructor(
    private readonly poName: string,
    /** Absolute path as it now is. */
    public path: string,
    private readonly names: Set<string>,
    /** Files that a journal knows and the disk still has whole, by link. */
    private readonly known: Map<string, DownloadedFile>,
    private readonly tools: MoveTools,
  ) {
    this.unexplained = new Set(names);
  }

  /**
   * Opens `<parent>/<name>__WORK`. `known` are files that a journal says were whole; those that still are, are kept.
   */
  static async open(
    parent: string,
    po: string,
    known: Iterable<DownloadedFile>,
    tools: MoveTools = systemMove,
  ): Promise<TargetFolder> {
    const poName = poFolderName(po);
    await tools.makeFolder(parent);
    const here = await takeOverEarlier(parent, poName, tools);
    const names = new Set(await fs.readdir(here));
    // A disk of macOS, or a share, may give `é` back as two characters: it is the same file under the disk's own name.
    const onDisk = new Map([...names].map((name) => [nameKey(name), name]));
    const files = new Map<string, DownloadedFile>();
    for (const file of known) {
      const name = names.has(file.name) ? file.name : onDisk.get(nameKey(file.name));
      const stat = name === undefined ? undefined : await fs.stat(path.join(here, name)).catch(() => undefined);
      if (stat?.isFile() && stat.size === file.size) files.set(file.link, { ...file, name: name! });
    }
    return new TargetFolder(poName, here, names, files, tools);
  }

  /**
   * The page lists these links: tells which of them need not be downloaded. `placed` are those whose files came in
   * during this run.
   */
  list(links: readonly string[], placed: ReadonlySet<string> = new Set()): DownloadedFile[] {
    return links.flatMap((link) => {
      const file = this.known.get(link) ?? this.confirmed.get(link);
      const same = file && (!isControl(link) || (placed.has(link) && isAlone(link, links) && namesFile(link, file)));
      return same ? [this.confirm(file)] : [];
    });
  }

  /** Links whose files came in since the folder was opened, or were kept. */
  get links(): Iterable<string> {
    return this.confirmed.keys();
  }

  /** All files of the PO that are whole here, also those that its page no longer lists. */
  get files(): DownloadedFile[] {
    return [
      ...new Map(
        [...this.confirmed.values(), ...this.known.values()].reverse().map((file) => [file.name, file] as const),
      ).values(),
    ].reverse();
  }

  /** Moves a whole staged file in, under the server's name made safe, unique and short enough. */
  async place(staged: string, serverName: string, link: string): Promise<DownloadedFile> {
    const fitted = fitPath(this.path, safeFileName(serverName), process.platform);
    const { size } = await fs.stat(staged);
    const already = await this.sameFileHere(fitted, staged);
    if (already !== undefined) {
      await fs.remove(staged);
      return this.confirm({ link, name: already, size });
    }
    for (;;) {
      const name = uniqueName(fitted, takenAmong(this.names), fitsFolder(this.path, process.platform));
      // Taken before the move: two files of one name arrive at the same time, and the second would replace the first.
      this.names.add(name);
      try {
        if (await moveFile(staged, path.join(this.path, name), this.tools)) return this.confirm({ link, name, size });
        // A person put a file of that name here since the folder was opened: the next name.
      } catch (error) {
        this.names.delete(name);
        throw error;
      }
    }
  }

  /** Renames the folder to its status. False when something holds it: it then keeps the name it has. */
  async finish(status: Status): Promise<boolean> {
    const target = path.join(path.dirname(this.path), statusName(this.poName, status));
    if (target === this.path) return true;
    const renamed = await patientRename(this.path, target, undefined, this.tools);
    if (renamed) this.path = target;
    return renamed;
  }

  /**
   * The name of a file that is here already and is the very same: left by an older run without a journal, or known
   * under a link that has changed since (signed links do). `a (1).pdf` beside it would be a second copy, not a second
   * file.
   */
  private async sameFileHere(name: string, staged: string): Promise<string | undefined> {
    const { name: stem, ext } = path.parse(name);
    const alike = (other: string) =>
      nameKey(other) === nameKey(name) ||
      (nameKey(other).startsWith(nameKey(`${stem} (`)) && nameKey(other).endsWith(nameKey(`)${ext}`)));
    for (const candidate of [...this.unexplained].filter(alike).sort((a, b) => a.length - b.length)) {
      // It can explain one file only: of two equal ones that arrive together the second gets a name of its own.
      if (!this.unexplained.delete(candidate)) continue;
      if (await sameContent(staged, path.join(this.path, candidate)).catch(() => false)) return candidate;
      this.unexplained.add(candidate);
    }
    return undefined;
  }

  private confirm(file: DownloadedFile): DownloadedFile {
    this.unexplained.delete(file.name);
    for (const [link, { name }] of this.known) if (name === file.name) this.known.delete(link);
    this.confirmed.set(file.link, file);
    return file;
  }
}

/**
 * A button has no address: "Download" at the same place is another file once somebody has added one above it. Only the
 * name that it bears, and that its file got, says within a run that it is the same; else it is downloaded again, and
 * `place` finds that it is.
 */
const isControl = (link: string) => link.startsWith('control:');
const labelOf = (link: string) => /^control:(.*)#/s.exec(link)?.[1] ?? '';
const namesFile = (link: string, { name }: DownloadedFile) => nameKey(safeFileName(labelOf(link))) === nameKey(name);
const isAlone = (link: string, links: readonly string[]) =>
  links.every((other) => other === link || labelOf(other) !== labelOf(link));

/** Makes whatever folders the PO has in `parent` into one `__WORK`; returns the folder to work in. */
async function takeOverEarlier(parent: string, poName: string, tools: MoveTools): Promise<string> {
  const work = path.join(parent, workName(poName));
  const earlier = (await fs.readdir(parent, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && isFolderOfPo(entry.name, poName))
    .map((entry) => path.join(parent, entry.name))
    .sort((a, b) => Number(b === work) - Number(a === work) || a.localeCompare(b));
  const [first, ...others] = earlier;
  if (!first) {
    await tools.makeFolder(work);
    return work;
  }
  // Held by another program: work in it under the name it has, rather than beside it.
  const here = first === work || (await patientRename(first, work, undefined, tools)) ? work : first;
  for (const other of others) await mergeInto(here, other, tools);
  return here;
}

/** What another program holds just now stays where it is, for the next run to bring together. */
async function mergeInto(here: string, other: string, tools: MoveTools): Promise<void> {
  const names = new Set(await fs.readdir(here));
  for (const name of await fs.readdir(other)) {
    const free = uniqueName(name, takenAmong(names));
    if (await patientRename(path.join(other, name), path.join(here, free), 0, tools)) names.add(free);
  }
  await fs.rmdir(other).catch(() => undefined);
}
