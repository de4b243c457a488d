import type { DownloadedFile, OutcomeRecord } from '../../batch/outcome';
import type { Line } from './lines';
import { oneLine } from './plain-text';

/** A file that came with most POs: terms, a guide, a print of the page, rather than something attached to each. */
export interface RepeatedFile {
  /** As on disk; `…` for the PO's number. */
  name: string;
  /** What `portal.notAttachments` takes to leave it out; absent when its address has no part that names it alone. */
  selector?: string;
  /** Number of POs that have it. */
  pos: number;
}

/** Fewer may have been sent the same file on purpose. */
const FEWEST_POS = 5;
/** More are one mistake, and the first few show which. */
const MOST_SHOWN = 5;

/**
 * Files that most POs of a run have from the same address. Such a PO is COMPLETED although nothing was attached to it,
 * and nobody looks at it again; so the run's end names them. What it says is a hint: no status depends on it.
 */
export class RepeatedFiles {
  private readonly files = new Map<string, RepeatedFile>();
  private pos = 0;

  /** Takes a PO's final outcome. POs of one requisition rightly have the same files: they are not counted. */
  add({ po, files, requisition }: Pick<OutcomeRecord, 'po' | 'files' | 'requisition'>): void {
    if (requisition?.gaveFiles || files.length === 0) return;
    this.pos += 1;
    const number = po.replace(/\D/g, '');
    const own = new Map(files.map((file) => identityOf(file, number)).filter((entry) => entry !== undefined));
    for (const [key, { name, selector }] of own) {
      const known = this.files.get(key);
      if (known) known.pos += 1;
      else this.files.set(key, { name, ...(selector && { selector }), pos: 1 });
    }
  }

  /** Those that at least five POs, and half of the POs that have files, have; the most frequent first. */
  found(): RepeatedFile[] {
    const fewest = Math.max(FEWEST_POS, this.pos / 2);
    return [...this.files.values()].filter(({ pos }) => pos >= fewest).sort((a, b) => b.pos - a.pos);
  }

  lines(): Line[] {
    const found = this.found();
    return found.length === 0
      ? []
      : [
          { text: '' },
          {
            text: `👀 ${countOf(found)} came with most POs from the same address, and may be no attachment of theirs:`,
          },
          ...found.slice(0, MOST_SHOWN).map(({ name, selector, pos }) => ({
            text: `   ${pos} of ${this.pos} POs: ${oneLine(name)}${selector ? `   (${oneLine(selector)})` : ''}`,
          })),
          ...(found.length > MOST_SHOWN ? [{ text: `   and ${found.length - MOST_SHOWN} more` }] : []),
          { text: `   ${TO_LEAVE_OUT}` },
        ];
  }
}

/** The same in one paragraph, for the run's page; empty when there is nothing to say. */
export function repeatedFilesText(found: readonly RepeatedFile[] = []): string {
  if (found.length === 0) return '';
  const each = found.slice(0, MOST_SHOWN).map(({ name, pos }) => `${name} (${pos})`);
  const rest = found.length > MOST_SHOWN ? ` and ${found.length - MOST_SHOWN} more` : '';
  const [came, be] = [`${countOf(found)} came with most POs from the same address`, 'may be no attachment of theirs'];
  return `${came}, and ${be}: ${each.join(', ')}${rest}. ${TO_LEAVE_OUT}`;
}

const countOf = (found: readonly RepeatedFile[]) => (found.length === 1 ? '1 file' : `${found.length} files`);
const TO_LEAVE_OUT =
  'To leave such files out, say where they stand on the page: portal.notAttachments, docs/own-pages.md';

/** What makes two files of different POs the same one, or undefined where nothing does. */
function identityOf(
  { link, name, size }: DownloadedFile,
  number: string,
): [string, Omit<RepeatedFile, 'pos'>] | undefined {
  const shown = number ? name.replaceAll(number, '…') : name;
  // A button has no address: "Download" in the second row is another file in each PO, unless all of it is the same.
  if (!/^https?:/i.test(link)) return [`${link}/${name}/${size}`, { name: shown }];
  // What Coupa calls an attachment stays one, whatever `notAttachments` says.
  if (/attachment_file/i.test(link)) return undefined;
  const [address = '', query] = link.replace(/#.*$/s, '').split('?', 2);
  const { pathname } = new URL(address);
  if (number === '' || !pathname.includes(number))
    return [link, { name: shown, ...(query === undefined && inMarkup(pathname)) }];
  // Portals count the files of each order from 1: …/attachments/1 is another file in every one.
  if (/\d/.test(pathname.replaceAll(number, ''))) return undefined;
  return [`${pathname.replaceAll(number, '…')}?${shown}`, { name: shown }];
}

/** The whole path: of `/terms/download` the last part alone would take every other download too. */
const inMarkup = (pathname: string) => (/^[\w./~-]{2,}$/.test(pathname) ? { selector: `a[href$="${pathname}"]` } : {});
