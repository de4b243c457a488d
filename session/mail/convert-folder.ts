import { randomUUID } from 'node:crypto';
import path from 'node:path';
import fs from 'fs-extra';
import { splitAttachments, type ListedAttachment, type MailPrinter } from '../../mail/printing';
import { isMessageName, type MailAttachment, type MessageReader } from '../../mail/reading';
import { isDiskFull, moveFile, replaceFile } from '../files';
import { pdfNames } from './pdf-names';
import { isProgram, saveAttachment } from './save-attachment';

/** The messages of one PO, whose files are whole. */
export interface FolderJob {
  po: string;
  /** Absolute. */
  folder: string;
  /** Names of the PO's own files, in its folder. */
  files: readonly string[];
  /** Makes PDFs anew that are there already. */
  overwrite: boolean;
}

export interface ConvertTools {
  reader: Pick<MessageReader, 'read'>;
  printer: Pick<MailPrinter, 'print'>;
  /** A private folder on the volume of the downloads. */
  staging: string;
  /** True when no further message is to be begun. */
  stopped(): boolean;
  /** A message without a PDF, with the line for the operator. */
  onFailure(line: string, error: unknown): void;
}

export interface Converted {
  /** PDFs. */
  made: number;
  /** Attachments of messages, saved now or there already. */
  saved: number;
  /** Messages that were not begun. */
  left: number;
}

/** Messages within messages that become PDFs of their own, that deep; deeper ones are saved as they are. */
const DEEPEST = 3;

/** Makes the missing PDFs of a PO's messages, and saves what the messages carry. Throws when the disk is full. */
export async function convertFolder(job: FolderJob, tools: ConvertTools): Promise<Converted> {
  const converted: Converted = { made: 0, saved: 0, left: 0 };
  const messages = job.files.filter(isMessageName);
  const names = pdfNames(messages, job.files, job.folder);
  await convertAll(names, { job, tools, converted, taken: [...job.files, ...names.values()], depth: 1 });
  return converted;
}

interface Level {
  job: FolderJob;
  tools: ConvertTools;
  converted: Converted;
  /** Names of the PO's files and of PDFs, which no attachment may have. */
  taken: string[];
  depth: number;
}

async function convertAll(names: ReadonlyMap<string, string>, level: Level): Promise<void> {
  const { job, tools, converted } = level;
  for (const [message, pdf] of names) {
    if (!job.overwrite && (await fs.pathExists(path.join(job.folder, pdf)))) continue;
    if (tools.stopped()) {
      converted.left++;
      continue;
    }
    try {
      await convert(message, pdf, level);
    } catch (error) {
      if (isDiskFull(error)) throw error;
      // Another run has taken the PO over, or somebody has moved its folder away: there is nothing to be done here.
      if (!(await fs.pathExists(path.join(job.folder, message)))) continue;
      tools.onFailure(`${job.po}: ${message} has no PDF: ${reasonOf(error)}. The message itself is there.`, error);
    }
  }
}

const reasonOf = (error: unknown) => (error as Error).message.split('\n')[0]!.replace(/\.$/, '');

/** The PDF comes last: where it is, everything of its message is there. */
async function convert(name: string, pdf: string, level: Level): Promise<void> {
  const { job, tools, converted } = level;
  const message = await tools.reader.read(path.join(job.folder, name));
  const { files } = splitAttachments(message);
  const listed: ListedAttachment[] = [];
  const nested: string[] = [];
  for (const file of files) {
    const { saved, note } = await save(file, level);
    listed.push({ name: file.name, size: file.content.length, ...(note && { note }) });
    if (saved !== undefined && isMessageName(saved) && !job.files.includes(saved)) nested.push(saved);
  }
  if (level.depth < DEEPEST) {
    const names = pdfNames(nested, level.taken, job.folder);
    await convertAll(names, { ...level, taken: [...level.taken, ...names.values()], depth: level.depth + 1 });
  }
  const staged = path.join(tools.staging, `${randomUUID()}.pdf`);
  const target = path.join(job.folder, pdf);
  try {
    await tools.printer.print({ message, attachments: listed }, staged);
    // Without leave to overwrite, a file that came there meanwhile stays.
    if (job.overwrite) await replaceFile(staged, target);
    else await moveFile(staged, target);
    converted.made++;
  } finally {
    await fs.remove(staged).catch(() => undefined);
  }
}

async function save(file: MailAttachment, level: Level): Promise<{ saved?: string; note?: string }> {
  if (isProgram(file.name)) return { note: 'a program: left in the message' };
  const { job, tools, taken, converted } = level;
  const reserved = taken.filter((name) => !job.files.includes(name));
  const saved = await saveAttachment(file.name, file.content, { folder: job.folder, staging: tools.staging, reserved });
  level.taken.push(saved);
  converted.saved++;
  return { saved, ...(saved !== file.name && { note: `saved as ${saved}` }) };
}
