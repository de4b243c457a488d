import path from 'node:path';
import fs from 'fs-extra';
import { fitPath, fitsFolder, safeFileName, takenAmong, uniqueName } from '../batch/file-name';
import { isFolderOfPo, poFolderName, statusName, workName } from '../batch/folders';
import type { DownloadedFile, Status } from '../batch/outcome';
import { patientRename, systemRename, type RenameTools } from './rename';
import { sameContent } from './same-content';

/**
 * One PO's folder on disk, from `__WORK` to `_<STATUS>`. Whatever earlier runs left in its parent for the same PO is
 * taken over, so that there is one folder per PO over any number of runs and nothing is downloaded twice or lost.
 */
export class TargetFolder {
  /** Names that were here before this run and that no known file explains: files of an older run without a journal. */
  private readonly unexplained: Set<string>;

  private constructor(
    private readonly poName: string,
    /** Absolute path as it now is. */
    public path: string,
    private readonly names: Set<string>,
    /** Files that are whole here, by link. */
    readonly files: Map<string, DownloadedFile>,
    private readonly tools: RenameTools,
  ) {
    const explained = new Set([...files.values()].map((file) => file.name));
    this.unexplained = new Set([...names].filter((name) => !explained.has(name)));
  }

  /** Opens `<parent>/<name>__WORK`. `known` are files that a journal says were whole; those that still are, are kept. */
  static async open(parent: string, po: string, known: Iterable<DownloadedFile>, tools: RenameTools = systemRename): Promise<TargetFolder> {
    const poName = poFolderName(po);
    await fs.ensureDir(parent);
    const here = await takeOverEarlier(parent, poName, tools);
    const names = new Set(await fs.readdir(here));
    const files = new Map<string, DownloadedFile>();
    for (const file of known) {
      const stat = names.has(file.name) ? await fs.stat(path.join(here, file.name)).catch(() => undefined) : undefined;
      if (stat?.isFile() && stat.size === file.size) files.set(file.link, file);
    }
    return new TargetFolder(poName, here, names, files, tools);
  }

  /** Moves a whole staged file in, under the server's name made safe, unique and short enough. */
  async place(staged: string, serverName: string, link: string): Promise<DownloadedFile> {
    const fitted = fitPath(this.path, safeFileName(serverName), process.platform);
    const { size } = await fs.stat(staged);
    // An older run without a journal left the very same file: `a (1).pdf` beside it would be a second copy, not a second file.
    if (this.unexplained.has(fitted) && (await sameContent(staged, path.join(this.path, fitted)))) {
      await fs.remove(staged);
      this.unexplained.delete(fitted);
    } else {
      const name = uniqueName(fitted, takenAmong(this.names), fitsFolder(this.path, process.platform));
      // Taken before the move: two files of one name arrive at the same time, and the second would replace the first.
      this.names.add(name);
      await fs.move(staged, path.join(this.path, name), { overwrite: false });
      return this.remember({ link, name, size });
    }
    return this.remember({ link, name: fitted, size });
  }

  /** Renames the folder to its status. False when something holds it: it then keeps the name it has. */
  async finish(status: Status): Promise<boolean> {
    const target = path.join(path.dirname(this.path), statusName(this.poName, status));
    if (target === this.path) return true;
    const renamed = await patientRename(this.path, target, undefined, this.tools);
    if (renamed) this.path = target;
    return renamed;
  }

  private remember(file: DownloadedFile): DownloadedFile {
    this.files.set(file.link, file);
    return file;
  }
}

/** Makes whatever folders the PO has in `parent` into one `__WORK`; returns the folder to work in. */
async function takeOverEarlier(parent: string, poName: string, tools: RenameTools): Promise<string> {
  const work = path.join(parent, workName(poName));
  const earlier = (await fs.readdir(parent, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && isFolderOfPo(entry.name, poName))
    .map((entry) => path.join(parent, entry.name))
    .sort((a, b) => Number(b === work) - Number(a === work) || a.localeCompare(b));
  const [first, ...others] = earlier;
  if (!first) {
    await fs.ensureDir(work);
    return work;
  }
  // Held by another program: work in it under the name it has, rather than beside it.
  const here = first === work || (await patientRename(first, work, undefined, tools)) ? work : first;
  for (const other of others) await mergeInto(here, other);
  return here;
}

async function mergeInto(here: string, other: string): Promise<void> {
  const names = new Set(await fs.readdir(here));
  for (const name of await fs.readdir(other)) {
    const free = uniqueName(name, takenAmong(names));
    await fs.move(path.join(other, name), path.join(here, free));
    names.add(free);
  }
  await fs.rmdir(other);
}
